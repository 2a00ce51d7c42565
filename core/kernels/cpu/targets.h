// Highway's targets, the same three for each kernel file: SSE4 (the base), AVX2 and AVX3. Include before any hwy
// header.
#pragma once

#if defined(MIXGRAD_ONE_TARGET)  // builds with sanitizers: what the compiler's own flags allow
#define HWY_COMPILE_ONLY_STATIC
#elif defined(__x86_64__)
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#endif

// Whether the target at hand has instructions for fused multiply-adds and for float16. The base has not, and what
// Highway writes in their place where there are no vectors at all (EMU128: WebAssembly) rounds otherwise.
#define MIXGRAD_FUSES_AND_HALVES (HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON)
