# `make run` on a fresh clone does everything. Settings may follow: PORT=8010 HOST=0.0.0.0 CLIP=video.mp4 DEMO=no DETECT=2
.DEFAULT_GOAL := help
.PHONY: help run setup test check bench requirements generate screenshots clean

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$name"; break; }; done)
VENV := .venv/bin/python
# Tests of one process each need no order; walks and browsers want the machine for themselves.
BY_DATABASE := tests/backend tests/notifications
SHARED_OUT := $(VENV) -m pytest --numprocesses auto --dist loadfile
NO_DEMO := $(if $(filter 0 no false,$(DEMO)),--no-demo)

ifeq ($(PYTHON),)
$(error Python 3.11 or newer is needed and none was found on the PATH (https://www.python.org/downloads/))
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: ## set up what is missing, then start everything
	@$(PYTHON) -m tools.setup $(NO_DEMO)
	@exec $(VENV) -m tools.supervisor $(NO_DEMO)

setup: ## set up only, with what tests and checks need
	@$(PYTHON) -m tools.setup --dev

test: setup ## all tests: Python, browser, walks, the app's units
	$(SHARED_OUT) $(BY_DATABASE)
	$(VENV) -m pytest $(addprefix --ignore=,$(BY_DATABASE))
	$(if $(TEST_POSTGRESQL_URL),$(SHARED_OUT) --database postgresql $(BY_DATABASE))
	cd pwa && npm run test

check: setup ## style, types, import contracts, sizes, generated files, migrations
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy
	.venv/bin/lint-imports
	$(VENV) -m tools.checks
	cd pwa && npm run lint && npm run types

bench: setup ## measure against peers; ONLY=name for one; writes bench/results.jsonl
	@$(VENV) -m bench $(if $(ONLY),--only $(ONLY))

requirements: setup ## how many of the 362 requirements are shown by a test
	@$(VENV) -m tools.requirements

generate: setup ## write the generated files: API description, its types, the catalog
	@$(VENV) -m tools.generate

screenshots: setup ## every screen in both languages, into screenshots/
	SCREENSHOTS=screenshots $(VENV) -m pytest tests/browser -k screenshots -q

clean: ## remove what was built; the data in var/ stays
	rm -rf .venv pwa/node_modules pwa/dist vision/models/node_modules deploy/fonts/node_modules var/setup
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
