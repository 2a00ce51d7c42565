# The engine for WebAssembly, compiled with Debian's emscripten and run under Node.
.PHONY: test-wasm wasm-sizes conformance-wasm
wasm := build/wasm
wasm_absent = $(strip $(if $(shell command -v em++),,emscripten) $(if $(wildcard build/setup/zlib/zlib.h),,zlib's sources))

test-wasm: ## the engine in WebAssembly, under Node: 32-bit memory, no threads, and all conformance cases
	@if [ -n "$(wasm_absent)" ]; then \
	  echo "wasm: skipped (toolchain-absent): make setup installs $(wasm_absent)"; \
	  echo "0 passed, 0 failed, 1 skipped"; \
	else $(tsx) test/runner/all.ts wasm-sizes conformance-wasm; fi

$(wasm)/build.ninja: CMakeLists.txt test/wasm/emscripten.cmake
	@$(call run_quietly,configure-wasm,emcmake cmake -S . -B $(wasm) -G Ninja -DCMAKE_BUILD_TYPE=None -DMIXGRAD_PRECOMPILED=ON -DCMAKE_C_FLAGS=-O1 -DCMAKE_CXX_FLAGS=-O1)

wasm-sizes: $(wasm)/build.ninja
	@$(call run_quietly,wasm-sizes,ninja -C $(wasm) -j $(jobs) wasm_test)
	@$(tsx) test/runner/suite.ts wasm --junit build/test/wasm.xml -- node $(wasm)/test/wasm/wasm_test.js --gtest_output=xml:build/test/wasm.xml

conformance-wasm: $(wasm)/build.ninja
	@$(call run_quietly,conformance-wasm,ninja -C $(wasm) -j $(jobs) conformance_core)
	@$(oracle_python) test/conformance/generate.py --files $(wasm)/conformance
	@node $(wasm)/test/conformance/conformance_core.js test/conformance/cases test/conformance/tolerances.json $(wasm)/conformance
