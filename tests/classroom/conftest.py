"""The same student repository that the student's tests use."""

from tests.student.conftest import assignment, repo, repo_files, solved, wrong

__all__ = ["assignment", "repo", "repo_files", "solved", "wrong"]
