"""Grades on their way out of the kit: one module a destination, each a pure function of scores."""
