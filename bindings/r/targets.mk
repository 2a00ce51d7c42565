# The R package: staged with the engine's library, installed into build/r-library, tested.
R_STAGE := $(CURDIR)/build/r/package
R_LIBRARY := $(CURDIR)/build/r-library
R_ENGINE := build/release/c-api/libmixgrad.so.0

.PHONY: build-r test-r demo-r check-r stage-r

stage-r:
	@rm -rf $(R_STAGE)/R $(R_STAGE)/man $(R_STAGE)/tests
	@mkdir -p $(R_STAGE)/inst/engine $(R_LIBRARY)
	@test ! -d codegen/src/targets/r_documents || npx tsx codegen/src/cli.ts generate --target r_documents >/dev/null
	@cp -ru bindings/r/. $(R_STAGE)/
	@mkdir -p $(R_STAGE)/src/mixgrad $(R_STAGE)/man $(R_STAGE)/tests/testthat
	@cp -u c-api/include/mixgrad/mixgrad.h $(R_STAGE)/src/mixgrad/
	@cp -u build/r/documents/man/*.Rd $(R_STAGE)/man/
	@cp -u build/r/documents/tests/*.R $(R_STAGE)/tests/testthat/
	@cp -uL $(R_ENGINE) $(R_STAGE)/inst/engine/libmixgrad.so.0

build-r: stage-r
	@R CMD INSTALL --library=$(R_LIBRARY) --no-test-load $(R_STAGE) >build/r/install.log 2>&1 || { cat build/r/install.log; exit 1; }

test-r: build-r
	@R_LIBS=$(R_LIBRARY) timeout 900 Rscript bindings/r/run_tests.R $(R_STAGE)/tests/testthat

check-r: stage-r
	@cd build/r && R CMD build package >build.log 2>&1 && _R_CHECK_FORCE_SUGGESTS_=false R CMD check --no-manual --no-build-vignettes mixgrad_0.1.0.tar.gz

demo-r: build-r
	@mkdir -p build/demo/r
	@cd build/demo/r && R_LIBS=$(R_LIBRARY) Rscript $(CURDIR)/docs/examples/r/fashion.R

.PHONY: conformance-r
conformance-r: build-r
	@R_LIBS=$(R_LIBRARY) timeout 900 Rscript bindings/r/conformance/run.R

.PHONY: identity-command-r
identity-command-r: build-r
	@echo R_LIBS=$(R_LIBRARY) Rscript $(CURDIR)/bindings/r/identity/identity.R
