# The R package: staged with the engine's library, its manual and its examples as tests, then installed into build/r-library.
.PHONY: build-r test-r demo-r check-r check-package-r stage-r conformance-r identity-command-r

r_stage := $(CURDIR)/build/r/package
r_library := $(CURDIR)/build/r-library
with_r_library := R_LIBS=$(r_library)

stage-r: $(release)/build.ninja
	@$(call run_quietly,engine,ninja -C $(release) mixgrad)
	@$(call run_quietly,stage-r,$(tsx) codegen/src/cli.ts generate --target r_documents)
	@rm -rf $(r_stage)/R $(r_stage)/man $(r_stage)/tests $(r_stage)/src/*.[ch]
	@mkdir -p $(r_stage)/inst/engine $(r_stage)/src/mixgrad
	@cp -rp bindings/r/. $(r_stage)/
	@cp -p c-api/include/mixgrad/mixgrad.h $(r_stage)/src/mixgrad/
	@cp -p c-api/load/load.[ch] c-api/generated/functions.inc $(r_stage)/src/
	@cp build/r/documents/man/*.Rd $(r_stage)/man/
	@cp build/r/documents/tests/*.R $(r_stage)/tests/testthat/
	@strip --strip-unneeded -o $(r_stage)/inst/engine/libmixgrad.so.0 $(release)/c-api/libmixgrad.so.0

build-r: stage-r
	@mkdir -p $(r_library)
	@$(call run_quietly,build-r,R CMD INSTALL --library=$(r_library) --no-test-load $(r_stage))

test-r: build-r ## the R package's tests
	@$(with_r_library) timeout 7200 Rscript bindings/r/run_tests.R $(r_stage)/tests/testthat

# lintr wants the package installed, which takes longer than lintr does: a second run without changes does nothing.
r_linted := bindings/r/.lintr $(wildcard $(addprefix bindings/r/,*.R */*.R */*/*.R) docs/examples/r/*.R)
build/lint/r: $(r_linted)
	@$(MAKE) build-r
	@$(call run_quietly,check-r,$(by_hand) R | xargs env $(with_r_library) Rscript bindings/r/lint.R)
	@mkdir -p build/lint && touch $@

check: check-r
check-r: build/lint/r ## lintr

check-package-r: stage-r ## R CMD check of the R package
	@$(call run_quietly,check-package-r-build,(cd build/r && R CMD build package))
	@$(call run_quietly,check-package-r,(cd build/r && R CMD check --no-manual --no-build-vignettes mixgrad_*.tar.gz))
	@tail -n 1 build/r/mixgrad.Rcheck/00check.log | grep . || tail -n 3 build/r/mixgrad.Rcheck/00check.log

demo-r: build-r ## train on Fashion-MNIST from R
	@mkdir -p $(demos)/r
	@cd $(demos)/r && $(with_r_library) Rscript $(CURDIR)/docs/examples/r/fashion.R

conformance-r: build-r
	@$(with_r_library) timeout 7200 Rscript bindings/r/conformance/run.R

mutant-r: build-r
	@rm -rf $(mutants)/r && mkdir -p $(mutants)/r/library && cp -rp $(r_stage) $(mutants)/r/package
	@cp -r $(mutants)/bindings/r/NAMESPACE $(mutants)/bindings/r/R $(mutants)/r/package/
	@$(call run_quietly,mutant-r,R CMD INSTALL --library=$(mutants)/r/library --no-docs --no-test-load $(mutants)/r/package)
	@cd $(mutants) && R_LIBS=r/library timeout 7200 Rscript bindings/r/conformance/run.R

identity-command-r: build-r
	@echo $(with_r_library) Rscript $(CURDIR)/bindings/r/identity/identity.R

.PHONY: package-r
package: package-r
package-r: build-r ## the R package's source archive, with the engine and its licences, in dist/
	@mkdir -p dist
	@cp LICENSE $(r_stage)/inst/ && $(tsx) test/licences/notices.ts $(r_stage)/inst/THIRD_PARTY_NOTICES
	@cd dist && R CMD build --no-build-vignettes $(r_stage) >$(CURDIR)/build/r/build.log 2>&1 || { tail -n 40 $(CURDIR)/build/r/build.log; exit 1; }
