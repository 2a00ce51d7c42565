# Conformance: cases from references, the engine's own run, plans for the languages, their runners, and the matrix.
# MIXGRAD_NO_TORCH=1 leaves only NumPy.
oracle_python = $(firstword $(wildcard build/peers/bin/python) build/venv/bin/python) -W ignore
.PHONY: test-sim conformance conformance-c conformance-cases conformance-cases-check conformance-core conformance-plans typed-calls
conformance_output := build/conformance

conformance-cases: peers ## write test/conformance/cases/*.json from their references
	@$(oracle_python) test/conformance/generate.py

conformance-cases-check: peers
	@$(oracle_python) test/conformance/generate.py --check

conformance-core: $(release)/build.ninja ## all cases on the engine, eagerly, in every layout and as graphs
	@$(call run_quietly,conformance-core,ninja -C $(release) -j $(jobs) conformance_core)
	@$(oracle_python) test/conformance/generate.py --files $(conformance_output)
	@$(release)/test/conformance/conformance_core test/conformance/cases test/conformance/tolerances.json $(conformance_output)

test-sim: ## all cases on the simulated device, to the bits of the CPU
	@$(MAKE) conformance-core >/dev/null
	@$(release)/test/conformance/conformance_core test/conformance/cases test/conformance/tolerances.json $(conformance_output) sim:0

$(conformance_output)/results.json:
	@$(MAKE) conformance-core

conformance-plans: $(conformance_output)/results.json
	@$(call run_quietly,conformance-plans,npm run -s generate -w codegen -- --target conformance)

typed-calls: ## what compilers have to accept and to refuse, for the tests of languages with types
	@$(call run_quietly,typed-calls,npm run -s generate -w codegen -- --target typed_calls)

conformance-c: conformance-plans ## the conformance cases in C, through ops.h
	@$(call run_quietly,conformance-c,ninja -C $(release) -j $(jobs) conformance_c)
	@$(release)/test/conformance/conformance_c $(conformance_output)

# A language's own rule is in bindings/<language>/targets.mk.
$(addprefix conformance-,$(languages)): conformance-plans

conformance: ## every function and class in C++, C and every language, against NumPy and PyTorch
	@$(tsx) test/conformance/run.ts $(languages)
