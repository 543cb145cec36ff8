"""The lessons' diagrams are what their code draws, byte for byte."""

import runpy
import shutil
from xml.etree import ElementTree

import pytest

from autograder.authoring import diagram
from tests.conftest import ROOT

DIAGRAMS = sorted(ROOT.glob("reference/*/diagram.py"))


@pytest.mark.parametrize("source", DIAGRAMS, ids=lambda path: path.parent.name)
def test_a_diagram_is_what_its_code_draws(source, tmp_path):
    folder = tmp_path / "reference" / source.parent.name
    folder.mkdir(parents=True)
    (tmp_path / "assignments").symlink_to(ROOT / "assignments")
    runpy.run_path(str(shutil.copy(source, folder)), run_name="__main__")
    drawn = {path.name: path.read_bytes() for path in folder.glob("*.svg")}
    assert drawn
    assert drawn == {path.name: path.read_bytes() for path in source.parent.glob("*.svg")}
    assert all(ElementTree.fromstring(text).tag.endswith("svg") for text in drawn.values())


def test_attributes_are_written_as_svg_wants_them():
    drawn = diagram.box(1.04, 2, 3.25, 4, "#fff", stroke_width=1.5, rx=None)
    assert drawn == '<rect x="1" y="2" width="3.2" height="4" fill="#fff" stroke-width="1.5"/>'
