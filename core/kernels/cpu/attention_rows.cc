#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/attention_rows.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include <limits>

#include "core/kernels/cpu/attention_rows.h"
#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

template <class T>
T Score(T* x, int64_t count, T scale, const T* mask, int64_t step) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d), n = static_cast<size_t>(count);
  const auto factor = hn::Set(d, scale), lowest = hn::Set(d, -std::numeric_limits<T>::infinity());
  const auto same = hn::Set(d, mask && step == 0 ? *mask : T{0});
  auto most = lowest;
  auto one = [&](auto v, auto m) { return mask ? hn::Add(hn::Mul(v, factor), m) : hn::Mul(v, factor); };
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto v = one(hn::LoadU(d, x + i), mask && step ? hn::LoadU(d, mask + i) : same);
    most = hn::Max(most, v);
    hn::StoreU(v, d, x + i);
  }
  if (i < n) {
    auto v = one(LoadPart(d, x + i, n - i), mask && step ? LoadPart(d, mask + i, n - i) : same);
    most = hn::Max(most, hn::IfThenElse(hn::FirstN(d, n - i), v, lowest));
    StorePart(d, v, x + i, n - i);
  }
  return hn::GetLane(hn::MaxOfLanes(d, most));
}

template <class T>
T Exponential(T* x, int64_t count, T shift) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d), n = static_cast<size_t>(count);
  const auto by = hn::Set(d, shift);
  auto sum = hn::Zero(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto v = Exp(d, hn::Sub(hn::LoadU(d, x + i), by));
    sum = hn::Add(sum, v);
    hn::StoreU(v, d, x + i);
  }
  if (i < n) {
    auto v = Exp(d, hn::Sub(LoadPart(d, x + i, n - i), by));
    sum = hn::Add(sum, hn::IfThenElseZero(hn::FirstN(d, n - i), v));
    StorePart(d, v, x + i, n - i);
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

template <class T>
void Scale(T* x, int64_t count, T factor) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d), n = static_cast<size_t>(count);
  const auto by = hn::Set(d, factor);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(hn::Mul(hn::LoadU(d, x + i), by), d, x + i);
  if (i < n) StorePart(d, hn::Mul(LoadPart(d, x + i, n - i), by), x + i, n - i);
}

template <class T>
T Dot(const T* a, const T* b, int64_t count) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d), n = static_cast<size_t>(count);
  auto sum = hn::Zero(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) sum = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sum);
  if (i < n) sum = hn::MulAdd(LoadPart(d, a + i, n - i), LoadPart(d, b + i, n - i), sum);
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

template <class T>
void Weigh(T* x, const T* by, int64_t count, T shift) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d), n = static_cast<size_t>(count);
  const auto off = hn::Set(d, shift);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(hn::Mul(hn::LoadU(d, by + i), hn::Sub(hn::LoadU(d, x + i), off)), d, x + i);
  if (i < n) StorePart(d, hn::Mul(LoadPart(d, by + i, n - i), hn::Sub(LoadPart(d, x + i, n - i), off)), x + i, n - i);
}

}  // namespace

AttentionRows<float> RowsOfFloats() {
  return {Score<float>, Exponential<float>, Scale<float>, Dot<float>, Weigh<float>};
}
AttentionRows<double> RowsOfDoubles() {
  return {Score<double>, Exponential<double>, Scale<double>, Dot<double>, Weigh<double>};
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(RowsOfFloats)
MIXGRAD_SIMD_TABLE(RowsOfDoubles)

template <>
AttentionRows<float> attention_rows<float>() {
  return RowsOfFloats_dispatch()();
}
template <>
AttentionRows<double> attention_rows<double>() {
  return RowsOfDoubles_dispatch()();
}

}  // namespace mixgrad
#endif
