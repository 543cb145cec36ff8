"""What a class run draws its seeds from: a secret of the course, made once, or a number that was named."""

import contextlib
import hmac
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.model.course import Course


@dataclass(frozen=True)
class Secret:
    """The seed of a class run: the course's secret, of which each submission gets its own, or one that was named."""

    seed: int
    name: str
    own: bool = True

    def of(self, assignment: str, content: bytes) -> int:
        """The seed of a submission: the same for the same content, and nothing is learnt from it about another's."""
        if not self.own:
            return self.seed
        drawn = hmac.digest(str(self.seed).encode(), assignment.encode() + b"/" + content, "sha256")
        return int.from_bytes(drawn[:8], "big")


def secret_of(course: Course, choice: str) -> Secret:
    """The seed of a run, and what reports call it: `public` for the published one, else `secret`.

    The secret is made once per course and kept in its private folder, so that the same file gets the same seed, drawn
    from it, in every run.
    """
    if choice != "secret":
        try:
            number = int(choice)
        except ValueError:
            raise UserError(f"--seed is {choice!r}, expected a whole number or `secret`.") from None
        return Secret(number, "public" if number == course.public_seed else "secret", own=False)
    path = course.private / "seed"
    try:
        if not path.is_file():
            _make_seed(path)
        return Secret(int(path.read_text()), "secret")
    except OSError as error:
        raise UserError(
            f"{error.filename}: {error.strerror}. The secret seed and cached answers are kept in {course.private}."
        ) from None
    except ValueError:
        raise UserError(f"{path} holds no number. Remove it; the class is then graded anew by another seed.") from None


def _make_seed(path: Path) -> None:
    """Write a new seed where there is none: whole, once, whoever else does the same at the same time."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".seed") as file:  # made readable by us alone
        file.write(str(int.from_bytes(os.urandom(32), "big")).encode())
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
