"""A cell to run, and the name that its code is compiled under: tracebacks and frames tell the cell by it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RunCell:
    """A cell to run: its label in messages, its source, the names that it defines if it is an exercise's.

    `more`: it goes on where the cell of the same label before it ended.
    """

    label: str
    source: str
    defines: tuple[str, ...] = ()
    seconds: float = 0.0
    on_demand: bool = False
    more: bool = False

    @property
    def own(self) -> bool:
        """Whether it is a cell between the exercises, the student's own or one that the release shows."""
        return self.label.startswith("cell ")


def filename_of(label: str) -> str:
    """The name that the cell of that label is compiled under."""
    return f"<cell {label}>"


def cell_of(filename: str) -> str:
    """The label of the cell that was compiled under `filename`; empty when it is no cell's."""
    return filename[6:-1] if filename.startswith("<cell ") else ""
