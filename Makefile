# The one door. Each target installs what it needs on a Debian machine that has Rust and Node.
SHELL := /bin/bash
export CARGO_TERM_COLOR ?= auto
PORT ?= 8080
SPEED ?= 60

.DEFAULT_GOAL := help
.PHONY: help demo demo-partners test test-rust test-e2e test-ui lint fmt web setup bench compare fuzz gap-model screenshots clean

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: web ## play the bundled scenario south of Jeju and show it on http://127.0.0.1:8080
	cargo run --profile demo --bin cordon -- demo --port $(PORT) --speed $(SPEED)

demo-partners: web ## three nodes that share a drill, in three browser tabs
	cargo build --profile demo --bin cordon
	PORT=$(PORT) SPEED=$(SPEED) scripts/demo-partners.sh $${CARGO_TARGET_DIR:-target}/demo/cordon

test: setup web ## run every test: Rust, end to end, browser
	scripts/test.sh rust e2e ui

test-rust: ## unit, property, conformance and command-line tests
	scripts/test.sh rust

test-e2e: setup ## the real binary, read back by DuckDB and pyarrow
	scripts/test.sh e2e

test-ui: setup web ## the web app in Chromium
	scripts/test.sh ui

lint: ## rustfmt, clippy, cargo-deny, types of the web app; warnings are errors
	scripts/lint.sh

fmt: ## format the Rust sources
	cargo fmt --all

web: ## fetch the web app's libraries
	scripts/setup.sh web

setup: ## install what the tests need (Chromium, Python packages)
	scripts/setup.sh build test

bench: ## measure Cordon by itself
	scripts/bench.sh

compare: setup web ## measure Cordon beside its peers and write docs/benchmarks.md
	bench/compare/run.sh

fuzz: ## fuzz every parser of foreign bytes for a minute each (needs cargo-fuzz and nightly)
	scripts/fuzz.sh

gap-model: ## train the gap model again (docs/gap-model.md); GAPS=labelled.csv names other data
	scripts/gap-model.sh $(GAPS)

screenshots: setup web ## take the pictures in docs/screenshots
	CORDON_SCREENSHOTS=1 scripts/test.sh ui

clean: ## remove what was built
	cargo clean
	rm -rf web/node_modules tests/ui/node_modules
