# PyTorch, in an environment of its own: the reference of conformance cases, and a peer of the benchmarks.
.PHONY: peers
peers: ## install PyTorch into build/peers (MIXGRAD_NO_TORCH=1: don't)
	@$(tsx) test/toolchain/peers.ts
