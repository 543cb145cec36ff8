# `make grade` and `make test` do all the set-up themselves; nothing has to be activated or installed first.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
AXE := tests/node_modules/.package-lock.json
CLASS := tests/classes/lenet5_mnist
OLDEST := build/oldest
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

.PHONY: grade quick quick-all test test-all lint release prove oldest lessons bench gpu reliability clean

$(READY): pyproject.toml constraints.txt
	@test -d .venv || $(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "No environment could be made: see above. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/pip || { echo "There is a .venv without pip: remove it, and make again." >&2; exit 1; }
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

grade: $(READY)            ## grade the embedded sample class and say where the reports are
	$(BIN)/autograder grade $(CLASS) --out reports
	$(BIN)/autograder report reports

$(AXE): tests/package-lock.json  # what looks for barriers in pages; tests say so where there is no npm
	-command -v npm >/dev/null && npm ci --silent --prefix tests

quick: $(READY)            ## the tests of every pure module: within a minute
	$(BIN)/python -m pytest tests/unit

quick-all: $(READY)        ## the same on every Python from 3.11 to 3.14 that is here; without torch where that is not installed
	$(BIN)/python tests/pythons.py

test: $(READY) $(AXE)             ## the tests of the kit, but for those marked long
	$(PYTEST)

test-all: $(READY) $(AXE)         ## those too that take minutes or need a browser or PostgreSQL
	$(PYTEST) -m "long or not long"

lint: $(READY)             ## style, types, the direction of imports, and whether the committed releases are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/autograder release all --check

release: $(READY)          ## write assignments/ anew from reference/
	$(BIN)/autograder release all

prove: $(READY)            ## show that grading is right: stubs, solutions, alternatives, mistakes
	$(BIN)/autograder prove

oldest: $(READY)           ## the lowest versions claimed: tests of pure modules, a grading, the released answers (5.5 GB in build/)
	test -x $(OLDEST)/bin/pip || $(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/pip install --quiet --constraint constraints-oldest.txt --editable '.[grade]' hypothesis jsonschema psutil
	$(OLDEST)/bin/python -m pytest tests/unit
	$(OLDEST)/bin/autograder grade $(CLASS) --seed 7 --out build/oldest-reports
	$(BIN)/autograder prove --against $(OLDEST)/bin/python

lessons: $(READY)          ## the five solved lessons as pages with their figures, in build/lessons/
	$(BIN)/autograder lessons --out build/lessons

bench: $(READY)            ## what it costs, beside nbgrader and otter-grader: docs/performance.md; PART=class for one part
	$(BIN)/python -m benchmarks $(PART)

gpu: $(READY)              ## all checks and alternatives on a GPU beside the CPU, tolerances that follow: benchmarks/gpu.json
	$(BIN)/python -m benchmarks.gpu

reliability: $(READY)      ## attacks, faults and fuzzing, counted: docs/reliability.md
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,fuzz]'
	$(BIN)/python benchmarks/reliability.py

clean:
	rm -rf .venv build reports
