"""The parts of the benchmark: each a module with `measure()`, which returns plain data."""
