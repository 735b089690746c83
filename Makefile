# Two commands matter: `make run` and `make test`. Each does its own set-up.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run console train check lint types unit e2e js test fuzz bench bench-growth bench-nlu bench-profile bench-publish bench-city bench-overload bench-soak bench-widget screenshots audit advisories sbom lock clean

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

console: setup ## the trainers' web pages; HOST=127.0.0.1 CONSOLE_PORT=5015
	@$(PYTHON) -m bot console --host "$${HOST:-127.0.0.1}" --port "$${CONSOLE_PORT:-5015}"

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
	@sh deploy/nginx.sh
	@sh deploy/node_modules.sh
	@sh deploy/checkers.sh
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(ESLINT) .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m bot check
	@$(NODE) --test "tests/widget/**/*.test.js"
	@$(PYTHON) -m bot train
	@$(PYTHON) -m pytest -n 2 --dist loadfile

bench: setup-dev ## speed, stock Rasa and ours in one run; OPTIONS="--quick" tries it out
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/bench.sh
	@$(PYTHON) -m benchmarks.speed $(OPTIONS)

bench-profile: setup-dev ## where the time of a start, a message and a publication goes
	@$(PYTHON) -m benchmarks.speed.profiles

bench-growth: setup-dev ## how cost grows with topics, turns and conversations; OPTIONS="--quick"
	@$(PYTHON) -m benchmarks.speed.growth $(OPTIONS)

bench-nlu: setup-dev ## understanding, stock and ours: SMP_TRAIN= SMP_DEV= NEAR= FAR= (JSON lines)
	@$(PYTHON) -m benchmarks.nlu --smp-train "$(SMP_TRAIN)" --smp-dev "$(SMP_DEV)" \
	  --near "$(NEAR)" --far "$(FAR)" $(OPTIONS)

bench-publish: setup-dev ## residents write while trainers publish, measured
	@$(PYTHON) -m benchmarks.publish

bench-city: setup-dev ## residents write while servers die, hang and restart; OPTIONS="--residents 20 …"
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/nginx.sh
	@$(PYTHON) -m benchmarks.city $(OPTIONS)

bench-overload: setup-dev ## ten times as many messages as can be answered
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/nginx.sh
	@$(PYTHON) -m benchmarks.city.overload $(OPTIONS)

bench-soak: setup-dev ## an hour of residents who come and go, the memory watched; OPTIONS="--minutes 5"
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/nginx.sh
	@$(PYTHON) -m benchmarks.city.soak $(OPTIONS)

fuzz: setup-dev ## 10,000 requests made up from docs/widget-api.yml
	@$(PYTHON) -m tests.e2e.fuzz

bench-widget: setup-dev ## the widget's size, and its speed on a slow line
	@sh deploy/browser.sh
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/node_modules.sh
	@$(PYTHON) -m benchmarks.widget

screenshots: setup-dev ## docs/widget and docs/console: every state, taken anew
	@sh deploy/browser.sh
	@sh deploy/postgres.sh
	@sh deploy/redis.sh
	@sh deploy/node_modules.sh
	@$(PYTHON) -m tests.e2e.widget.shots
	@$(PYTHON) -m tests.e2e.console.shots

audit: setup-dev ## known advisories against the dependencies; online where that can be
	@sh deploy/checkers.sh
	@.checkers/bin/python deploy/audit.py
	@$(NODE) .venv/bin/npm audit --audit=true >/dev/null 2>&1 && echo "npm：在线核对过，没有已知漏洞。" || \
	  echo "！npm：没有在线核对，或有已知漏洞（npm audit --audit=true 看详情）；它们只用于测试。"

advisories: ## write docs/advisories.md from deploy/advisories.yml
	@$(PYTHON) deploy/audit.py --write

sbom: setup-dev ## sbom.json: every Python package with its hash (CycloneDX)
	@sh deploy/checkers.sh
	@.checkers/bin/python -W ignore -m cyclonedx_py requirements requirements/base.txt --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o sbom.json
	@echo "写好了 sbom.json"

lock: ## pin the dependencies anew, with hashes (needs uv)
	@cd requirements && for f in base dev checkers bench; do \
	  uv pip compile --quiet --generate-hashes --no-header --overrides overrides.txt \
	    --python-version 3.10 $$f.in -o $$f.txt || exit 1; done

clean: ## remove what was built
	rm -rf $(VENV) .checkers .bench-venv node_modules models logs .pytest_cache .mypy_cache .ruff_cache
