"""Many machines: the unit of work of the local pool, run by the workers of a Dask scheduler that is there already.

- `client.py`, in the command: hands out submissions as data, takes in reports, and is their one writer.
- `task.py`, in a Dask worker: passes a submission to the grader process of its thread; starts that anew if it died.
- `grader_process.py`, in a process beside it: compares versions, puts up the layers, grades as the local pool does.
"""
