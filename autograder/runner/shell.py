"""What stands around a lesson's cells: an IPython shell that shows nothing, and the state of a fresh process."""

import contextlib
import copy
import functools
import io
import random
from collections.abc import Callable
from typing import Any, cast

from autograder.runner import postponed
from autograder.runner.unattended import no_compiler, no_programs, nobody_answers


class Silence(io.TextIOBase):
    """Takes the place of stdout and stderr: what student code prints is nobody's verdict, and may be endless."""

    def write(self, text: str) -> int:
        return len(text)

    def writable(self) -> bool:
        return True


def make_shell() -> Any:
    """An IPython shell that keeps no history, prints nothing and starts no program."""
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.text import SList
    from traitlets.config import Config

    class Quiet(DisplayPublisher):
        def publish(self, *arguments: Any, **options: Any) -> None:
            pass

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    settings.InteractiveShell.ast_node_interactivity = "none"
    shell = InteractiveShell.instance(config=settings, display_pub_class=Quiet)
    replaced: dict[str, Callable[..., Any]] = {
        "showtraceback": _nothing, "showsyntaxerror": _nothing, "showindentationerror": _nothing,
        "system": _nothing, "system_raw": _nothing, "system_piped": _nothing, "getoutput": lambda *a, **k: SList(),
        "enable_matplotlib": lambda *a, **k: ("agg", "Agg"), "enable_gui": _nothing, "ask_exit": _nothing,
        "_tee": lambda *a, **k: contextlib.nullcontext(),  # else IPython 9 keeps all that is printed
    }  # fmt: skip
    for name, stand_in in replaced.items():
        setattr(shell, name, stand_in)
    no_programs(shell)
    no_compiler()
    nobody_answers()
    return shell


def _nothing(*_: Any, **__: Any) -> None:
    """Stands for what IPython would print, start or switch on."""


@functools.cache
def as_imported() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What pyplot holds before a cell says `plt.xlabel = "epoch"`, which would cost all figures behind it.

    And Matplotlib's settings, of which the last could be changed in place.
    """
    import matplotlib
    import matplotlib.pyplot as plt

    matplotlib.rcdefaults()
    settings: dict[str, Any] = dict(dict.items(cast(dict, matplotlib.rcParams)))
    return dict(vars(plt)), settings, {k: v for k, v in settings.items() if type(v).__name__ in ("list", "Cycler")}


def reset_surroundings() -> None:
    """Seeds, gradient mode, default dtype and device, and open figures as a fresh process has them."""
    import numpy as np
    import torch

    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)
    if postponed.loaded("matplotlib.pyplot"):
        import matplotlib
        import matplotlib.pyplot as plt

        names, settings, changeable = as_imported()
        vars(plt).update(names)
        plt.close("all")
        now = cast(dict, matplotlib.rcParams)
        dict.clear(now)  # `rcdefaults` would look at every value again
        dict.update(now, settings | copy.deepcopy(changeable))
        plt.switch_backend("Agg")


def stay_headless() -> None:
    """Whatever screen a cell asks Matplotlib for, figures are drawn without one, as in a fresh process."""
    import matplotlib

    if postponed.loaded("matplotlib.pyplot"):
        import matplotlib.pyplot as plt

        plt.switch_backend("Agg")
        plt.switch_backend = _nothing  # type: ignore[assignment]
    matplotlib.use = _nothing  # type: ignore[assignment]
