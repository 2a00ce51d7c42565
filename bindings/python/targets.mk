# The Python package: built into build/python, where it can be imported from, and tested in the environment build/venv.
.PHONY: build-python test-python demo-python package-python

python := $(CURDIR)/build/venv/bin/python
python-env := PYTHONPATH=$(CURDIR)/build/python

build-python: build/release/build.ninja
	@ninja --quiet -C build/release mixgrad_python

test-python: build-python
	@$(python-env) $(python) -m pytest --quiet --no-header --tb=short -c bindings/python/tests/pytest.ini bindings/python/tests

demo-python: build-python
	@mkdir -p build/demo/python
	@cd build/demo/python && $(python-env) $(python) $(CURDIR)/docs/examples/python/fashion.py

# A wheel for CPython 3.11 and later in dist/; `make package` calls it.
package-python:
	@mkdir -p dist
	@$(python) -m pip wheel --quiet --no-deps --wheel-dir dist bindings/python
