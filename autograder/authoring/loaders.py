"""Real data loaders over images that the judge chose."""

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset


class ImageSet(Dataset):
    """A data set with the face of torchvision's: `(image, int)` items, `.data`, `.targets`, `.classes`.

    images: (N, …) float32; labels: (N,) int64.
    """

    def __init__(self, images: torch.Tensor, labels: torch.Tensor) -> None:
        self.images = images
        self.targets = labels
        self.data = (images.squeeze(1) if images.dim() == 4 else images).mul(255).clamp(0, 255).to(torch.uint8)
        self.classes = [str(digit) for digit in range(10)]
        self.transform = None

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        if index >= len(self):
            raise IndexError(index)
        return self.images[index], int(self.targets[index])


def image_set(images: torch.Tensor, labels: torch.Tensor) -> ImageSet:
    """A data set of `images` (N, 1, 28, 28) float32 with `labels` (N,) int64."""
    return ImageSet(images, labels)


def loader(images: torch.Tensor, labels: torch.Tensor, batch_size: int, **options: Any) -> DataLoader:
    """A DataLoader, in order unless `shuffle=True`, whose last batch is short when the sizes do not divide."""
    return DataLoader(image_set(images, labels), batch_size=batch_size, **options)


def torchvision_set(kind: type, images: torch.Tensor, labels: torch.Tensor, transform: Callable[..., Any]) -> Any:
    """A data set of torchvision's class `kind` (MNIST, FashionMNIST) with other content.

    images: (N, 28, 28) uint8; labels: (N,) int64.
    """
    made: Any = object.__new__(kind)
    made.data, made.targets, made.root, made.train = images, labels, ".", True
    made.transform, made.target_transform, made.transforms = transform, None, None
    return made
