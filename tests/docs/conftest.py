"""A student's repository, for the commands that students are told."""

from tests.student.conftest import assignment, repo_files, solved, wrong

__all__ = ["assignment", "repo_files", "solved", "wrong"]
