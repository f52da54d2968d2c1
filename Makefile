# The whole project from one command; everything that it makes lies in .venv and build.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
export PYTHON
bin := .venv/bin

# The version with which `make lock` resolves; nothing else uses it.
UV := uv==0.13.9

NPM := $(bin)/npm --prefix tests --loglevel=error

.PHONY: help report test lint accept messages bench fuzz lock clean system-packages test-packages python

help: ## List what make can do
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

report: .venv/installed ## Set everything up and write the report and the response
	$(bin)/pet-report build

test: test-packages lint ## Everything that CI checks (T=tests/rules picks some, as pytest understands it)
	$(bin)/python -m pytest $(T)

lint: .venv/installed ## Style and types
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy

accept: test-packages .venv/installed ## Rewrite the outputs that tests keep as files; then read the diff
	$(bin)/python -m pytest --accept $(T)

bench: .venv/installed build/peers/installed ## Measure time and memory, beside other tools (B=--quick: ten minutes)
	$(bin)/python -m benchmarks $(B)

messages: .venv/installed ## Bring the catalogues of what publications say up to date
	$(bin)/python -m pytest --accept --quiet tests/test_catalogue.py

SECONDS ?= 3600
fuzz: .venv/installed ## Damage files for an hour and see what falls over (SECONDS=60, SEED=7 to do it again)
	$(bin)/python -m tests.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

lock: python ## Choose the newest versions that pyproject.toml and tests/package.json allow, with their hashes
	$(PYTHON) -m venv --clear build/uv
	build/uv/bin/pip install --quiet $(UV)
	build/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --group dev \
		--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml
	build/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command 'make lock' --output-file benchmarks/peers/requirements.lock \
		benchmarks/peers/requirements.in
	$(MAKE) .venv/installed
	$(NPM) update --package-lock-only

clean: ## Remove everything that make and the tests made
	rm -rf .venv build dist tests/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system-packages:
	@setup/system-packages

test-packages: system-packages tests/node_modules/.lock
	@setup/system-packages --tests

python: system-packages
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'pet-report needs Python 3.11 or newer; name one: make PYTHON=python3.13 ...' >&2; exit 2; }

# Two stamps: changing pyproject.toml does not fetch again what only the lock decides.
.venv/installed: pyproject.toml .venv/requirements.lock
	$(bin)/pip install --quiet --no-deps --no-build-isolation --editable .
	@$(bin)/python -m compileall -q pet_report && $(bin)/python -m pet_report.owncode # ahead of the first command
	@touch $@

# This stamp is a copy: a lock that only looks newer, as after a checkout, costs nothing.
.venv/requirements.lock: requirements.lock | python
	@cmp -s $< $@ || { echo 'making .venv' && $(PYTHON) -m venv --clear .venv && \
		$(bin)/pip install --quiet --require-hashes --requirement $<; }
	@cp $< $@

# What the benchmark runs beside pet-report, in a place of its own. Some tools may be missing: the tables say which.
build/peers/installed: benchmarks/peers/requirements.lock | python
	@echo 'making build/peers'; { $(PYTHON) -m venv --clear build/peers && \
		build/peers/bin/pip install --quiet --require-hashes --requirement $< && touch $@; } || \
		echo 'they could not be installed; the rest can be measured without them' >&2

# What the tests run that comes from npm; `npm ci` begins by emptying the folder. A copy, as above.
tests/node_modules/.lock: tests/package-lock.json | .venv/installed
	@cmp -s $< $@ || { echo 'making tests/node_modules' && $(NPM) ci; }
	@cp $< $@
