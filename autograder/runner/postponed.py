"""Parts of libraries that are slow to import and seldom used by lessons: imported when something is asked of them.

`import torchvision` brings every model of its collection, and with them torch's compiler: as long as torch itself.
`import nbformat` brings 38 grammars of addresses, which no notebook is held against: nearly as long.
"""

import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PARTS = ("torchvision.models", "torchvision.ops", "matplotlib.pyplot")
# What is looked at without use of a module: by a second import, by `isinstance`, by `inspect` that asks all modules.
# `importlib.util.LazyLoader` imports for these too.
LOOKED_AT = frozenset({"__class__", "__spec__", "__loader__", "__name__", "__package__", "__file__"})
# What others take from a module by name when they are imported, and may never call.
CALLED = {"rfc3987_syntax": "is_valid_syntax"}
_loading = threading.RLock()


class _Waiting(ModuleType):
    """A module that imports itself when an attribute of it is used."""

    def __getattribute__(self, name: str) -> Any:
        if name not in LOOKED_AT:
            _load(self)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in LOOKED_AT:
            _load(self)
        object.__setattr__(self, name, value)


def _load(module: ModuleType) -> None:
    with _loading:
        later, spec = module.__loader__, module.__spec__
        if not isinstance(later, _Later) or spec is None:
            return
        spec.loader = module.__loader__ = later.loader
        module.__class__ = ModuleType
        try:
            later.loader.exec_module(module)
        except BaseException:
            spec.loader = module.__loader__ = later
            module.__class__ = _Waiting
            raise


class _Later(importlib.abc.Loader):
    """Makes modules that wait until `loader` is needed."""

    def __init__(self, loader: importlib.abc.Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Not yet."""
        module.__class__ = _Waiting


class _WhenCalled(_Later):
    """Makes modules of which one function is there: they are executed when it is called, or another name is used."""

    def exec_module(self, module: ModuleType) -> None:
        """Not yet."""
        function = CALLED[module.__name__]

        def used(name: str) -> Any:
            with _loading:
                if vars(module).pop("__getattr__", None):
                    self.loader.exec_module(module)
            return getattr(module, name)

        vars(module)["__getattr__"] = used
        vars(module)[function] = lambda *arguments, **named: used(function)(*arguments, **named)


class _Postponed(importlib.abc.MetaPathFinder):
    """Finds PARTS as modules that wait."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        later = _Later if name in PARTS else _WhenCalled if name in CALLED else None
        spec = importlib.machinery.PathFinder.find_spec(name, path) if later else None
        if later and spec is not None and spec.loader is not None:
            spec.loader = later(spec.loader)
        return spec


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """What the block imports stays: the garbage collector, which would take an eighth of `import torch`, looks away."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looks:
            gc.enable()


def postpone() -> None:
    """From here on PARTS and CALLED are imported when they are used; what is imported already stays as it is."""
    if not any(isinstance(finder, _Postponed) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Postponed())


def loaded(name: str) -> bool:
    """Whether the module `name` has been imported, and is not one that still waits to be used."""
    return type(sys.modules.get(name)) is ModuleType


def load() -> None:
    """Import now what was postponed, so that processes forked from this one find it there."""
    for name in PARTS:
        _load(importlib.import_module(name))
