"""What stands in the place of a student's earlier exercises while a later one is asked.

Each works for the small networks and batches of a check, is written unlike any solution, and no more.
"""

from typing import Any

import numpy as np
import torch
from torch import nn


def count_right(scores: torch.Tensor, labels: torch.Tensor, *_: Any, **__: Any) -> np.int64:
    """How many are right: (N, C), (N,): the batch less those for which some class scores higher than their own."""
    scores = scores.detach()
    return np.int64(len(labels) - int((scores > scores.gather(1, labels[:, None])).any(dim=1).sum()))


class Surprise(nn.Module):
    """The mean of log Σ exp z − z_y over a batch; overflows for large scores."""

    def forward(self, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return (scores.exp().sum(dim=1).log() - scores.gather(1, labels[:, None])[:, 0]).mean()


class Descent(torch.optim.Optimizer):
    """Steps down the gradient of a network's parameters."""

    def __init__(self, network: nn.Module, lr: float = 0.9) -> None:
        super().__init__(network.parameters(), {"lr": lr})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        for parameter in self.param_groups[0]["params"]:
            if parameter.grad is not None:
                parameter -= self.param_groups[0]["lr"] * parameter.grad
