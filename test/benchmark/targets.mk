# BENCH chooses: words that names of benchmarks begin with, after --quick for a glance.
.PHONY: bench
bench: peers engine build-python build-typescript package-python ## measure against peers (BENCH="--quick call"), JSON lines in build/bench/
	@$(tsx) test/benchmark/bench.ts $(BENCH)
