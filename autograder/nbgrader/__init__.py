"""nbgrader, unchanged, with this kit's engine in the place where it would run student code itself."""
