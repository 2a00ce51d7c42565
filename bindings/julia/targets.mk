# The Julia package: it finds the engine in its own folder lib, and needs nothing but Julia's standard library. Compiled
# code goes into the build folder; nothing is fetched.
.PHONY: build-julia test-julia demo-julia

julia_depot := $(CURDIR)/build/julia/depot
# Julia with the package in that folder and the compiled code in that one.
julia_with = JULIA_DEPOT_PATH=$(2) LD_LIBRARY_PATH=$(firstword $(wildcard $(CURDIR)/build/setup/julia-libraries/usr/lib/*)) \
  julia --project=$(1) --startup-file=no
julia := $(call julia_with,$(CURDIR)/bindings/julia,$(julia_depot))

build-julia: engine
	@mkdir -p bindings/julia/lib $(julia_depot)
	@cp -Lu --remove-destination $(release)/c-api/libmixgrad.so.0 bindings/julia/lib/
	@$(call run_quietly,build-julia,$(julia) -e 'using Mixgrad')

test-julia: build-julia ## the Julia package's tests
	@$(tsx) test/runner/suite.ts julia --junit build/test/julia.xml -- env JULIA_NUM_THREADS=2 $(julia) --color=no \
	  bindings/julia/test/runtests.jl --junit $(CURDIR)/build/test/julia.xml

demo-julia: build-julia ## train on Fashion-MNIST from Julia
	@mkdir -p $(demos)/julia
	@cd $(demos)/julia && $(julia) $(CURDIR)/docs/examples/julia/fashion.jl

# Nearly all of the time goes into compiling what runs once.
julia_cases := -O0 bindings/julia/conformance/run.jl

.PHONY: conformance-julia identity-command-julia
conformance-julia: build-julia ## the conformance cases in Julia
	@$(julia) $(julia_cases)

mutant-julia: build-julia
	@ln -sfn $(CURDIR)/bindings/julia/lib $(mutants)/bindings/julia/lib
	@cd $(mutants) && $(call julia_with,bindings/julia,$(CURDIR)/$(mutants)/julia/depot) $(julia_cases)

identity-command-julia: build-julia
	@echo $(julia) $(CURDIR)/bindings/julia/identity/identity.jl

.PHONY: package-julia
package: package-julia
package-julia: build-julia ## the Julia package as an archive, with the engine and its licences, in dist/
	@mkdir -p dist build/julia
	@$(tsx) test/licences/notices.ts build/julia/THIRD_PARTY_NOTICES
	@tar -czf dist/Mixgrad-0.2.0.tar.gz --transform 's,^,Mixgrad/,' -C bindings/julia Project.toml README.md lib src -C $(CURDIR) LICENSE -C build/julia THIRD_PARTY_NOTICES
