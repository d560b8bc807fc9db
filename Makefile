# `make` alone lists what there is. Each target sets up what it needs first and can be repeated.
.DEFAULT_GOAL := help
.PHONY: help acceptance test build lint format conformance coverage clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

acceptance: ## set up, build, and run the acceptance scenarios (add ARGS="--seed 7")
	@tools/run.sh $(ARGS)

test: ## set up, build, and run every test: lint, units, official clients, fault scenarios
	@tools/test.sh

build: ## set up and build the command line tool
	@tools/setup.sh
	swift build --explicit-target-dependency-import-check error --product rehearsal

lint: ## check the format of the Swift code
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format: ## mend the format of the Swift code
	swift format --in-place --parallel --recursive Package.swift Sources Tests

conformance: build ## drive the fakes with the official clients only
	@tools/setup.sh --tests
	.venv/bin/python -m pytest Tests/Conformance

coverage: conformance ## write docs/coverage.md: which API which client proved
	tools/coverage.py

clean: ## forget builds, virtual environment and recorded runs
	rm -rf .build .venv rehearsal-runs
