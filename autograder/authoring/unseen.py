"""What a trained network is asked beside the test set: one that learnt is told from one that knows the test set.

Copies of test images moved by a pixel are no test images any more: a list of labels does not know them. Images that
were there to train on are no harder than those of the test set: who does better on the latter was trained on them.
What is found is for a person to look at, and costs nothing.
"""

from dataclasses import dataclass
from typing import Any

import torch

from autograder.authoring.evidence import EVIDENCE

MOVED, KNOWN = 300, 1000  # how many are asked of either kind
LOST, GAINED = 0.4, 0.08  # differences that no right network has shown, with room (tests/security/test_unseen.py)
TEST, COPY, TRAIN = 0, 1, 2


@dataclass(frozen=True)
class Mixed:
    """Images (M, 28, 28) uint8 in random order, what they show (M,), of which kind they are (M,), and whose copy."""

    images: torch.Tensor
    labels: torch.Tensor
    kind: torch.Tensor
    original: torch.Tensor

    def tested(self, name: str, found: Any) -> tuple[Any, torch.Tensor, torch.Tensor]:
        """Of the answers (M,) of the network `name` those on the test set, its labels and its images.

        Answers of another shape are handed back as they are. A note is left where the others tell of something odd.
        """
        test = self.kind == TEST
        if isinstance(found, torch.Tensor) and found.shape == self.labels.shape:
            self._notice(name, found == self.labels)
            found = found[test]
        return found, self.labels[test], self.images[test]

    def _notice(self, name: str, right: torch.Tensor) -> None:
        right = right.double()
        test, train = right[self.kind == TEST].mean().item(), right[self.kind == TRAIN].mean().item()
        still, moved = right[self.original[self.kind == COPY]].mean().item(), right[self.kind == COPY].mean().item()
        notes = []
        if still - moved > LOST:
            notes.append(f"`{name}` knows {still:.0%} of some test images, and {moved:.0%} of them when they are moved")
        if test - train > GAINED:
            notes.append(f"`{name}` knows {test:.0%} of the test images, and {train:.0%} of those to train on")
        EVIDENCE.get().notes += tuple(f"{note}: did it learn them, or from them?" for note in notes)


def mixed(data: Any, name: str, rng: torch.Generator) -> Mixed:
    """The test set of `name` ("MNIST" or "FashionMNIST"), moved copies of some of it, and images to train on."""
    images, labels = data.shuffled(name, train=False, rng=rng)
    known, known_labels = (part[:KNOWN] for part in data.shuffled(name, train=True, rng=rng))
    steps = torch.randint(0, 4, (min(MOVED, len(images)),), generator=rng).tolist()
    turns = ((1, 1), (-1, 1), (1, 2), (-1, 2))
    copies = [image.roll(*turns[step]) for image, step in zip(images[None].transpose(0, 1), steps, strict=False)]
    moved = torch.cat(copies)
    every = torch.cat([images, moved, known])
    shown = torch.cat([labels, labels[: len(moved)], known_labels])
    sizes = torch.tensor([len(images), len(moved), len(known)])
    kind = torch.arange(3).repeat_interleave(sizes)
    order = torch.randperm(len(every), generator=rng)
    place = order.argsort()
    original = torch.zeros(len(every), dtype=torch.int64)
    original[place[len(images) : len(images) + len(moved)]] = place[: len(moved)]
    return Mixed(every[order], shown[order], kind[order], original)
