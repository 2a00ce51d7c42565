# The engine for WebAssembly, built with Debian's emscripten and run under Node.
.PHONY: setup-wasm build-wasm test-wasm test-wasm-core conformance-wasm
wasm := build/wasm

setup-wasm: ## install emscripten, and what it builds from source
	@bash test/wasm/setup.sh

$(wasm)/build.ninja: CMakeLists.txt test/wasm/emscripten.cmake
	@$(MAKE) setup-wasm
	@$(call run_quietly,configure-wasm,emcmake cmake -S . -B $(wasm) -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS=-O1 -DCMAKE_CXX_FLAGS=-O1 -DCCACHE=OFF -DMIXGRAD_BLAS=OFF -DMIXGRAD_TESTS=OFF)

build-wasm: $(wasm)/build.ninja ## compile the engine for WebAssembly, and run nothing
	@$(call run_quietly,build-wasm,ninja -C $(wasm) -j $(jobs) mixgrad_core)

test-wasm-core: $(wasm)/build.ninja
	@$(call run_quietly,test-wasm-core,ninja -C $(wasm) -j $(jobs) wasm_test)
	@$(tsx) test/runner/suite.ts wasm --junit build/test/wasm.xml -- node $(wasm)/test/wasm/wasm_test.js --gtest_output=xml:build/test/wasm.xml

conformance-wasm: $(wasm)/build.ninja ## all conformance cases on the engine in WebAssembly
	@$(call run_quietly,conformance-wasm,ninja -C $(wasm) -j $(jobs) conformance_core)
	@$(oracle_python) test/conformance/generate.py --files $(wasm)/conformance
	@node $(wasm)/test/conformance/conformance_core.js test/conformance/cases test/conformance/tolerances.json $(wasm)/conformance

test-wasm: ## the engine in WebAssembly, under Node: 32-bit memory, and all conformance cases
	@$(tsx) test/runner/all.ts test-wasm-core conformance-wasm
