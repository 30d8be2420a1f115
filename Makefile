# Social Workbench. `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
MONTH ?= 2026-10
VENV_BENCH ?= .venv-bench
TORCH ?= torch==2.13.0

.PHONY: help study test check lab bench lock clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

study: $(VENV)/core.done ## set everything up and run the sample's latest study; prints the brief's path last
	@$(BIN)/workbench sample build/sample
	@$(BIN)/workbench study --project build/sample --month $(MONTH)

test: $(VENV)/dev.done ## set everything up and run the checks and all tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -n 2 --dist loadfile --durations 15

check: $(VENV)/dev.done ## style, types, one-way imports, notebooks without outputs
	@$(BIN)/ruff check workbench tests notebooks bench
	@$(BIN)/ruff format --check workbench tests bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/workbench check --notebooks notebooks

lab: $(VENV)/core.done ## open JupyterLab on the notebooks
	@$(BIN)/jupyter lab --notebook-dir .

bench: $(VENV)/core.done $(VENV_BENCH)/bench.done ## measure topics, time and memory beside other tools; ARGS="--help" lists the options
	@$(VENV_BENCH)/bin/python -m bench --core $(BIN)/python $(ARGS)

lock: ## make the lock files again (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --excludes lock-excludes.txt --custom-compile-command "make lock" pyproject.toml build-requirements.txt -o requirements.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --excludes lock-excludes.txt --custom-compile-command "make lock" --extra dev pyproject.toml build-requirements.txt -o requirements-dev.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --excludes bench/excludes.txt --custom-compile-command "make lock" -c requirements.lock pyproject.toml build-requirements.txt bench/requirements.in -o requirements-bench.lock

clean: ## remove what the other commands made
	@rm -rf build dist $(VENV) $(VENV_BENCH)

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

# Only the bench needs torch. It is pinned by version, without a hash: the wheel without CUDA is not on every index.
# pip takes whatever its own settings offer first; TORCH="torch==2.13.0 --index-url …" chooses another place.
$(VENV_BENCH)/bench.done: requirements-bench.lock pyproject.toml
	@$(PYTHON) -m venv $(VENV_BENCH)
	@$(VENV_BENCH)/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.lock
	@$(VENV_BENCH)/bin/python -m pip install -q --disable-pip-version-check $(TORCH)
	@$(VENV_BENCH)/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
