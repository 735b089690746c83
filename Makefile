# Two commands matter: `make run` and `make test`. Each does its own set-up.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run train check lint types unit e2e js test fuzz bench-nlu bench-publish bench-widget screenshots lock clean

VENV := .venv
PYTHON := $(VENV)/bin/python
NODE := $(VENV)/bin/node
ESLINT := $(NODE) node_modules/eslint/bin/eslint.js

help: ## these lines
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: ## .venv with what running needs
	@sh deploy/setup.sh base

setup-dev:
	@sh deploy/setup.sh dev

run: setup ## check, train if needed, start; PORT=5005 HOST=127.0.0.1
	@$(PYTHON) -m bot run

train: setup ## train if the content has changed
	@$(PYTHON) -m bot train

check: setup ## everything that is wrong with the content
	@$(PYTHON) -m bot check

lint: setup-dev
	@sh deploy/node_modules.sh
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .
	@$(ESLINT) .

types: setup-dev
	@$(PYTHON) -m mypy

unit: setup-dev
	@$(PYTHON) -m pytest tests --ignore=tests/e2e

e2e: setup-dev
	@$(PYTHON) -m pytest tests/e2e

js: setup-dev
	@$(NODE) --test "tests/widget/**/*.test.js"

test: setup-dev ## linter, types, content check, all tests
	@sh deploy/browser.sh
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/node_modules.sh
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(ESLINT) .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m bot check
	@$(NODE) --test "tests/widget/**/*.test.js"
	@$(PYTHON) -m bot train
	@$(PYTHON) -m pytest -n 2 --dist loadfile

bench-nlu: setup-dev ## understanding, stock and ours: SMP_TRAIN= SMP_DEV= NEAR= FAR= (JSON lines)
	@$(PYTHON) -m benchmarks.nlu --smp-train "$(SMP_TRAIN)" --smp-dev "$(SMP_DEV)" \
	  --near "$(NEAR)" --far "$(FAR)" $(OPTIONS)

bench-publish: setup-dev ## residents write while trainers publish, measured
	@$(PYTHON) -m benchmarks.publish

fuzz: setup-dev ## 10,000 requests made up from docs/widget-api.yml
	@$(PYTHON) -m tests.e2e.fuzz

bench-widget: setup-dev ## the widget's size, and its speed on a slow line
	@sh deploy/browser.sh
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/node_modules.sh
	@$(PYTHON) -m benchmarks.widget

screenshots: setup-dev ## docs/widget: every state, phone and desktop
	@sh deploy/browser.sh
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/node_modules.sh
	@$(PYTHON) -m tests.e2e.widget.shots

lock: ## pin the dependencies anew, with hashes (needs uv)
	@cd requirements && for f in base dev; do \
	  uv pip compile --quiet --generate-hashes --no-header \
	    --python-version 3.10 $$f.in -o $$f.txt || exit 1; done

clean: ## remove what was built
	rm -rf $(VENV) node_modules models logs .pytest_cache .mypy_cache .ruff_cache
