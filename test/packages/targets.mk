.PHONY: test-packages
test-packages: package ## each package of dist/ installed into an empty place, and an example run there
	@$(tsx) test/runner/suite.ts packages --junit build/test/packages.xml -- npx --no-install vitest run --config test/vitest.config.ts --root . test/packages --reporter=junit --outputFile=build/test/packages.xml
