# Random calls: short in the tests, long on demand. CALLS of each function, SEED, FUNCTION (a name, or a beginning and *).
.PHONY: fuzz fuzz-oracle test-fuzz
CALLS ?= 15
SEED ?= 1
FUZZ_BUILD ?= build/asan
fuzz_cases := build/fuzz/cases
fuzz_environment = UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=4096:hard_rss_limit_mb=6000:quarantine_size_mb=32
fuzz_build = $(if $(filter $(release),$(FUZZ_BUILD)),ninja -C $(release) -j $(jobs) $(1),$(call sanitized,asan,address$(comma)undefined) $(1))

fuzz: ## random calls of every function under sanitizers: CALLS=2000 SEED=7 FUNCTION=conv2d
	@$(call run_quietly,fuzz,$(call fuzz_build,fuzz_core))
	@$(fuzz_environment) $(FUZZ_BUILD)/test/fuzz/fuzz_core test/conformance/cases test/conformance/tolerances.json build/fuzz/work --seed $(SEED) --calls $(CALLS) $(if $(FUNCTION),--function '$(FUNCTION)')

fuzz-oracle: peers ## random cases from the references of the conformance cases: FUZZ_CASES=100 FUZZ_SEED=7
	@$(call run_quietly,fuzz-oracle,$(call fuzz_build,conformance_core))
	@$(oracle_python) test/fuzz/oracle.py $(fuzz_cases)
	@$(fuzz_environment) $(FUZZ_BUILD)/test/conformance/conformance_core $(fuzz_cases) test/conformance/tolerances.json build/fuzz

test-fuzz: fuzz fuzz-oracle ## a minute of random calls, and random cases against their references
