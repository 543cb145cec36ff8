"""What an instructor imports to write an assignment: inputs, probes, checks, mistakes, and tools for them."""

from autograder.authoring.compare import agree, reach, require
from autograder.authoring.declare import check, inputs, mistake, probe
from autograder.authoring.devices import on_fake_gpu
from autograder.authoring.evidence import exhibit
from autograder.authoring.figures import describe
from autograder.authoring.loaders import image_set, loader
from autograder.model.wire import Opaque

__all__ = [
    "Opaque",
    "agree",
    "check",
    "describe",
    "exhibit",
    "image_set",
    "inputs",
    "loader",
    "mistake",
    "on_fake_gpu",
    "probe",
    "reach",
    "require",
]
