// Elementary functions on vectors: polynomials with explicit fused multiply-adds, so that AVX2 and AVX-512 give the
// same bytes. The base target multiplies and adds in two steps where that costs accuracy little (exp, log, tanh, erf).
//
// Largest error found, in units in the last place (float32: every 17th value; float64: samples):
//           exp   log   tanh  erf   sin   cos   pow   sigmoid
//   float32 0.82  0.81  0.79  0.86  0.78  0.78  0.51  1.0
//   float64 0.76  0.82  0.69  0.78  0.77  0.81  0.86  1.0
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

// Rounded once on every target; where no instruction does it, the C library is asked for each lane.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ExactMulAdd(D d, V a, V b, V c) {
#if !MIXGRAD_FUSES_AND_HALVES
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

// Highway's Ne on AVX3 is an ordered comparison, false for a NaN.
template <class V>
HWY_INLINE auto Differs(V a, V b) {
  return hn::Not(hn::Eq(a, b));
}

// c[kFirst] + c[kFirst + 1] x + …
template <size_t kFirst, class D, class V, class T, size_t N>
HWY_INLINE V HornerFrom(D d, V x, const T (&c)[N]) {
  V p = hn::Set(d, c[N - 1]);
#pragma GCC unroll 32
  for (size_t i = N - 1; i > kFirst; --i) p = hn::MulAdd(p, x, hn::Set(d, c[i - 1]));
  return p;
}
template <class D, class V, class T, size_t N>
HWY_INLINE V Horner(D d, V x, const T (&c)[N]) {
  return HornerFrom<0>(d, x, c);
}

// exp(x) = 2^k (head + tail), k being the low bits of `shifted`; the tail is small. A low part of x counts if kLow.
template <class V>
struct ExpParts {
  V head, tail, shifted;
};
template <bool kLow, class D, class V = hn::Vec<D>>
HWY_INLINE ExpParts<V> SplitExp(D d, V x, V low) {
  using C = Constants<D>;
  const V magic = hn::Set(d, C::kRoundMagic), one = hn::Set(d, 1);
  V shifted = hn::MulAdd(x, hn::Set(d, C::kLog2E), magic);
  V k = hn::Sub(shifted, magic);
  V r1 = hn::NegMulAdd(k, hn::Set(d, C::kLn2High), x);
  V r, lost = low;
  if (kLow) {
    low = hn::NegMulAdd(k, hn::Set(d, C::kLn2Low), low);
    r = hn::Add(r1, low);
    lost = hn::Sub(low, hn::Sub(r, r1));
  } else {
    r = hn::NegMulAdd(k, hn::Set(d, C::kLn2Low), r1);
  }
  V head = hn::Add(one, r);
  V rest = hn::Sub(r, hn::Sub(head, one));
  if (kLow) rest = hn::Add(rest, lost);
  return {head, hn::MulAdd(hn::Mul(r, r), Horner(d, r, C::kExp), rest), shifted};
}

template <bool kLow, class D, class V = hn::Vec<D>>
HWY_INLINE V ExpOfParts(D d, V x, V low) {
  using C = Constants<D>;
  const Bits<D> du;
  using TU = hn::TFromD<Bits<D>>;
  V clamped = hn::Min(hn::Max(x, hn::Set(d, C::kExpLowest)), hn::Set(d, C::kExpHighest));
  auto e = SplitExp<kLow>(d, clamped, low);
  // 2^k in two factors, so that results beyond the normal range are rounded once. k + offset is positive: shift without
  // sign.
  constexpr TU kOffset = 4 * C::kBias + 4;
  auto steps = hn::Add(hn::BitCast(du, e.shifted), hn::Set(du, kOffset));
  steps = hn::And(steps, hn::Set(du, static_cast<TU>(0x3fff)));  // k + offset
  auto half = hn::ShiftRight<1>(steps);
  auto rest = hn::Sub(steps, half);
  const auto bias = hn::Set(du, static_cast<TU>(C::kBias - kOffset / 2));
  V s1 = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(half, bias)));
  V s2 = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(rest, bias)));
  V result = hn::Mul(hn::Mul(hn::Add(e.head, e.tail), s1), s2);
  return hn::IfThenElse(Differs(x, x), x, result);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp(D d, V x) {
  return ExpOfParts<false>(d, x, x);
}

