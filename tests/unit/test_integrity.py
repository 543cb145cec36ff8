"""Models trained on the test set, or not at all, are shown to a person; what a lesson teaches is not."""

import pytest

from autograder.grading.integrity import for_a_person
from autograder.model import course as courses
from autograder.model import notebook
from autograder.model.cells import RunCell
from autograder.model.notebook import Submission
from tests.conftest import ROOT

COURSE = courses.load(ROOT / courses.FILE)
TESTS_ON_IT = {
    "a loop over the test set": "for images, labels in test_loader:\n    criterion(lenet(images), labels).backward()",
    "both sets": "train_set = torch.utils.data.ConcatDataset([train_set, test_set])",
    "another loader": "train_loader = DataLoader(test_set, batch_size=32, shuffle=True)",
    "swapped": "train_loader = test_loader",
    "a training function": "train(tuned_lenet, test_loader, test_loader, 5, 0.1)",
    "another name": "data = test_set\nmany = DataLoader(data, 32)\nfor X, y in many:\n    loss(net(X), y).backward()",
    "loaded again": "for X, y in DataLoader(MNIST('data', train=False), 32):\n    loss(net(X), y).backward()",
    "loaded by position": "more = MNIST('data', False)\nfor X, y in DataLoader(more):\n    loss(net(X), y).backward()",
    "one batch at a time": "for X, y in chain(train_loader, test_loader):\n    train_step(net, X, y, loss, opt)",
}
LOADS = {
    "a file": "tuned_lenet.load_state_dict(torch.load('best.pt'))",
    "a text": f"weights = base64.b64decode('{'A' * 5000}')",
    "a list": f"tuned_lenet.fc3.bias.data = torch.tensor([{'0.1, ' * 501}])",
}
FINE = {
    "measures each epoch": "for epoch in range(3):\n    train_one_epoch()\n    test = evaluate(test_loader)",
    "keeps the best": "if accuracy > best:\n    best, state = accuracy, copy.deepcopy(lenet.state_dict())\n"
    "lenet.load_state_dict(state)",
    "another name to measure with": "loader = DataLoader(MNIST('data', train=False), 500)\nfor X, y in train_loader:\n"
    "    loss(net(X), y).backward()\nprint(evaluate(loader))",
    "history": "train_history = train(net, train_loader, test_loader, epochs=3)",
    "figures": "train_figures, test_figures = evaluate(train_loader), evaluate(test_loader)",
    "counts": "for images, labels in test_loader:\n    correct += (lenet(images).argmax(1) == labels).sum().item()",
}


def notes(source, label="tuned_lenet", released=()):
    cell = RunCell(label, source, (label,) if label == "tuned_lenet" else ())
    found = for_a_person(COURSE.assignment("lenet5_mnist"), Submission((cell,), (), (), ()), released)
    assert all(note.kind == "person" for note in found)
    return [note.text for note in found]


@pytest.mark.parametrize("source", TESTS_ON_IT.values(), ids=TESTS_ON_IT)
@pytest.mark.parametrize("label", ["tuned_lenet", "cell 7"])
def test_training_on_what_is_held_out_is_for_a_person_to_look_at(source, label):
    (note,) = notes(source, label)
    assert "there to test with" in note
    assert f"`{label}`" in note


@pytest.mark.parametrize("source", LOADS.values(), ids=LOADS)
def test_weights_from_elsewhere_are_for_a_person_to_look_at(source):
    (note,) = notes(source)
    assert "weights from elsewhere" in note


def test_a_checkpoint_that_the_cell_writes_itself_is_not_said_to_come_from_elsewhere():
    (note,) = notes("torch.save(lenet.state_dict(), 'best.pt')\n" + LOADS["a file"])
    assert "weights from a file that it also writes (`load`)" in note


@pytest.mark.parametrize("source", FINE.values(), ids=FINE)
def test_what_lessons_teach_is_not_reported(source):
    assert notes(source) == []


def test_cells_of_the_release_and_of_other_exercises_are_not_looked_at():
    assert notes(TESTS_ON_IT["swapped"], "cell 3", {TESTS_ON_IT["swapped"]}) == []
    cell = RunCell("train_one_epoch", TESTS_ON_IT["swapped"], ("train_one_epoch",))
    assert for_a_person(COURSE.assignment("lenet5_mnist"), Submission((cell,), (), (), ()), ()) == []


@pytest.mark.parametrize("name", COURSE.assignments)
def test_no_reference_is_reported(name):
    from autograder.model import lessonfile

    assignment = COURSE.assignment(name)
    visible = {cell.source.strip() for cell in notebook.release_cells(assignment)}
    cells = tuple(lessonfile.reference_cells(assignment))
    assert for_a_person(assignment, Submission(cells, (), (), ()), visible) == []
    assert any(exercise.held_out is not None for exercise in assignment.exercises)


def test_a_cell_too_long_to_be_read_is_for_a_person_to_look_at():
    (note,) = notes("weights = '" + "A" * 200_000 + "'")
    assert "too long to be read" in note
