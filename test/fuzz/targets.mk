# Random calls: short in the tests, long on demand. CALLS of each function, SEED, FUNCTION (a name, or a beginning and *),
# CALL (a number: that one, with all that it is given). Random cases: FUZZ_CASES of each, FUZZ_SEED, FUNCTION, CASE.
.PHONY: fuzz fuzz-oracle fuzz-build test-fuzz
CALLS ?= 20
SEED ?= 1
FUZZ_CASES ?= 10
FUZZ_SEED ?= 1
FUZZ_BUILD ?= build/asan
export FUZZ_CASES FUZZ_SEED
fuzz_cases := build/fuzz/cases
fuzz_programs := fuzz_core conformance_core
fuzz_environment = UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=4096:hard_rss_limit_mb=6000:quarantine_size_mb=32
fuzz_with = $(if $(filter build/asan,$(FUZZ_BUILD)),, FUZZ_BUILD=$(FUZZ_BUILD))

fuzz-build: $(if $(filter $(release),$(FUZZ_BUILD)),$(release)/build.ninja)
	@$(call run_quietly,fuzz,$(if $(filter $(release),$(FUZZ_BUILD)),ninja -C $(release) -j $(jobs) $(fuzz_programs),$(call sanitized,asan,address$(comma)undefined) $(fuzz_programs)))

fuzz: fuzz-build ## random calls of every function under sanitizers: CALLS=2000 SEED=7 FUNCTION=conv2d
	@$(fuzz_environment) $(FUZZ_BUILD)/test/fuzz/fuzz_core test/conformance/cases test/conformance/tolerances.json build/fuzz/work --seed $(SEED) --calls $(CALLS) --jobs $(jobs) --again 'make fuzz$(fuzz_with)' $(if $(FUNCTION),--function '$(FUNCTION)') $(if $(CALL),--call $(CALL))

fuzz-oracle: peers fuzz-build ## random cases from the references of the conformance cases: FUZZ_CASES=100 FUZZ_SEED=7
	@$(oracle_python) test/fuzz/oracle.py $(fuzz_cases) $(FUNCTION)
	@$(fuzz_environment) AGAIN='make fuzz-oracle FUZZ_CASES=$(FUZZ_CASES) FUZZ_SEED=$(FUZZ_SEED)$(fuzz_with)' $(FUZZ_BUILD)/test/conformance/conformance_core $(fuzz_cases) test/conformance/tolerances.json build/fuzz

test-fuzz: peers fuzz-build ## a minute of random calls, and random cases against their references
	@$(tsx) test/fuzz/run.ts
