# make demo   the main job on a synthetic school          make test    every test that CI runs
# make check  lint, types, import rules, tests (= CI)     make bench   ratios to the naive way: PART=usual|variants|thousand|ledger|scan|form
# make golden accept changed golden pages                 make prove   long proofs: make prove PART=kill
# make pictures   the pictures and lists of the documents

PYTHON ?= python3
BIN    := .venv/bin
STAMP  := .venv/.installed
DEMO   ?= demo-school
JOBS   ?= 2

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test check lint bench golden pictures prove clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(STAMP)
	$(BIN)/vpr-print demo $(DEMO)

test: $(STAMP)
	sh .ci/tools
	$(BIN)/pytest -n $(JOBS)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

bench: $(STAMP)
	$(BIN)/python -m benchmarks $(PART)

golden: $(STAMP)
	$(BIN)/pytest tests/golden --accept

pictures: $(STAMP)
	$(BIN)/python docs/make_lists.py
	$(BIN)/python docs/make_pictures.py

prove: $(STAMP)
	$(BIN)/python -m tests.prove $(PART)

clean:
	rm -rf .venv $(DEMO) build *.egg-info