// e / (1 + e) or 1 / (1 + e) with e = exp(-|x|) in two parts: nothing overflows, small results keep their digits, and
// the quotient is corrected by what is left of the division.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Sigmoid(D d, V x) {
  using C = Constants<D>;
  const Bits<D> du;
  const V one = hn::Set(d, 1), zero = hn::Zero(d);
  V far = hn::Max(hn::Set(d, C::kExpLowest), hn::Or(x, hn::SignBit(d)));
  auto e = SplitExp<false>(d, far, far);
  V head = hn::Add(e.head, e.tail), tail = hn::Sub(e.tail, hn::Sub(head, e.head));  // exp(-|x|) / 2^k, and what it lost
  auto power = [&](V steps, int more) HWY_ATTR {
    auto exponent = hn::Add(hn::BitCast(du, steps), hn::Set(du, static_cast<hn::TFromD<Bits<D>>>(C::kBias + more)));
    return hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(exponent));
  };
  // Beside 1 nothing is left of a power as low as 2^-100.
  V scale = power(hn::Max(e.shifted, hn::Set(d, C::kRoundMagic - 100)), 0);
  V high = hn::Mul(head, scale), sum = hn::Add(one, high);
  V low = hn::MulAdd(tail, scale, hn::Sub(high, hn::Sub(sum, one)));
  auto below = hn::Lt(x, zero);
  V numerator = hn::IfThenElse(below, head, one);
  V inverse = hn::Div(one, sum), quotient = hn::Mul(numerator, inverse);
  V left = ExactMulAdd(d, hn::Neg(quotient), sum, numerator);
  left = hn::Add(left, hn::NegMulAdd(quotient, low, hn::IfThenElse(below, tail, zero)));
  V result = hn::MulAdd(left, inverse, quotient);
  // Rounded once more below the normal range alone.
  V small = hn::Mul(hn::Mul(result, power(e.shifted, C::kSigmoidUp)), hn::Set(d, C::kSigmoidDown));
  return hn::IfThenElse(Differs(x, x), x, hn::IfThenElse(below, small, result));
}

// The parts of exp(x) - 1 = (2^k head - 1) + 2^k tail are small together with x. Far out nothing of the 1 is left.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Expm1(D d, V x) {
  using C = Constants<D>;
  const Bits<D> du;
  const V one = hn::Set(d, 1), far = hn::Set(d, C::kExpm1Far);
  V near = hn::Min(hn::Max(x, hn::Neg(far)), far);
  auto e = SplitExp<false>(d, near, near);
  V scale = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(hn::BitCast(du, e.shifted), hn::Set(du, C::kBias))));
  V result = hn::MulAdd(e.tail, scale, hn::MulSub(e.head, scale, one));
  result = hn::IfThenElse(hn::Gt(x, far), Exp(d, x), result);
  result = hn::IfThenElse(hn::Lt(x, hn::Neg(far)), hn::Neg(one), result);
  return hn::IfThenElse(hn::Or(Differs(x, x), hn::Eq(x, hn::Zero(d))), x, result);  // zero keeps its sign
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
  return hn::IfThenElse(hn::Or(hn::Eq(x, inf), Differs(x, x)), x, result);
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

// log(1 + x), with what rounding 1 + x lost put back.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log1p(D d, V x) {
  const V one = hn::Set(d, 1), zero = hn::Zero(d);
  V u = hn::Add(one, x);
  V high = hn::Max(one, x), low = hn::Min(one, x);
  V lost = hn::Sub(low, hn::Sub(u, high));
  V log = Log(d, u);
  V result = hn::Add(log, hn::Div(lost, u));
  auto edge = hn::Or(hn::Le(u, zero), hn::Eq(u, hn::Set(d, static_cast<hn::TFromD<D>>(INFINITY))));
  result = hn::IfThenElse(edge, log, result);
  return hn::IfThenElse(hn::Or(Differs(x, x), hn::Eq(x, zero)), x, result);
}

