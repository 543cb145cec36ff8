"""Parts of libraries that are slow to import and seldom used by lessons: imported when something is asked of them.

`import torchvision` brings every model of its collection, and with them torch's compiler: as long as torch itself.
"""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

PARTS = ("torchvision.models", "torchvision.ops", "matplotlib.pyplot")


class _Postponed(importlib.abc.MetaPathFinder):
    """Finds PARTS as modules that load themselves when an attribute of theirs is first looked at."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(name, path) if name in PARTS else None
        if spec is not None and spec.loader is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


def postpone() -> None:
    """From here on PARTS are imported when they are used; what is imported already stays as it is."""
    if not any(isinstance(finder, _Postponed) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Postponed())


def loaded(name: str) -> bool:
    """Whether the module `name` has been imported, and is not one that still waits to be used."""
    return type(sys.modules.get(name)) is ModuleType


def load() -> None:
    """Import now what was postponed, so that processes forked from this one find it there."""
    for name in PARTS:
        importlib.import_module(name).__doc__  # noqa: B018 (looking is enough)
