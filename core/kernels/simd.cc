#include "core/kernels/simd.h"

#include <atomic>
#include <cstdlib>
#include <string_view>

namespace mixgrad {

namespace {

SimdLevel best_level() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c") &&
              __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl");
  if (avx512) return SimdLevel::kAvx512;
  if (avx2) return SimdLevel::kAvx2;
#endif
  return SimdLevel::kBase;
}

SimdLevel allowed_level() {
  SimdLevel best = best_level(), wanted = best;
  if (const char* text = std::getenv("MIXGRAD_SIMD")) {
    std::string_view name = text;
    if (name == "base") wanted = SimdLevel::kBase;
    if (name == "avx2") wanted = SimdLevel::kAvx2;
    if (name == "avx512") wanted = SimdLevel::kAvx512;
  }
  return wanted < best ? wanted : best;
}

std::atomic<SimdLevel>& level() {
  static std::atomic<SimdLevel> value{allowed_level()};
  return value;
}

}  // namespace

SimdLevel simd_level() { return level().load(std::memory_order_relaxed); }

bool set_simd_level(SimdLevel wanted) {
  if (wanted > best_level()) return false;
  level().store(wanted, std::memory_order_relaxed);
  return true;
}

const char* simd_name() {
  switch (simd_level()) {
    case SimdLevel::kAvx512:
      return "avx512";
    case SimdLevel::kAvx2:
      return "avx2";
    default:
      return "base";
  }
}

}  // namespace mixgrad
