.PHONY: docs test-docs
docs: ## the reference, a page for each function and class with a tab for each language, in build/docs
	@npm run -s generate -w codegen -- --target docs >/dev/null
	@echo "build/docs/reference/index.md"

test-docs: build-typescript ## links lead somewhere, the reference is complete, the README is true
	@$(tsx) test/runner/suite.ts docs --junit build/test/docs.xml -- npx --no-install vitest run --config test/vitest.config.ts --root . test/docs --reporter=junit --outputFile=build/test/docs.xml
