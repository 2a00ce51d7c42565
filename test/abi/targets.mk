.PHONY: test-abi
test-abi: engine ## the C ABI: its tests, its symbols, the rules of its evolution, the old client
	@$(call run_quietly,abi_test,ninja -C $(release) -j $(jobs) abi_test)
	@$(tsx) test/runner/suite.ts abi --junit build/test/abi_c.xml --junit build/test/abi.xml -- bash -c '$(release)/c-api/abi_test --gtest_output=xml:build/test/abi_c.xml && npx --no-install vitest run --config test/vitest.config.ts --root . test/abi --reporter=junit --outputFile=build/test/abi.xml'
