// Blocks of float16 and bfloat16 to float32 and back.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/convert_block.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/convert.h"
#include "core/kernels/simd.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;  // NOLINT(misc-unused-alias-decls): the base does without

void HalfToFloat(const uint16_t* from, float* to, int64_t n) {
  int64_t i = 0;
#if MIXGRAD_FUSES_AND_HALVES
  const hn::ScalableTag<float> d;
  const hn::Rebind<hwy::float16_t, decltype(d)> dh;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::PromoteTo(d, hn::LoadU(dh, reinterpret_cast<const hwy::float16_t*>(from + i))), d, to + i);
  }
#endif
  for (; i < n; ++i) to[i] = half_to_float(from[i]);
}

void FloatToHalf(const float* from, uint16_t* to, int64_t n) {
  int64_t i = 0;
#if MIXGRAD_FUSES_AND_HALVES
  const hn::ScalableTag<float> d;
  const hn::Rebind<hwy::float16_t, decltype(d)> dh;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(hn::DemoteTo(dh, hn::LoadU(d, from + i)), dh, reinterpret_cast<hwy::float16_t*>(to + i));
  }
#endif
  for (; i < n; ++i) to[i] = float_to_half(from[i]);
}

inline uint32_t RoundedBFloat16(uint32_t bits) {  // in the high half
  bool is_nan = (bits & 0x7fffffff) > 0x7f800000;
  uint32_t rounded = bits + 0x7fff + ((bits >> 16) & 1);
  return is_nan ? bits | 0x400000 : rounded;
}

void BFloat16ToFloat(const uint16_t* from, float* to, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = bfloat16_to_float(from[i]);
}

void FloatToBFloat16(const float* from, uint16_t* to, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    uint32_t bits;
    __builtin_memcpy(&bits, from + i, 4);
    to[i] = static_cast<uint16_t>(RoundedBFloat16(bits) >> 16);
  }
}

void RoundToBFloat16(float* values, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    uint32_t bits;
    __builtin_memcpy(&bits, values + i, 4);
    bits = RoundedBFloat16(bits) & 0xffff0000;
    __builtin_memcpy(values + i, &bits, 4);
  }
}

void RoundToHalf(float* values, int64_t n) {
  uint16_t narrow[256];
  for (int64_t i = 0; i < n; i += 256) {
    int64_t count = n - i < 256 ? n - i : 256;
    FloatToHalf(values + i, narrow, count);
    HalfToFloat(narrow, values + i, count);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {
MIXGRAD_SIMD_TABLE(HalfToFloat)
MIXGRAD_SIMD_TABLE(FloatToHalf)
MIXGRAD_SIMD_TABLE(BFloat16ToFloat)
MIXGRAD_SIMD_TABLE(FloatToBFloat16)
MIXGRAD_SIMD_TABLE(RoundToBFloat16)
MIXGRAD_SIMD_TABLE(RoundToHalf)

void half_to_float_block(const uint16_t* from, float* to, int64_t n) { HalfToFloat_dispatch()(from, to, n); }
void float_to_half_block(const float* from, uint16_t* to, int64_t n) { FloatToHalf_dispatch()(from, to, n); }
void bfloat16_to_float_block(const uint16_t* from, float* to, int64_t n) { BFloat16ToFloat_dispatch()(from, to, n); }
void float_to_bfloat16_block(const float* from, uint16_t* to, int64_t n) { FloatToBFloat16_dispatch()(from, to, n); }
void round_block(DType to, float* values, int64_t n) {
  if (to == DType::kBFloat16) RoundToBFloat16_dispatch()(values, n);
  if (to == DType::kFloat16) RoundToHalf_dispatch()(values, n);
}
}  // namespace mixgrad
#endif
