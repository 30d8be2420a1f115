# Social Workbench. `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
MONTH ?= 2026-10

.PHONY: help study test check lab lock clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

study: $(VENV)/core.done ## set everything up and run the sample's latest study; prints the brief's path last
	@$(BIN)/workbench sample build/sample
	@$(BIN)/workbench study --project build/sample --month $(MONTH)

test: $(VENV)/dev.done ## set everything up and run the checks and all tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2 --dist loadfile --durations 15

check: $(VENV)/dev.done ## style, types, one-way imports, notebooks without outputs
	@$(BIN)/ruff check workbench tests notebooks
	@$(BIN)/ruff format --check workbench tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/workbench check --notebooks notebooks

lab: $(VENV)/core.done ## open JupyterLab on the notebooks
	@$(BIN)/jupyter lab --notebook-dir .

lock: ## make both lock files again (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --excludes lock-excludes.txt --custom-compile-command "make lock" pyproject.toml build-requirements.txt -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --excludes lock-excludes.txt --custom-compile-command "make lock" --extra dev pyproject.toml build-requirements.txt -o requirements-dev.lock

clean: ## remove what the other commands made
	@rm -rf build dist $(VENV)

# Both lock files leave out what torch, UMAP and numba would bring, so they are installed without their
# dependencies being asked for; `pip check` then names bertopic's missing parts, which it does not need here.
$(VENV)/python.done:
ifdef UV
	@uv venv -q --allow-existing --python "$(PYTHON)" $(VENV)
else
	@$(PYTHON) -m venv $(VENV)
endif
	@touch $@

$(VENV)/core.done: $(VENV)/python.done requirements.lock pyproject.toml
	@$(MAKE) --no-print-directory install LOCK=requirements.lock
	@touch $@

$(VENV)/dev.done: $(VENV)/python.done requirements-dev.lock pyproject.toml
	@$(MAKE) --no-print-directory install LOCK=requirements-dev.lock
	@touch $(VENV)/core.done $@

.PHONY: install
install:
ifdef UV
	@uv pip install -q --python $(BIN)/python --require-hashes --no-deps -r $(LOCK)
	@uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(LOCK)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
