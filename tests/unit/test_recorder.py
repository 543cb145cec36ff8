"""What is looked at while a question is answered once more, and from what a gradient comes."""

import pytest
import torch

from autograder.runner.recorder import Enough, Recorder

CELL = """
def train(net, images, labels, optimizer=None):
    for _ in range(3):
        loss = torch.nn.functional.cross_entropy(net(images), labels)
        net.zero_grad()
        loss.backward()
        if optimizer is not None:
            optimizer.step()
        for p in net.parameters() if optimizer is None else ():
            p.data -= 0.1 * p.grad
"""


@pytest.fixture
def looked_at(monkeypatch):
    """The names of the operations that a recorder looks at."""
    names = []
    operation = Recorder.operation
    monkeypatch.setattr(
        Recorder, "operation", lambda self, name, *rest: (names.append(name), operation(self, name, *rest))
    )
    return names


def recorded(by=None, cell=CELL):
    torch.manual_seed(1)
    net = torch.nn.Linear(5, 3)
    images, labels = torch.randn(8, 5), torch.arange(8) % 3
    names = {"torch": torch}
    exec(compile(cell, "<cell train>", "exec"), names)
    recorder = Recorder(lambda file: "train" if file == "<cell train>" else "", "train")
    with recorder.listening():
        names["train"](net, images, labels, by and by(net.parameters()))
    return recorder.as_data()


@pytest.mark.parametrize("by", [torch.optim.SGD, torch.optim.Adam])
def test_the_way_back_and_the_steps_of_torch_are_not_looked_at(looked_at, by):
    told = recorded(lambda parameters: by(parameters, lr=0.1))
    assert len(looked_at) < 30, looked_at  # 3 rounds of a layer, a loss and little beside them
    assert [act[0] for act in told["acts"]] == [*("forward", "backward", "step") * 3, "left", "end"]


def test_a_gradient_comes_of_the_loss():
    events = recorded()["events"]
    loss = next(i for i, event in enumerate(events) if event[1] == "nll_loss_forward")
    first = next(event for event in events if event[1] == "mul")
    assert first[-1] == [loss]


def test_a_step_of_ones_own_is_looked_at(looked_at):
    class Own(torch.optim.Optimizer):
        def step(self):
            for p in self.param_groups[0]["params"]:
                p.data.sub_(0.1 * p.grad)

    recorded(lambda parameters: Own(parameters, {}))
    assert looked_at.count("sub_") == 6


@pytest.fixture
def little_is_kept(monkeypatch):
    monkeypatch.setattr("autograder.runner.notes.MOST_EVENTS", 1)
    monkeypatch.setattr("autograder.runner.notes.MOST_ACTS", 2)


def test_a_training_ends_where_nothing_more_would_be_kept(little_is_kept):
    with pytest.raises(Enough):
        recorded()


def test_a_training_that_tries_again_whatever_is_raised_goes_on(little_is_kept):
    again = "\ndef again(net, images):\n    try: return net(images)\n    except BaseException: return net(images)\n"
    told = recorded(cell=again + CELL.replace("net(images)", "again(net, images)"))
    assert not told["whole"]


def test_a_recording_in_which_acts_are_lacking_says_nothing_of_the_end(monkeypatch):
    monkeypatch.setattr("autograder.runner.notes.MOST_ACTS", 2)
    told = recorded()
    assert not told["whole"]
    assert told["end"] == {}
    assert len(told["acts"]) == 2
