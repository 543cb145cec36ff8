"""The command in a process that need not import torch again."""

from tests.gradebook.conftest import autograder, warm

__all__ = ["autograder", "warm"]
