# Everything a stranger needs: `make demo` and `make test`. Both set up what they need in .venv first.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
SPARK  := .venv-spark
RELEASE := .venv-release
PEERS  := .venv-peers
OCR    := tesseract-ocr tesseract-ocr-rus tesseract-ocr-ara

.DEFAULT_GOAL := help
.PHONY: help setup demo test fuzz test-spark tesseract chromium fpcalc lint types docs wheel release lock benchmarks results clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "darkfigure needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip --quiet --disable-pip-version-check install uv

$(STAMP): requirements.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(STAMP)  ## make the virtual environment with the locked packages

demo: $(STAMP)  ## invent a study with known truth, run it, print the count and write the report
	$(BIN)/darkfigure demo demo

test: $(STAMP) tesseract chromium fpcalc  ## every check: style, types, rooms, docs, tests
	$(MAKE) --no-print-directory -j 2 lint kernels-numbers kernels-names types
	$(BIN)/python -m pytest -n 2 --dist worksteal

# what reads pictures of text; its tests are skipped, and say so, where it cannot be had
tesseract:  ## install tesseract, where apt-get is there and may be used
	@command -v tesseract >/dev/null || { \
	  command -v apt-get >/dev/null && as=$$([ "$$(id -u)" = 0 ] || echo "sudo -n") \
	  && timeout 300 sh -c "$$as apt-get install -y -q --no-install-recommends $(OCR) \
	    || { $$as apt-get update -q && $$as apt-get install -y -q --no-install-recommends $(OCR); }" >/dev/null 2>&1; } \
	  || echo "tesseract is not installed and cannot be: the tests that read pictures of text are skipped"

# what fingerprints sound; its tests are skipped, and say so, where it cannot be had
fpcalc:  ## install fpcalc, where apt-get is there and may be used
	@command -v fpcalc >/dev/null || { \
	  command -v apt-get >/dev/null && as=$$([ "$$(id -u)" = 0 ] || echo "sudo -n") \
	  && timeout 300 sh -c "$$as apt-get install -y -q --no-install-recommends libchromaprint-tools \
	    || { $$as apt-get update -q && $$as apt-get install -y -q --no-install-recommends libchromaprint-tools; }" >/dev/null 2>&1; } \
	  || echo "fpcalc is not installed and cannot be: the tests that compare sound are skipped"

# what shows the pages of the local application to its tests; they are skipped, and say so, where it cannot be had
chromium:  ## install chromium, where apt-get is there and may be used
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  command -v apt-get >/dev/null && as=$$([ "$$(id -u)" = 0 ] || echo "sudo -n") \
	  && timeout 600 sh -c "$$as apt-get install -y -q --no-install-recommends chromium \
	    || { $$as apt-get update -q && $$as apt-get install -y -q --no-install-recommends chromium; }" >/dev/null 2>&1; } \
	  || echo "chromium is not installed and cannot be: the tests of the local application in a browser are skipped"

lint: $(STAMP)
	$(BIN)/ruff check src tests benchmarks tools fuzz
	$(BIN)/ruff format --check src tests benchmarks tools fuzz
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet

test-spark: $(SPARK)/.installed  ## the tests of the Spark engine, in an environment of their own (0.9 GB); needs Java 17
	$(SPARK)/bin/python -m pytest tests/engine

$(SPARK)/.installed: requirements.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(SPARK)
	$(BIN)/uv pip sync --quiet --python $(SPARK)/bin/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(SPARK)/bin/python --no-build-isolation-package darkfigure --editable '.[spark]'
	@touch $@

types: $(STAMP)
	$(BIN)/mypy

kernels-%: $(STAMP)
	$(BIN)/python tools/compile_kernels.py $*

benchmarks: $(PEERS)/.installed  ## run every benchmark that this machine can (hours), peers beside, and write benchmarks/RESULTS.md; QUICK=1: those under a CPU minute
	$(PEERS)/bin/python benchmarks/all.py $(if $(QUICK),--quick) $(if $(DATA),--data $(DATA))

# nomenklatura asks for an older DuckDB than ours; what is measured of it, its comparison, does without
$(PEERS)/.installed: requirements.lock pyproject.toml benchmarks/peers-override.in | $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(PEERS)
	$(BIN)/uv pip sync --quiet --python $(PEERS)/bin/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(PEERS)/bin/python --no-build-isolation-package darkfigure \
	  --override benchmarks/peers-override.in --editable . \
	  --group peers --group media-peers --group text-peers --group public-sets
	@touch $@

results: $(STAMP)  ## write benchmarks/RESULTS.md of its words and records
	$(BIN)/python benchmarks/all.py --page

docs: $(STAMP)  ## build the documentation into site/
	$(BIN)/mkdocs build --strict

wheel: $(RELEASE)/.installed  ## wheel and sdist of the last commit in dist/: built apart, twice, to the same bytes
	$(RELEASE)/bin/python tools/release pack contents

# RELEASE_FLAGS: --python python3.13 (may be repeated), --small, --without audit
release: $(RELEASE)/.installed  ## build, try in an empty environment, write the bill of materials, audit: see docs/howto/release.md
	$(RELEASE)/bin/python tools/release $(RELEASE_FLAGS)

$(RELEASE)/.installed: pyproject.toml | $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(RELEASE)
	$(BIN)/uv pip install --quiet --python $(RELEASE)/bin/python --group release
	@touch $@

lock: $(BIN)/uv  ## lock every package with its hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra covariates --extra video --extra web --extra dev --extra docs --no-annotate --custom-compile-command 'make lock' pyproject.toml tools/build.in -o requirements.lock

# a minute a target takes an hour; what is found lies in fuzz-work/TARGET/found
SECONDS ?= 60
fuzz: .venv-fuzz/.installed  ## search for inputs that readers stumble over, SECONDS of each; in an environment of its own
	for target in $${TARGETS:-$$($(FUZZ) --list)}; do $(FUZZ) $$target --seconds $(SECONDS) --work fuzz-work || exit 1; done
	! find fuzz-work -path '*/found/*' -type f | grep .

FUZZ := OPENBLAS_NUM_THREADS=1 .venv-fuzz/bin/python fuzz/run.py

.venv-fuzz/.installed: requirements.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-fuzz
	$(BIN)/uv pip sync --quiet --python .venv-fuzz/bin/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python .venv-fuzz/bin/python --no-build-isolation --editable . --group fuzz
	@touch $@

clean:  ## remove what was made
	rm -rf $(VENV) $(SPARK) $(RELEASE) $(PEERS) .venv-fuzz fuzz-work dist site demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
