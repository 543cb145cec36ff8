"""Records, in the child, what is computed while a question is answered once more. Nothing here decides a verdict."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from autograder.model.trace import OPERATIONS, SETTINGS
from autograder.runner.clock import TimeLimit, time_limit
from autograder.runner.kernel import Kernel, Lesson, explain
from autograder.runner.notes import MADE, MOVES, Notes, held_by, inferring, leaves, tensors

RECORD_SECONDS = 3  # of a question asked once more: an emergency brake, what is recorded is bounded in number
MOST_LINES = 6000


class Enough(BaseException):
    """Raised in code that is looked at where all has been told that was asked for, or that is kept."""


class Recorder(Notes):
    """Notes, while its block runs, what torch computes, what loops do and what local names hold."""

    def __init__(self, label_of: Callable[[str], str], cell: str) -> None:
        super().__init__(label_of, cell)
        self.depth = self.lines = self.asked = 0
        self.ended = False  # whether the code that is recorded is over, or was told to be
        self.names: dict[int, str] = {}
        self.loaders: dict[int, tuple[int, Any]] = {}  # kept, so that no other gets the id of one
        self.held: dict[tuple[int, ...], list[Any]] = {}  # all groups of parameters with which a step was taken
        self.optimizers: list[tuple[Any, int]] = []  # all that were made or took a step, and the line that made them
        self.operations = contextlib.ExitStack()  # open while operations are looked at
        self.noise: Any = None  # what a dropout multiplies by
        self.were: Any = None  # weights before the step that is being taken

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """While the block runs, note what happens."""
        with self._operations(), self._modules(), self._gradients(), self._steps(), self._batches(), self._names():
            try:
                yield
            finally:
                self.ended = True

    @contextlib.contextmanager
    def _operations(self) -> Iterator[None]:
        from torch.utils._python_dispatch import TorchDispatchMode, _get_current_dispatch_mode

        recorder, harmless = self, contextlib.suppress(Exception)

        class Operations(TorchDispatchMode):
            @classmethod
            def _should_skip_dynamo(cls) -> bool:  # nothing is compiled in here, so nothing has to be kept from it
                return False

            def __torch_dispatch__(self, function: Any, types: Any, args: tuple = (), kwargs: Any = None) -> Any:
                result = function(*args, **(named := kwargs or {}))
                with harmless:
                    recorder.operation(function.overloadpacket.__name__, [*args, *named.values()], result)
                return result

        mode = Operations()

        def leave() -> None:
            if _get_current_dispatch_mode() is mode:  # else one of the student's own is on top, and stays
                mode.__exit__(None, None, None)

        with self.operations:
            mode.__enter__()
            self.operations.callback(leave)
            yield

    def act(self, kind: str, line: int, **facts: Any) -> None:
        """Note an act; once no more values are kept, operations go their way unseen, ten times as fast.

        Raises Enough when no more acts are kept either; once, since code may catch it and try again.
        """
        if self.cut and not inferring():
            self.operations.close()
        super().act(kind, line, **facts)
        if self.cut and not self.whole and not self.ended:
            self.ended = True
            raise Enough

    def operation(self, name: str, given: Any, result: Any) -> None:
        """Note what one operation of torch made, in code of the cell or of a network that was asked."""
        if self.cut or not ((line := self.line(inside=True)) or self.depth):
            return
        parents = tuple(dict.fromkeys([event for value in tensors(given) for event in self.owned(value)]))
        for value in tensors(result):
            if name in MADE:
                self.noise = value if name == "bernoulli_" else self.noise
                self.own(value, ())
            elif name in MOVES or (name == "slice" and not parents):  # of what is given; else numbers may be lost
                self.own(value, parents)
            else:
                kind = "op" if self.by_mine(above=3) else "call"
                name = "dropout" if name == "mul" and any(one is self.noise for one in tensors(given)) else name
                number = self.note(kind, name.strip("_"), line, value, parents)
                if name == "_log_softmax":  # who comes to its logarithm by way of the softmax has a right value there
                    self.note("op", "softmax", line, value.exp(), parents)
                self.own(value, parents if number is None else (number,))

    @contextlib.contextmanager
    def _modules(self) -> Iterator[None]:
        import torch
        from torch.nn.modules import module as modules

        def before(module: Any, given: Any) -> None:
            self.depth += 1
            if self.depth > 1 or self.quiet:
                return
            with contextlib.suppress(Exception), self.silently():
                parameters = list(module.parameters())
                if not any(p.requires_grad for p in parameters):
                    return
                if all(module is not network for network in self.networks):
                    self.networks.append(module)
                    self.names |= {id(part): name for name, part in module.named_modules() if name}
                self.asked = next(i for i, network in enumerate(self.networks) if network is module)
                batch = given[0] if given else None
                self.act(
                    "forward", self.line(), network=self.asked, own=self.by_mine(), training=bool(module.training),
                    gradients=torch.is_grad_enabled(), given=batch, weights=self.flat(parameters),
                    size=batch.shape[0] if isinstance(batch, torch.Tensor) and batch.ndim > 1 else 0,
                )  # fmt: skip

        def after(module: Any, given: Any, result: Any) -> None:
            self.depth -= 1
            if self.quiet or not isinstance(result, torch.Tensor):
                return
            for event in self.owned(result):
                if id(module) in self.names and self.events[event][0] in OPERATIONS:
                    self.events[event][:2] = ["module", self.names[id(module)]]
                if not self.depth:
                    self.targets.append(event)

        with (
            modules.register_module_forward_pre_hook(before),
            modules.register_module_forward_hook(after, always_call=True),
        ):
            yield

    @contextlib.contextmanager
    def _gradients(self) -> Iterator[None]:
        import torch

        def noting(function: Any, adds: bool) -> Any:
            def called(tensors: Any, *arguments: Any, **options: Any) -> Any:
                with contextlib.suppress(Exception), self.silently():
                    parameters = [p for network in self.networks[self.asked :][:1] for p in network.parameters()]
                    stale = adds and any(p.grad is not None and bool(p.grad.any()) for p in parameters)
                    loss = tensors if isinstance(tensors, torch.Tensor) and tensors.numel() == 1 else None
                    self.act("backward", self.line(), stale=stale, loss=loss)
                with self.silently():  # of what is computed on the way back nothing is kept
                    result = function(tensors, *arguments, **options)
                with contextlib.suppress(Exception):
                    for gradient in result or [leaf.grad for leaf in leaves(tensors)]:
                        self.own(gradient, self.owned(tensors))
                return result

            return called

        backward, grad = noting(torch.autograd.backward, True), noting(torch.autograd.grad, False)
        with patch.object(torch.autograd, "backward", backward), patch.object(torch.autograd, "grad", grad):
            yield

    @contextlib.contextmanager
    def _steps(self) -> Iterator[None]:
        import torch
        from torch.optim import optimizer as optimizers
        from torch.utils._mode_utils import no_dispatch

        make = optimizers.Optimizer.__init__

        def made(optimizer: Any, *arguments: Any, **options: Any) -> None:
            self.optimizers.append((optimizer, self.line()))
            make(optimizer, *arguments, **options)

        unseen = contextlib.ExitStack()  # open while torch computes a step, which is nobody's line

        def before(optimizer: Any, given: tuple, named: dict) -> None:
            unseen.close()
            with contextlib.suppress(Exception), self.silently():
                self.were = self.flat(held_by(optimizer))
            if type(optimizer).__module__.startswith("torch.") and not any(map(callable, (*given, *named.values()))):
                unseen.enter_context(no_dispatch())

        def after(optimizer: Any, *_: Any) -> None:
            unseen.close()
            with contextlib.suppress(Exception), self.silently():
                if all(optimizer is not known for known, _ in self.optimizers):
                    self.optimizers.append((optimizer, 0))
                number, line = next((i, at) for i, (one, at) in enumerate(self.optimizers) if one is optimizer)
                held = held_by(optimizer)
                self.held.setdefault(group_of := tuple(map(id, held)), held)
                known = {id(p) for network in self.networks for p in network.parameters()}
                group = optimizer.param_groups[0]
                numbers = {n: float(v) for n in SETTINGS if isinstance(v := group.get(n), bool | int | float)}
                gradients = [p.grad.reshape(-1) for p in held if p.grad is not None]
                self.act(
                    "step", self.line(), mine=any(id(p) in known for p in held), asked=bool(self.networks),
                    gradient=torch.cat(gradients) if gradients else None, optimizer=number, made=line, **numbers,
                    before=self.were, moved=not torch.equal(self.were, self.flat(held)),
                    held=list(self.held).index(group_of),
                )  # fmt: skip

        pre, post = optimizers.register_optimizer_step_pre_hook, optimizers.register_optimizer_step_post_hook
        with unseen, pre(before), post(after), patch.object(optimizers.Optimizer, "__init__", made):
            yield
        with contextlib.suppress(Exception), self.silently():
            for number, held in enumerate(self.held.values()):
                self.act("left", 0, held=number, before=self.flat(held))

    @contextlib.contextmanager
    def _batches(self) -> Iterator[None]:
        from torch.utils.data import DataLoader

        iterate = DataLoader.__iter__

        def noting(loader: Any) -> Iterator[Any]:
            number, _ = self.loaders.setdefault(id(loader), (len(self.loaders), loader))
            batches = iterate(loader)
            for index in range(1 << 30):
                with self.silently():
                    try:
                        batch = next(batches)
                    except StopIteration:
                        return
                    with contextlib.suppress(Exception):
                        self.act(
                            "batch", self.line(), loader=number, index=index, of=len(loader), size=len(batch[0]),
                            images=len(loader.dataset), given=batch[0],
                        )  # fmt: skip
                yield batch

        with patch.object(DataLoader, "__iter__", noting):
            yield

    @contextlib.contextmanager
    def _names(self) -> Iterator[None]:
        """The numbers that local names of the cell's functions hold, line by line."""
        before, files = sys.gettrace(), self.files

        def begin(frame: Any, kind: str, _: Any) -> Any:
            if files[frame.f_code.co_filename] != "mine" or self.lines > MOST_LINES:
                return None
            known = {name: id(value) for name, value in frame.f_locals.items()}
            last = frame.f_lineno

            def each(frame: Any, kind: str, value: Any) -> Any:
                nonlocal last
                self.lines += 1
                if self.cut or self.lines > MOST_LINES:
                    self.cut = True
                    sys.settrace(None)
                    return None
                for name, held in frame.f_locals.items():
                    if known.get(name) != id(held):
                        known[name] = id(held)
                        if isinstance(held, float) or type(held).__module__ == "numpy":
                            self.note("name", name, last, held)
                if kind == "return" and value is not None:
                    returned = [event for tensor in tensors(value) for event in self.owned(tensor)]
                    for number in value[:8] if isinstance(value, tuple | list) else (value,):
                        if isinstance(number, float) or type(number).__module__ == "numpy":
                            event = self.note("name", "", frame.f_lineno, number)
                            returned += [] if event is None else [event]
                    if not self.called_by_mine(frame):
                        self.targets += returned
                last = frame.f_lineno
                return each

            return each

        sys.settrace(begin)
        try:
            yield
        finally:
            sys.settrace(before)


def recorded(
    kernel: Kernel, checks: Any, label_of: Callable[[str], str], exercise: str, probe: str, arguments: list,
    named: dict, seconds: float,
) -> dict:  # fmt: skip
    """Ask one probe once more and tell what code of `exercise` does meanwhile, as a trace is read from."""
    recorder = Recorder(label_of, exercise)
    try:
        with time_limit(seconds), recorder.listening():
            getattr(checks, probe)(Lesson(kernel), *arguments, **named)
    except BaseException as error:
        # an answer that raised in a cell is never recorded: this time its code went another way
        recorder.whole &= not (isinstance(error, TimeLimit) or explain(error, label_of)["cell"])
    try:
        return recorder.as_data()
    finally:
        kernel.rewind()
