.PHONY: test-how-to
test-how-to: engine ## follow docs/how-to-add-an-operator.md and find the operator in every language
	@$(tsx) test/how_to/run.ts $(languages)
