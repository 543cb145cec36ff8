"""Which GPUs there are, told without asking CUDA: a process that has opened CUDA must not be forked any more."""

import os
from pathlib import Path

from autograder.errors import UserError

DEVICES = Path("/dev")
VISIBLE = "CUDA_VISIBLE_DEVICES"
LEAVE_CUDA_ALONE = {"PYTORCH_NVML_BASED_CUDA_CHECK": "1"}  # torch's `is_available` then opens no context


def ids() -> list[str]:
    """The GPUs that this process may use, as `CUDA_VISIBLE_DEVICES` names them."""
    named = os.environ.get(VISIBLE)
    if named is not None:
        return [one.strip() for one in named.split(",") if one.strip()]
    return sorted(path.name.removeprefix("nvidia") for path in DEVICES.glob("nvidia[0-9]*"))


def files() -> list[str]:
    """The device files by which a process reaches GPUs."""
    return sorted(str(path) for path in DEVICES.glob("nvidia*"))


def of(device: str) -> tuple[str, ...]:
    """The GPUs that student code may use when it is graded on `device`.

    Raises UserError when that is a GPU and there is none.
    """
    found = tuple(ids()) if device == "cuda" else ()
    if device == "cuda" and not found:
        raise UserError(f"There is no GPU here: no /dev/nvidia0, and {VISIBLE} names none. Grade with --device cpu.")
    return found


def jobs(per_gpu: int, device: str) -> int:
    """How many workers `per_gpu` for each GPU are.

    Raises UserError when the class is not graded on GPUs, or there is none.
    """
    if device != "cuda":
        raise UserError("--jobs-per-gpu goes with --device cuda; on a CPU say --jobs.")
    return per_gpu * len(of(device))
