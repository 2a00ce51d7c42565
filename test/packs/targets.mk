.PHONY: test-packs
test-packs: build-python ## yardsticks of others (../shared/packs or MIXGRAD_PACKS) run against the Python package
	@$(with_python_package) $(tsx) test/packs/run.ts $(python)
