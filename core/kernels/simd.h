// Which vector instructions the kernels use, chosen once at run time.
//
// A kernel file is compiled once for each of Highway's targets (hwy/foreach_target.h) and ends, under HWY_ONCE, with
// MIXGRAD_SIMD_TABLE(name), which makes `name_dispatch()` return the function of the chosen target. Highway's own
// chooser would need its shared library at run time.
#pragma once

namespace mixgrad {

enum class SimdLevel { kBase = 0, kAvx2 = 1, kAvx512 = 2 };
SimdLevel simd_level();  // the machine's best, or what MIXGRAD_SIMD=base|avx2|avx512 holds it to
const char* simd_name();
// For tests that compare levels: false, and no change, if this machine has not got it. Not while kernels run.
bool set_simd_level(SimdLevel level);

}  // namespace mixgrad

#if defined(__x86_64__) && !defined(MIXGRAD_ONE_TARGET)
#define MIXGRAD_SIMD_TABLE(F)                                                         \
  static inline auto F##_dispatch() {                                                 \
    static const decltype(&N_AVX2::F) table[] = {&N_SSE4::F, &N_AVX2::F, &N_AVX3::F}; \
    return table[static_cast<int>(::mixgrad::simd_level())];                          \
  }
#else
#define MIXGRAD_SIMD_TABLE(F) \
  static inline auto F##_dispatch() { return &HWY_NAMESPACE::F; }
#endif
