.PHONY: test-sanitizers test-asan test-tsan build-asan build-tsan
threaded = Thread Pool Prefetch Loader Allocator Job KVStore Trainer Sim
comma := ,
empty :=
joined = $(subst $(empty) ,$(1),$(2))
sanitized = cmake -S . -B build/$(1) -G Ninja -DCMAKE_BUILD_TYPE=None -DMIXGRAD_PRECOMPILED=ON -DCMAKE_CXX_FLAGS=-O1\ -g1 -DMIXGRAD_SANITIZE=$(2) && ninja -C build/$(1) -j $(jobs)

build-asan:
	@$(call run_quietly,asan,$(call sanitized,asan,address$(comma)undefined) core_test abi_test)

build-tsan:
	@$(call run_quietly,tsan,$(call sanitized,tsan,thread -DMIXGRAD_TESTS_LIKE='$(call joined,|,$(threaded))') core_test)

test-asan: build-asan ## the engine's tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(tsx) test/runner/suite.ts asan --junit build/test/asan_core.xml --junit build/test/asan_abi.xml -- bash -c 'export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1; build/asan/core/core_test --gtest_output=xml:build/test/asan_core.xml && build/asan/c-api/abi_test --gtest_output=xml:build/test/asan_abi.xml'

test-tsan: build-tsan ## pool, loader, allocator, jobs and training under ThreadSanitizer
	@$(tsx) test/runner/suite.ts tsan --junit build/test/tsan.xml -- env TSAN_OPTIONS=halt_on_error=1 build/tsan/core/core_test --gtest_filter='$(call joined,:,$(threaded:%=*%*))' --gtest_output=xml:build/test/tsan.xml

test-sanitizers: test-asan test-tsan
