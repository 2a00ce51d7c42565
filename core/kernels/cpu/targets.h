// Highway's targets, the same three for each kernel file: SSE4 (the base), AVX2 and AVX3. Include before any hwy
// header.
#pragma once

#if defined(MIXGRAD_ONE_TARGET)  // builds with sanitizers: what the compiler's own flags allow
#define HWY_COMPILE_ONLY_STATIC
#elif defined(__x86_64__)
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#endif
