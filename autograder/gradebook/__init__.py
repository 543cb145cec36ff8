"""Grades after grading: late work, nbgrader's grade book, and what a regrade changes."""
