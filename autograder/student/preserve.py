"""What a check must leave as it found it: random states, gradient mode, figures, settings, output."""

import builtins
import contextlib
import getpass
import os
import random
import sys
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def untouched() -> Iterator[None]:
    """Put back, after the block, everything in this process that checks or student code may change."""
    with contextlib.ExitStack() as stack:
        stack.callback(random.setstate, random.getstate())
        stack.callback(os.chdir, os.getcwd())
        stack.callback(_put_environment, dict(os.environ))
        for owner, name in ((sys, "stdout"), (sys, "stderr"), (builtins, "input"), (getpass, "getpass")):
            stack.callback(setattr, owner, name, getattr(owner, name))
        stack.enter_context(warnings.catch_warnings())
        if "numpy" in sys.modules:
            import numpy as np

            stack.callback(np.random.set_state, np.random.get_state())
        if "torch" in sys.modules:
            _torch(stack)
        if "matplotlib.pyplot" in sys.modules:
            _figures(stack)
        yield


def _put_environment(before: dict[str, str]) -> None:
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


def _torch(stack: contextlib.ExitStack) -> None:
    import torch

    stack.callback(torch.set_rng_state, torch.get_rng_state())
    if torch.cuda.is_initialized():
        stack.callback(torch.cuda.set_rng_state_all, torch.cuda.get_rng_state_all())
    stack.callback(torch.set_grad_enabled, torch.is_grad_enabled())
    stack.callback(torch.set_default_dtype, torch.get_default_dtype())


def _figures(stack: contextlib.ExitStack) -> None:
    """Hide the open figures for the time being: what is drawn and closed meanwhile is not theirs."""
    import matplotlib
    import matplotlib.pyplot as plt
    from matplotlib._pylab_helpers import Gcf

    figures = list(Gcf.figs.items())
    settings = dict(matplotlib.rcParams)
    backend = matplotlib.get_backend()

    def put_back() -> None:
        plt.close("all")
        if matplotlib.get_backend() != backend:
            plt.switch_backend(backend)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dict.update(matplotlib.rcParams, settings)
        Gcf.figs.clear()
        Gcf.figs.update(figures)

    Gcf.figs.clear()
    stack.callback(put_back)
