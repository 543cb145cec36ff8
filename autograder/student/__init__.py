"""A student's own check: the live notebook, or the saved one, graded on recorded answers without the reference."""
