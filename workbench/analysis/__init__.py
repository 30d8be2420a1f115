"""Analysis: every table of a study by name, computed once or read from the results cache."""

from workbench.analysis.tables import Analysis, open_study

__all__ = ["Analysis", "open_study"]
