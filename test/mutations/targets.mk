# Bindings with faults: each language is printed with four of them into a copy below build/mutations, which lies there as in
# the repository; mutant-<language> (in bindings/<language>/targets.mk) builds the copy and runs its conformance plan there.
.PHONY: test-mutations mutant-c $(addprefix mutant-,$(languages))
mutants := build/mutations

test-mutations: conformance-plans ## bindings printed with faults, which every language's conformance has to find
	@$(tsx) test/mutations/run.ts c $(languages)

mutant-c:
	@$(call run_quietly,mutant-c,ninja -C $(release) -j $(jobs) conformance_c_mutant)
	@$(release)/test/conformance/conformance_c_mutant $(mutants)/$(conformance_output)
