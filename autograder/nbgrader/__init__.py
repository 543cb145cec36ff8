"""nbgrader's commands and grade book, fed by this kit's grading.

Whatever is not about nbgrader lives elsewhere.
"""
