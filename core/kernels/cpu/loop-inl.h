// The loop around a vector operation: whole vectors, then a part of one through the same code.
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_LOOP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_LOOP_INL_H
#undef MIXGRAD_LOOP_INL_H
#else
#define MIXGRAD_LOOP_INL_H
#endif

#include "core/kernels/cpu/instructions.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Parts of a vector, never touching memory beyond n; lanes from n on are zero.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadPart(D d, const T* from, size_t n) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  return hn::MaskedLoad(hn::FirstN(d, n), d, from);
#else
  T lanes[16] = {};
  for (size_t i = 0; i < n; ++i) lanes[i] = from[i];
  return hn::LoadU(d, lanes);
#endif
}
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void StorePart(D d, hn::Vec<D> v, T* to, size_t n) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  hn::BlendedStore(v, hn::FirstN(d, n), d, to);
#else
  T lanes[16];
  hn::StoreU(v, d, lanes);
  for (size_t i = 0; i < n; ++i) to[i] = lanes[i];
#endif
}

// A vector of elements that lie kStride apart, or `stride` if that is 0; of 2, one more element is read behind the
// last.
template <int64_t kStride, class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadApart(D d, const T* from, int64_t stride) {
  if constexpr (kStride == 1) return hn::LoadU(d, from);
  if constexpr (kStride == 2) {
    hn::Vec<D> even, odd;
    hn::LoadInterleaved2(d, from, even, odd);
    return even;
  }
  T lanes[16];
  for (size_t i = 0; i < hn::Lanes(d); ++i) lanes[i] = from[static_cast<int64_t>(i) * stride];
  return hn::LoadU(d, lanes);
}

// Op::Apply(d, a, b, c); operands past kOperands are copies of the first.
template <class T, class Op, int kOperands>
void ApplyLoop(const Operand* operands, void* out_bytes, size_t n) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  const T* a = static_cast<const T*>(operands[0].data);
  const T* b = kOperands > 1 ? static_cast<const T*>(operands[1].data) : a;
  const T* c = kOperands > 2 ? static_cast<const T*>(operands[2].data) : a;
  T* out = static_cast<T*>(out_bytes);
  const size_t sa = operands[0].step, sb = kOperands > 1 ? operands[1].step : sa,
               sc = kOperands > 2 ? operands[2].step : sa;
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    auto va = hn::LoadU(d, a + i * sa);
    auto vb = kOperands > 1 ? hn::LoadU(d, b + i * sb) : va;
    auto vc = kOperands > 2 ? hn::LoadU(d, c + i * sc) : va;
    hn::StoreU(Op::Apply(d, va, vb, vc), d, out + i);
  }
  if (i < n) {
    auto va = LoadPart(d, a + i * sa, n - i);
    auto vb = kOperands > 1 ? LoadPart(d, b + i * sb, n - i) : va;
    auto vc = kOperands > 2 ? LoadPart(d, c + i * sc, n - i) : va;
    StorePart(d, Op::Apply(d, va, vb, vc), out + i, n - i);
  }
}

// out = f(a, b, c), where b and c are arrays, or one number if their step is 0.
template <class T, class F>
HWY_INLINE void MapRows(const T* a, const T* b, int64_t b_step, const T* c, int64_t c_step, T* out, int64_t n, F f) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto whole = [&](const T* from, int64_t step, int64_t i) {
    return step == 0 ? hn::Set(d, *from) : hn::LoadU(d, from + i);
  };
  auto part = [&](const T* from, int64_t step, int64_t i) {
    return step == 0 ? hn::Set(d, *from) : LoadPart(d, from + i, static_cast<size_t>(n - i));
  };
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(f(hn::LoadU(d, a + i), whole(b, b_step, i), whole(c, c_step, i)), d, out + i);
  if (i < n)
    StorePart(d, f(part(a, 1, i), part(b, b_step, i), part(c, c_step, i)), out + i, static_cast<size_t>(n - i));
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
