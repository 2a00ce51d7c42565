# The front door: each target says what it does, is quiet when all is well, and `make help` lists them.
# A language adds its own targets in bindings/<language>/targets.mk; there is no list of languages here.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

languages := $(patsubst bindings/%/targets.mk,%,$(wildcard bindings/*/targets.mk))
tsx := npx --no-install tsx
release := build/release
demos ?= build/demo
jobs ?= $(shell nproc)
run_quietly = log=build/log/$(1).log; mkdir -p build/log; { $(2); } >$$log 2>&1 || { tail -n 60 $$log >&2; echo "make $(1) failed; the whole output is in $$log" >&2; exit 1; }

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort -u | expand -t 24

.PHONY: setup
setup: ## install what building and testing needs (idempotent; MIXGRAD_NO_TORCH=1: without PyTorch)
	@bash test/toolchain/setup.sh

# ---- building
# ccache needs to be told that precompiled headers are welcome.
export CCACHE_SLOPPINESS = pch_defines,time_macros
.PHONY: build engine $(addprefix build-,$(languages))
$(release)/build.ninja: CMakeLists.txt
	@$(call run_quietly,configure,cmake -S . -B $(release) -G Ninja -DMIXGRAD_PRECOMPILED=ON)

engine: $(release)/build.ninja
	@$(call run_quietly,engine,ninja -C $(release) -j $(jobs) mixgrad export_schema)

build: setup engine ## build the engine and every language's package
	@for language in $(languages); do echo "building $$language"; $(MAKE) build-$$language; done

# ---- generated sources
.PHONY: generate generate-check
generate: engine ## record the schemas and print every language's sources
	@$(tsx) codegen/src/record.ts
	@npm run -s generate -w codegen

generate-check: engine ## fail if recorded schemas or generated sources are out of date
	@$(tsx) codegen/src/record.ts --check
	@npm run -s generate -w codegen -- --check

# ---- the demo
.PHONY: demo
demo: export MIXGRAD_NO_TORCH = 1
demo: setup engine ## train on Fashion-MNIST from TypeScript
	@$(MAKE) build-typescript
	@$(MAKE) demo-typescript demo_folder=build/demo

# ---- tests
quick_suites = test-core test-abi test-codegen
suites = test-check $(quick_suites) $(addprefix test-,$(languages)) conformance test-sim test-identity test-docs test-demos test-packs test-array-api test-packages test-mutations
suites_with_a_build = test-asan+test-fuzz test-tsan test-wasm
suites_that_edit = test-how-to
.PHONY: test test-quick test-core test-codegen test-check
test: setup engine build-typescript ## install, build and run every test: what else a suite needs it builds, beside others
	@$(tsx) test/runner/all.ts $(suites) -- $(suites_with_a_build) -- $(suites_that_edit)

test-quick: engine ## the core's, the ABI's and the generator's tests, after a build
	@$(tsx) test/runner/all.ts $(quick_suites)

test-core: $(release)/build.ninja ## the engine's unit tests
	@$(call run_quietly,core_test,ninja -C $(release) -j $(jobs) core_test)
	@$(tsx) test/runner/suite.ts core --junit build/test/core.xml -- $(release)/core/core_test --gtest_output=xml:build/test/core.xml

test-codegen: ## the code generator's tests
	@$(tsx) test/runner/suite.ts codegen --junit build/test/codegen.xml -- npm test -w codegen -- --reporter=junit --outputFile=$(CURDIR)/build/test/codegen.xml

test-check: check ## drift, format, lint, licences
	@$(tsx) test/runner/suite.ts check --junit build/test/check.xml -- npx --no-install vitest run --config test/vitest.config.ts --root . test/licences test/lint --reporter=junit --outputFile=build/test/check.xml

.PHONY: check
check: generate-check ## drift, and every language's formatters and linters (test/lint)

.PHONY: clean
clean: ## remove everything that was built
	@rm -rf build dist

-include $(wildcard bindings/*/targets.mk) $(wildcard test/*/targets.mk)
