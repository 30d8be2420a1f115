"""Store."""

from workbench.store.adding import AddResult
from workbench.store.ledger import settings_of
from workbench.store.lock import hold
from workbench.store.results import Results
from workbench.store.store import Store

__all__ = ["AddResult", "Results", "Store", "hold", "settings_of"]
