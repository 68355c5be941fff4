# make run     start the whole local stack with the sample programme (PORT=8000, ARGS="…")
# make test    every check and every test, and what part of the code no test runs
# make check   lint, format, types, import contracts
# make bench   measure this machine (ARGS="…")
# make chaos   break the parts of a service of our own, 20 minutes at most (ARGS="smtp:batch --seed 7")
# make mutants change the policy a little, thousands of times, and list what no test notices (ARGS="policy.news*")
# make pictures take the manual's pictures anew; needs Chromium or Chrome (CHROMIUM=… says which)
# make lock    remake the hash-pinned locks from pyproject.toml
# make clean   remove everything that was set up or left behind
# PROCESSES=2 says how many run tests side by side: twice as many as there are cores is best, because tests wait for servers.
# PYTHON=python3.12 chooses the interpreter that .venv is made with.

PYTHON ?= python3
PORT ?=
ARGS ?=
PROCESSES ?= 4
BIN := .venv/bin
PARALLEL := --numprocesses=$(PROCESSES) --dist=loadfile --no-loadscope-reorder
READY := .venv/.ready
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
           --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Each program of ours that starts, and each process of the tests, would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check bench chaos mutants pictures lock clean

run: $(READY)
	@$(BIN)/rapport up $(if $(PORT),--port $(PORT)) $(ARGS)

# While one core checks types, the other compiles the tests, which each process would do for itself.
test: $(READY)
	@$(BIN)/pytest --collect-only --quiet $(ARGS) > /dev/null & $(MAKE) --no-print-directory check; checked=$$?; wait; exit $$checked
	@$(BIN)/pytest $(PARALLEL) -p tests.coverage $(ARGS)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(READY)
	@$(BIN)/python -m bench $(ARGS)

chaos: $(READY)
	@$(BIN)/python -m chaos $(ARGS)

mutants: $(READY)
	@$(BIN)/mutmut run --max-children 2 $(ARGS)
	@$(BIN)/mutmut results

pictures: $(READY)
	@$(BIN)/python -m stack.pictures

lock: $(READY)
	$(COMPILE) $(ARGS) -o requirements.txt
	$(COMPILE) $(ARGS) -c requirements.txt --all-extras --group dev -o requirements-dev.txt

clean:
	rm -rf .venv .rapport build dist mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The last line is the stamp: whatever fails before it is tried again the next time.
$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Rapport needs Python 3.11 or newer and found %d.%d. Install one and say: make PYTHON=python3.11" % sys.version_info[:2])'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { echo "Python could not make .venv; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv; this takes a minute, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@
