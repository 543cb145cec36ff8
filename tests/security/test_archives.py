"""Archives of every hostile kind: each is a sentence, leaves nothing outside its room, costs neighbours nothing."""

import io
import zipfile

import pytest
from hostile import course

from autograder.errors import UserError
from autograder.intake.archive import Room
from autograder.intake.find import survey
from tests.intake.downloads import lay, notebook, pack


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return course.make(tmp_path_factory.mktemp("archives"))


def with_link(archive):
    info = zipfile.ZipInfo("ada/tiny.ipynb")
    info.external_attr = 0o120777 << 16
    archive.writestr(info, "/etc/passwd")


def twice(archive):
    for data in (b"1", notebook()):
        archive.writestr("ada/tiny.ipynb", data)


def nested(archive):
    inner = pack_bytes({"tiny.ipynb": b"0" * (30 << 20)})
    for level in range(8):
        inner = pack_bytes({f"{level}.zip": inner, **({"more.zip": inner} if level < 3 else {})})
    archive.writestr("deep.zip", inner)


def pack_bytes(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def damaged(archive):
    archive.writestr("ada/tiny.ipynb", notebook())
    archive.fp.seek(40)
    archive.fp.write(b"\xff" * 60)
    archive.fp.seek(0, 2)


HOSTILE = {
    "a bomb": (lambda a: a.writestr("ada/tiny.ipynb", b"0" * (30 << 20)), "packed more than 200 times"),
    "a link": (with_link, "is a link or a device"),
    "a way out": (lambda a: a.writestr("../../tiny.ipynb", notebook()), "leads elsewhere"),
    "an absolute name": (lambda a: a.writestr("/tmp/tiny.ipynb", notebook()), "leads elsewhere"),
    "a drive": (lambda a: a.writestr("C:\\tiny.ipynb", notebook()), "leads elsewhere"),
    "a way out of Windows": (lambda a: a.writestr("..\\..\\tiny.ipynb", notebook()), "leads elsewhere"),
    "many entries": (lambda a: [a.writestr(f"x{i}", b"") for i in range(100_000)], "entries"),
    "archives in archives": (nested, "deep/"),
    "damaged": (damaged, "is damaged"),
    "a long name": (lambda a: a.writestr("x/" * 30 + "tiny.ipynb", notebook()), "too long"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.filterwarnings("ignore")
def test_a_hostile_archive_is_a_sentence_and_leaves_nothing_outside(places, tmp_path, kind):
    make, said = HOSTILE[kind]
    inside = tmp_path / "deep" / "er"
    (inside / "room").mkdir(parents=True)
    with zipfile.ZipFile(inside / "mallory_66_7_work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        make(archive)
    lay(inside, {"hopebob_22_3002_tiny.ipynb": notebook()})
    before = set(tmp_path.rglob("*"))
    found = survey([inside], places.course, None, Room(inside / "room"))
    units = {one.student: one for one in found.handed_in}
    assert said in units["mallory"].instead
    assert units["hopebob"].path.read_bytes() == notebook()
    assert sum(path.stat().st_size for path in (inside / "room").rglob("*")) < 1 << 20
    assert {path for path in set(tmp_path.rglob("*")) - before if inside / "room" not in path.parents} == set()


def test_names_that_are_there_twice_or_differ_in_case_are_both_kept(places, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/tiny.ipynb", b"{}")
        archive.writestr("ADA/TINY.ipynb", notebook())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ada/tiny.ipynb", notebook())
    (tmp_path / "room").mkdir()
    found = survey([path], places.course, None, Room(tmp_path / "room"))
    assert {s.student: s.path.read_bytes() for s in found.handed_in} == {"ada": notebook(), "ADA": notebook()}
    assert (
        "\n".join(n.text for s in found.handed_in for n in s.notes) == "`tiny.ipynb` was graded; `tiny.ipynb` was not."
    )


def test_a_zip_whose_list_is_longer_than_memory_is_not_read(places, tmp_path):
    path = pack(tmp_path / "a.zip", {"x": b""})
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = (1 << 31).to_bytes(4, "little")
    path.write_bytes(data)
    (tmp_path / "room").mkdir()
    with pytest.raises(UserError, match="entries"):
        survey([path], places.course, None, Room(tmp_path / "room"))
