# TypeScript: the addon and the package, its tests, the demo.
typescript := bindings/typescript
programs := build/typescript/programs
demo_folder ?= $(demos)/typescript

.PHONY: build-typescript test-typescript demo-typescript docs-typescript
build-typescript: $(release)/build.ninja
	@$(call run_quietly,build-typescript,{ ninja -C $(release) -j $(jobs) mixgrad_node && npx --no-install tsc -b $(typescript) docs/examples/typescript; })

test-typescript: build-typescript typed-calls ## the TypeScript package's tests, with the examples of the documentation
	@$(call run_quietly,typescript-examples,npm run -s generate -w codegen -- --target typescript_examples)
	@$(call run_quietly,typescript-test-types,npx --no-install tsc -p $(typescript)/test)
	@$(tsx) test/runner/suite.ts typescript --junit build/test/typescript.xml -- npx --no-install vitest run --config $(typescript)/vitest.config.ts --reporter=junit --outputFile=$(CURDIR)/build/test/typescript.xml

demo-typescript: build-typescript ## train on Fashion-MNIST from TypeScript, and check what was saved
	@mkdir -p $(demo_folder)
	@cd $(demo_folder) && node $(CURDIR)/$(programs)/fashion.js && node $(CURDIR)/$(programs)/check.js

docs-typescript: ## the TypeScript package's reference
	@$(call run_quietly,docs-typescript,npx --no-install typedoc --options $(typescript)/typedoc.json)

.PHONY: check-typescript format-typescript
check: check-typescript
check-typescript: ## Prettier, ESLint, the compiler
	@$(call run_quietly,prettier,npx --no-install prettier --check --log-level warn --cache --cache-location build/lint/prettier .)
	@$(call run_quietly,eslint,npx --no-install eslint --config .eslint.config.js --cache --cache-strategy content --cache-location build/lint/eslint .)
	@$(call run_quietly,tsc,npx --no-install tsc -b)

format: format-typescript
format-typescript:
	@npx --no-install prettier --write --log-level warn .

.PHONY: identity-command-typescript
identity-command-typescript: build-typescript
	@echo npx --no-install tsx $(CURDIR)/$(typescript)/identity/identity.ts

.PHONY: conformance-typescript
conformance-typescript: build-typescript
	@$(tsx) $(typescript)/conformance/run.ts

mutant-typescript: build-typescript
	@ln -sfn $(CURDIR)/$(typescript)/lib $(mutants)/$(typescript)/lib
	@rm -rf $(mutants)/build/typescript # what tsc remembers of an earlier copy
	@$(call run_quietly,mutant-typescript,npx --no-install tsc -p $(mutants)/$(typescript))
	@cd $(mutants) && $(tsx) $(typescript)/conformance/run.ts

.PHONY: package-typescript
package: package-typescript
package-typescript: build-typescript ## the npm package, with the addon, the engine and their licences, in dist/
	@mkdir -p dist
	@cp LICENSE $(typescript)/ && $(tsx) test/licences/notices.ts $(typescript)/THIRD_PARTY_NOTICES
	@$(call run_quietly,package-typescript,npm pack --pack-destination dist -w $(typescript))
