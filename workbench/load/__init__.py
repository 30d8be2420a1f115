"""Exports into the canonical tables, with a report of what became of every row."""

from workbench.load.propose import Proposal, propose
from workbench.load.read import read_source
from workbench.load.report import FileReport, Loaded, Reason

__all__ = ["FileReport", "Loaded", "Proposal", "Reason", "propose", "read_source"]
