"""A class graded: what is kept, workers, late work, other machines.

How a single submission is graded is `grading`; how reports look is `feedback`.
"""
