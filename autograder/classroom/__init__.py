"""On a push: the repository that a student gets, and what CI says about a commit in it."""
