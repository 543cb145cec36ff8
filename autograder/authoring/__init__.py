"""What an instructor imports to write an assignment: inputs, probes, checks, mistakes, and tools for them."""

from autograder.authoring import networks, plots, unseen
from autograder.authoring.compare import agree, agree_on, reach, require
from autograder.authoring.declare import (
    change,
    check,
    exchange,
    inputs,
    mistake,
    mistakes,
    part,
    probe,
    rewrite,
    row,
    without,
)
from autograder.authoring.devices import on_fake_gpu, require_one_device
from autograder.authoring.evidence import exhibit
from autograder.authoring.figures import describe, drawing
from autograder.authoring.loaders import image_set, loader
from autograder.model.wire import Opaque
