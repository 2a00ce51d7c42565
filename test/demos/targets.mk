.PHONY: test-demos
test-demos: ## the demo program of each language, on some of the images
	@$(tsx) test/runner/suite.ts demos --junit build/test/demos.xml -- npx --no-install vitest run --config test/vitest.config.ts --root . test/demos --reporter=junit --outputFile=build/test/demos.xml
