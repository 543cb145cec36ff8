"""Archives of every hostile kind: each is a sentence, leaves nothing outside its room, costs neighbours nothing."""

import gzip
import io
import tarfile
import time
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


def opened(path, places, tmp_path):
    """What is found in an archive."""
    (tmp_path / "room").mkdir()
    return survey([path], places.course, None, Room(tmp_path / "room"))


FAR = "packed more than 200 times"
HOSTILE = {
    "a bomb": (lambda a: a.writestr("ada/tiny.ipynb", b"0" * (30 << 20)), FAR),
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

    def write(path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            make(archive)

    is_a_sentence(places, tmp_path, "work.zip", write, said)


def is_a_sentence(places, tmp_path, name, write, said):
    """Assert that one of two who hand in is told so of the archive that `write` makes, and no file leaves its room."""
    inside = tmp_path / "deep" / "er"
    (inside / "room").mkdir(parents=True)
    write(inside / f"mallory_66_7_{name}")
    lay(inside, {"hopebob_22_3002_tiny.ipynb": notebook()})
    before, began = set(tmp_path.rglob("*")), time.process_time()
    found = survey([inside], places.course, None, Room(inside / "room"))
    assert time.process_time() - began < 30
    units = {one.student: one for one in found.handed_in}
    assert said in units["mallory"].instead
    assert units["hopebob"].path.read_bytes() == notebook()
    assert sum(path.stat().st_size for path in (inside / "room").rglob("*")) < 1 << 20
    assert {path for path in set(tmp_path.rglob("*")) - before if inside / "room" not in path.parents} == set()


def tar_of(path, *members, kind="w:gz"):
    with tarfile.open(path, kind) as archive:
        for name, content, *more in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            for key, value in (more[0] if more else {}).items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(content))


def sparse(path):
    """A file of nothing but a hole, as old GNU tar writes it: a few bytes that say one gigabyte."""
    info = tarfile.TarInfo("tiny.ipynb")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 0
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[386:410] = b"%011o\0%011o\0" % (0, 0)
    header[483:495] = b"%011o\0" % (1 << 30)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    path.write_bytes(gzip.compress(bytes(header) + b"\0" * 1024))


def long_header(path):
    """A header that says that a name follows which is longer than memory."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 4 << 30
    path.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"x" * (1 << 20)))


TARS = {
    "a bomb": (lambda p: tar_of(p, ("tiny.ipynb", b"0" * (60 << 20))), FAR),
    "a bomb behind": (lambda p: tar_of(p, ("x.bin", b"0" * (60 << 20)), ("t.ipynb", b"{}")), FAR),
    "a link": (lambda p: tar_of(p, ("tiny.ipynb", b"", {"type": tarfile.SYMTYPE, "linkname": "/etc"})), "a link"),
    "a hard link": (lambda p: tar_of(p, ("tiny.ipynb", b"", {"type": tarfile.LNKTYPE, "linkname": "../x"})), "a link"),
    "a device": (lambda p: tar_of(p, ("tiny.ipynb", b"", {"type": tarfile.CHRTYPE, "devmajor": 1})), "a device"),
    "a pipe": (lambda p: tar_of(p, ("tiny.ipynb", b"", {"type": tarfile.FIFOTYPE})), "a device"),
    "a way out": (lambda p: tar_of(p, ("../../tiny.ipynb", notebook())), "leads elsewhere"),
    "an absolute name": (lambda p: tar_of(p, ("/tmp/tiny.ipynb", notebook())), "leads elsewhere"),
    "many entries": (lambda p: tar_of(p, *((f"x{i}", b"") for i in range(100_000))), "entries"),
    "a sparse file": (sparse, "a link or a device"),
    "a long header": (long_header, "longer than any"),
    "cut off": (lambda p: p.write_bytes(gzip.compress(b"tiny" * 999)[:-9]), "is damaged"),
    "one packed file, a bomb": (lambda p: p.write_bytes(gzip.compress(b"0" * (60 << 20))), FAR),
}  # fmt: skip


@pytest.mark.parametrize("kind", TARS)
def test_a_hostile_tar_is_a_sentence_and_leaves_nothing_outside(places, tmp_path, kind):
    is_a_sentence(places, tmp_path, "work.ipynb.gz" if "one packed" in kind else "work.tar.gz", *TARS[kind])


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tgz", "tar.bz2", "tar.xz"])
def test_a_tar_is_opened_and_what_is_there_twice_or_in_another_case_is_kept(places, tmp_path, ending):
    path = tmp_path / f"all.{ending}"
    kind = {"tar": "w", "tgz": "w:gz"}.get(ending, f"w:{ending[4:]}")
    members = ("ada/tiny.ipynb", b"{}"), ("ADA/TINY.ipynb", notebook()), ("ada/tiny.ipynb", notebook())
    tar_of(path, *members, kind=kind)
    found = opened(path, places, tmp_path)
    assert {s.student: s.path.read_bytes() for s in found.handed_in} == {"ada": notebook(), "ADA": notebook()}


def test_a_notebook_packed_by_itself_and_archives_in_archives(places, tmp_path):
    tar_of(tmp_path / "in.tgz", ("mine/tiny.ipynb", notebook()))
    inner = (tmp_path / "in.tgz").read_bytes()
    files = {"ada_1_2_work.tgz": inner, "bob_3_4_tiny.ipynb.gz": gzip.compress(notebook()),
             "eve_5_6_all.zip": pack_bytes({"a/work.tar.gz": inner})}  # fmt: skip
    found = opened(pack(tmp_path / "all.zip", files), places, tmp_path)
    assert {s.student: s.path.read_bytes() for s in found.handed_in} == dict.fromkeys(("ada", "bob", "eve"), notebook())


def test_names_that_are_there_twice_or_differ_in_case_are_both_kept(places, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/tiny.ipynb", b"{}")
        archive.writestr("ADA/TINY.ipynb", notebook())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ada/tiny.ipynb", notebook())
    found = opened(path, places, tmp_path)
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
    with pytest.raises(UserError, match="entries"):
        opened(path, places, tmp_path)