// k + log(m) / log(2): whole powers of two are exact.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log2(D d, V x) {
  using C = Constants<D>;
  V k, m;
  Split(d, x, k, m);
  V f = Log(d, m);
  V scaled = hn::MulAdd(f, hn::Set(d, C::kLog2EHigh), hn::Mul(f, hn::Set(d, C::kLog2ELow)));
  return LogEdges(d, x, hn::Add(k, scaled));
}

// k log10(2) + log(m) log10(e), each constant in two parts.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log10(D d, V x) {
  using C = Constants<D>;
  V k, m;
  Split(d, x, k, m);
  V f = Log(d, m);
  V low = hn::MulAdd(k, hn::Set(d, C::kLog10Of2Low), hn::Mul(f, hn::Set(d, C::kLog10ELow)));
  V result = hn::MulAdd(k, hn::Set(d, C::kLog10Of2High), hn::MulAdd(f, hn::Set(d, C::kLog10EHigh), low));
  return LogEdges(d, x, result);
}

// Near zero a polynomial; further out 1 - 2 / (exp(2 |x|) + 1), with what the divisor and the quotient lost put back.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Tanh(D d, V x) {
  using C = Constants<D>;
  const Bits<D> du;
  const V one = hn::Set(d, 1), two = hn::Set(d, 2);
  V a = hn::Abs(x);
  V z = hn::Mul(a, a);
  V near = hn::MulAdd(hn::Mul(a, z), Horner(d, z, C::kTanh), a);
  V b = hn::Min(a, hn::Set(d, C::kTanhOne));
  auto e = SplitExp<false>(d, hn::Add(b, b), b);
  V scale = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(hn::BitCast(du, e.shifted), hn::Set(du, C::kBias))));
  V sum = hn::Add(e.head, e.tail);
  V power = hn::Mul(sum, scale);
  V power_low = hn::Mul(hn::Add(hn::Sub(e.head, sum), e.tail), scale);
  V divisor = hn::Add(power, one);
  V divisor_low = hn::Add(hn::Add(hn::Sub(power, divisor), one), power_low);
  V q = hn::Div(two, divisor);
  V error = hn::NegMulAdd(q, divisor_low, hn::NegMulAdd(q, divisor, two));
  error = hn::Mul(error, hn::Mul(q, hn::Set(d, 0.5f)));
  V head = hn::Sub(one, q);
  V far = hn::Add(head, hn::Sub(hn::Sub(hn::Sub(one, head), q), error));
  V result = hn::CopySignToAbs(hn::IfThenElse(hn::Lt(a, hn::Set(d, 0.625f)), near, far), x);
  return hn::IfThenElse(Differs(x, x), x, result);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Erf(D d, V x) {
  using C = Constants<D>;
  const V one = hn::Set(d, 1);
  V a = hn::Abs(x);
  V near = hn::MulAdd(a, Horner(d, hn::Mul(a, a), C::kErf), a);
  V t = hn::Sub(hn::Min(a, hn::Set(d, C::kErfOne)), one);
  const V head = hn::Set(d, C::kErfTail[0]);  // the constant and what it and the sum round off are kept apart
  V rest = hn::MulAdd(t, HornerFrom<1>(d, t, C::kErfTail), hn::Set(d, C::kErfTailLow));
  V g = hn::Add(head, rest);
  V g_low = hn::Sub(rest, hn::Sub(g, head));
  V far = hn::Sub(one, ExpOfParts<true>(d, hn::Neg(g), hn::Neg(g_low)));
  V result = hn::CopySignToAbs(hn::IfThenElse(hn::Lt(a, hn::Set(d, 0.875f)), near, far), x);
  return hn::IfThenElse(Differs(x, x), x, result);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
