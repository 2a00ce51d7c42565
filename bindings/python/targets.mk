# The Python package: built into build/python, where it can be imported from, and tested in the environment build/venv.
.PHONY: build-python test-python demo-python package-python

python := $(CURDIR)/build/venv/bin/python
with_python_package := PYTHONPATH=$(CURDIR)/build/python

build-python: $(release)/build.ninja
	@$(call run_quietly,build-python,ninja -C $(release) -j $(jobs) mixgrad_python)

test-python: build-python typed-calls ## the Python package's tests
	@$(with_python_package) $(tsx) test/runner/suite.ts python --junit build/test/python.xml -- $(python) -m pytest \
	  -c bindings/python/tests/pytest.ini --tb=short --junitxml=$(CURDIR)/build/test/python.xml bindings/python/tests

demo-python: build-python ## train on Fashion-MNIST from Python
	@mkdir -p $(demos)/python
	@cd $(demos)/python && $(with_python_package) $(python) $(CURDIR)/docs/examples/python/fashion.py

.PHONY: package
package: package-python ## packages for each language's installer, in dist/

package-python: build-python ## a wheel for CPython 3.11 and later, in dist/
	@mkdir -p dist
	@cp LICENSE bindings/python/ && $(tsx) test/licences/notices.ts bindings/python/THIRD_PARTY_NOTICES
	@$(call run_quietly,package-python,MIXGRAD_SHARED_BUILD=1 $(python) -m pip wheel --no-deps --no-build-isolation --wheel-dir dist bindings/python)

.PHONY: check-python format-python
check: check-python
check-python: ## Ruff: lint and format
	@$(call run_quietly,check-python,$(lint_tools)/ruff check --quiet . && $(lint_tools)/ruff format --check --quiet .)

format: format-python
format-python:
	@$(lint_tools)/ruff format --quiet .

.PHONY: conformance-python
conformance-python: build-python ## the conformance cases in Python
	@$(with_python_package) $(python) bindings/python/conformance/run.py

mutant-python: build-python
	@cp -L build/python/mixgrad/_core.*.so build/python/mixgrad/libmixgrad.so.* $(mutants)/bindings/python/src/mixgrad/
	@cd $(mutants) && PYTHONPATH=bindings/python/src $(python) bindings/python/conformance/run.py

.PHONY: identity-command-python
identity-command-python: build-python
	@echo env $(with_python_package) $(python) $(CURDIR)/bindings/python/identity/identity.py
