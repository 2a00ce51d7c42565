.PHONY: test-array-api
test-array-api: build-python ## the suite of the Python Array API standard (ARRAY_API_TESTS names its checkout)
	@$(with_python_package) $(tsx) test/array_api/run.ts $(python)
