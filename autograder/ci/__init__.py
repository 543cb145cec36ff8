"""A push graded: GitHub Actions, Classroom, Classroom 50, and the repository that does it.

It grades with the public half alone; a class is graded by `batch`.
"""
