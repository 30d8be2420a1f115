"""Social Workbench: what people told us, sorted into topics that stay, with intervals that count people.

`import workbench as wb`, then `wb.study(df, text="comment")` for a table at hand, or
`wb.open(project, month)` for a project. Everything heavy is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from workbench.analysis import Analysis as Analysis
    from workbench.analysis import open_study as open
    from workbench.explore.quick import study_frame as study
    from workbench.report.notebook import about as about
    from workbench.report.notebook import begin as begin
    from workbench.report.notebook import finish as finish
    from workbench.report.notebook import say as say
    from workbench.report.notebook import table as table

_WHERE = {
    "Analysis": ("workbench.analysis", "Analysis"),
    "open": ("workbench.analysis", "open_study"),
    "study": ("workbench.explore.quick", "study_frame"),
    "about": ("workbench.report.notebook", "about"),
    "begin": ("workbench.report.notebook", "begin"),
    "finish": ("workbench.report.notebook", "finish"),
    "say": ("workbench.report.notebook", "say"),
    "table": ("workbench.report.notebook", "table"),
}

__all__ = ["Analysis", "__version__", "about", "begin", "finish", "open", "say", "study", "table"]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)
