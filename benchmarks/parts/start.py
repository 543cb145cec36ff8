"""Seconds until the command has said something that needs no grading."""

from benchmarks.measure import autograder, several

RUNS = 7


def measure() -> dict:
    """{"help", "show", "error"}: medians, with their runs."""
    autograder("--help")
    return {
        "help": several(lambda: autograder("--help"), RUNS),
        "show": several(lambda: autograder("show", "lenet5_mnist"), RUNS),
        "error": several(lambda: autograder("grade", "nowhere", ok=(2,)), RUNS),
    }
