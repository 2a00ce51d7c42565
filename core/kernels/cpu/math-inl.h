// Elementary functions on vectors: polynomials with explicit fused multiply-adds, so that AVX2 and AVX-512 give the
// same bytes. The base target multiplies and adds in two steps where that costs accuracy little (exp, log, tanh, erf).
//
// Largest error found, in units in the last place (float32: every 17th value; float64: samples):
//           exp   log   tanh  erf   sin   cos   pow   sigmoid
//   float32 0.82  0.81  0.79  0.98  0.78  0.78  0.54  0.92
//   float64 0.76  0.82  0.69  0.87  0.77  0.81  0.86  0.88
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_MATH_INL_H
#undef MIXGRAD_MATH_INL_H
#else
#define MIXGRAD_MATH_INL_H
#endif

#include <cmath>

#include "core/kernels/cpu/pieces-inl.h"
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

// Nearly all vectors hold nothing special: then what only the rare lanes need is left out. A lane's bits are the same
// either way, so that they do not depend on its neighbours.
template <class D, class M>
HWY_INLINE bool AllOf(D d, M mask) {
  return HWY_LIKELY(hn::AllTrue(d, mask));
}

// c[kFirst] + c[kFirst + 1] x + …
template <size_t kFirst, class D, class V, class T, size_t N>
HWY_INLINE V HornerFrom(D d, V x, const T (&c)[N]) {
  V p = hn::Set(d, c[N - 1]);
#pragma GCC unroll 32
  for (size_t i = N - 1; i > kFirst; --i) p = hn::MulAdd(p, x, hn::Set(d, c[i - 1]));
  return p;
}
// The same with even and odd powers side by side, which wait half as long for each other; but for the lowest one, whose
// sum rounds most.
template <class D, class V, class T, size_t N>
HWY_INLINE V LongHorner(D d, V x, const T (&c)[N]) {
  V z = hn::Mul(x, x), p = hn::Set(d, c[N - 1]), q = hn::Set(d, c[N - 2]);
#pragma GCC unroll 32
  for (size_t i = N - 1; i >= 3; i -= 2) p = hn::MulAdd(p, z, hn::Set(d, c[i - 2]));
#pragma GCC unroll 32
  for (size_t i = N - 2; i >= 3; i -= 2) q = hn::MulAdd(q, z, hn::Set(d, c[i - 2]));
  V inner = N % 2 == 0 ? hn::MulAdd(q, x, p) : hn::MulAdd(p, x, q);  // one ends with c[1], the other with c[2]
  return hn::MulAdd(inner, x, hn::Set(d, c[0]));
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

// 2^k for the k in the low bits of `shifted`, if that is no subnormal number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V PowerOfTwo(D d, V shifted) {
  using C = Constants<D>;
  const Bits<D> du;
  return hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(hn::BitCast(du, shifted), hn::Set(du, C::kBias))));
}

// 2^k value, k of any size: in two factors, so that results beyond the normal range are rounded once.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ScaledFar(D d, V value, V shifted) {
  using C = Constants<D>;
  const Bits<D> du;
  using TU = hn::TFromD<Bits<D>>;
  constexpr TU kOffset = 4 * C::kBias + 4;  // k + offset is positive: shift without sign
  auto steps = hn::Add(hn::BitCast(du, shifted), hn::Set(du, kOffset));
  steps = hn::And(steps, hn::Set(du, static_cast<TU>(0x3fff)));
  auto half = hn::ShiftRight<1>(steps);
  auto rest = hn::Sub(steps, half);
  const auto bias = hn::Set(du, static_cast<TU>(C::kBias - kOffset / 2));
  V s1 = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(half, bias)));
  V s2 = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::Add(rest, bias)));
  return hn::Mul(hn::Mul(value, s1), s2);
}

template <bool kLow, class D, class V = hn::Vec<D>>
HWY_INLINE V ExpOfParts(D d, V x, V low) {
  using C = Constants<D>;
  if (AllOf(d, hn::Le(hn::Abs(x), hn::Set(d, C::kExpNear)))) {
    auto e = SplitExp<kLow>(d, x, low);
    return hn::Mul(hn::Add(e.head, e.tail), PowerOfTwo(d, e.shifted));
  }
  V clamped = hn::Min(hn::Max(x, hn::Set(d, C::kExpLowest)), hn::Set(d, C::kExpHighest));
  auto e = SplitExp<kLow>(d, clamped, low);
  return hn::IfThenElse(Differs(x, x), x, ScaledFar(d, hn::Add(e.head, e.tail), e.shifted));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Exp(D d, V x) {
  return ExpOfParts<false>(d, x, x);
}

// 1 / (1 + exp(-x)) = 2^-k / (2^-k + p) with exp(-x) = 2^k p: the divisor is had in two parts, the quotient is
// corrected by what is left of the division, and the power of two is exact. For |x| <= kExpNear.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V SigmoidNear(D d, V x) {
  using C = Constants<D>;
  const Bits<D> du;
  const V one = hn::Set(d, 1);
  const V magic = hn::Set(d, C::kRoundMagic);
  V shifted = hn::MulAdd(x, hn::Set(d, -C::kLog2E), magic);
  V k = hn::Sub(shifted, magic);
  V r = hn::MulAdd(k, hn::Set(d, C::kLn2High), x);  // of -r
  r = hn::Neg(hn::MulAdd(k, hn::Set(d, C::kLn2Low), r));
  V rest = hn::MulAdd(hn::Mul(r, r), Horner(d, r, C::kExp), r);  // p - 1
  auto exponent = hn::Sub(hn::Set(du, C::kBias), hn::BitCast(du, shifted));
  V scale = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(exponent));
  V sum = hn::Add(scale, one), larger = hn::Max(scale, one), smaller = hn::Min(scale, one);
  V low = hn::Add(hn::Sub(smaller, hn::Sub(sum, larger)), rest);
  V divisor = hn::Add(sum, low);
  V divisor_low = hn::Sub(low, hn::Sub(divisor, sum));
  V inverse = hn::Div(one, divisor);
  V left = hn::MulAdd(inverse, divisor_low, ExactMulAdd(d, inverse, divisor, hn::Neg(one)));
  return hn::Mul(hn::NegMulAdd(inverse, left, inverse), scale);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V SigmoidByExp(D d, V x) {
  const V near = hn::Set(d, Constants<D>::kExpNear);
  if (AllOf(d, hn::Le(hn::Abs(x), near))) return SigmoidNear(d, x);
  V result = SigmoidNear(d, hn::Max(hn::Min(x, near), hn::Neg(near)));
  result = hn::IfThenElse(hn::Lt(x, hn::Neg(near)), Exp(d, x), result);  // nothing of exp(x) is left beside 1
  return hn::IfThenElse(Differs(x, x), x, result);
}

// sigmoid(-a) where of e = exp(-a) no more than e - e^2 counts.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V SigmoidFar(D d, V a) {
  const V most = hn::Set(d, Constants<D>::kExpNear), x = hn::Neg(hn::Min(a, most));
  auto e = SplitExp<false>(d, x, x);
  V scale = PowerOfTwo(d, e.shifted), sum = hn::Add(e.head, e.tail);
  V result = hn::Mul(hn::Add(e.head, hn::NegMulAdd(hn::Mul(sum, scale), sum, e.tail)), scale);
  return AllOf(d, hn::Le(a, most)) ? result : hn::IfThenElse(hn::Le(a, most), result, Exp(d, hn::Neg(a)));
}

// float32 in pieces, alike on both sides: 0.5 ± (start + distance slope). NaN stays: of two a product may give either.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Sigmoid(D d, V x) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return SigmoidByExp(d, x);
  } else {
    V a = hn::Abs(x), sign = hn::Xor(x, a);
    auto near = hn::Le(a, hn::Set(d, pieces::kSigmoidEnd));
    V shifted = hn::MulAdd(a, hn::Set(d, 1 / pieces::kSigmoidWidth), hn::Set(d, Constants<D>::kRoundMagic));
    using Whole = hn::RebindToSigned<D>;
    auto number = hn::And(hn::BitCast(Whole(), shifted), hn::Set(Whole(), 15));
    Piece<D> piece{number, hn::Sub(a, FromRow(d, pieces::kSigmoidPieces[0], number))};
    V start = hn::Add(hn::Set(d, 0.5f), hn::Xor(FromRow(d, pieces::kSigmoidPieces[1], number), sign));
    V slope = InPieces<2>(d, piece, pieces::kSigmoidPieces);
    V result = hn::MulAdd(hn::Xor(piece.distance, sign), slope, start);
    if (AllOf(d, near)) return result;
    V below = SigmoidFar(d, a), above = hn::Sub(hn::Set(d, 1), below);
    V far = hn::IfThenElse(hn::Gt(x, hn::Zero(d)), above, below);
    return hn::IfThenElse(near, result, hn::IfThenElse(Differs(x, x), x, far));
  }
}

// The parts of exp(x) - 1 = (2^k head - 1) + 2^k tail are small together with x, whose sign a zero keeps.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Expm1(D d, V x) {
  const V one = hn::Set(d, 1), far = hn::Set(d, Constants<D>::kExpNear);
  auto near = [&](V at) HWY_ATTR {
    auto e = SplitExp<false>(d, at, at);
    V scale = PowerOfTwo(d, e.shifted);
    return hn::CopySign(hn::MulAdd(e.tail, scale, hn::MulSub(e.head, scale, one)), at);
  };
  if (AllOf(d, hn::Le(hn::Abs(x), far))) return near(x);
  V result = near(hn::Min(hn::Max(x, hn::Neg(far)), far));
  result = hn::IfThenElse(hn::Gt(x, far), Exp(d, x), result);  // nothing of the 1 is left
  result = hn::IfThenElse(hn::Lt(x, hn::Neg(far)), hn::Neg(one), result);
  return hn::IfThenElse(Differs(x, x), x, result);
}

// x = 2^k m with m in [sqrt(1/2), sqrt(2)), for positive normal x; `exponent` is k + kBias as a whole number.
template <class D, class V = hn::Vec<D>, class U = hn::Vec<Bits<D>>>
HWY_INLINE void SplitNormal(D d, V x, V& k, V& m, U& exponent) {
  using C = Constants<D>;
  const Bits<D> du;
  auto u = hn::Add(hn::BitCast(du, x), hn::Set(du, static_cast<hn::TFromD<Bits<D>>>(C::kOne - C::kSqrtHalf)));
  exponent = hn::ShiftRight<C::kMantissaBits>(u);
  m = hn::BitCast(d, hn::Add(hn::And(u, hn::Set(du, C::kMantissa)), hn::Set(du, C::kSqrtHalf)));
  // The exponent as a float: put it under the magic number, and take that away with the bias.
  const V magic = hn::Set(d, C::kRoundMagic);
  k = hn::Sub(hn::BitCast(d, hn::Add(exponent, hn::BitCast(du, magic))), hn::Set(d, C::kRoundMagic + C::kBias));
}

// The same for subnormal numbers too.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void Split(D d, V x, V& k, V& m) {
  constexpr bool kNarrow = sizeof(hn::TFromD<D>) == 4;
  constexpr hn::TFromD<D> kUp = kNarrow ? 0x1p+32 : 0x1p+64, kSteps = kNarrow ? 32 : 64;
  auto subnormal = hn::Lt(x, hn::Set(d, Constants<D>::kNormal));
  x = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, kUp)), x);
  hn::Vec<Bits<D>> exponent;
  SplitNormal(d, x, k, m, exponent);
  k = hn::Sub(k, hn::IfThenElseZero(subnormal, hn::Set(d, kSteps)));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogEdges(D d, V x, V result) {
  using T = hn::TFromD<D>;
  const V inf = hn::Set(d, static_cast<T>(INFINITY));
  result = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(inf), result);
  result = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Set(d, static_cast<T>(NAN)), result);
  return hn::IfThenElse(hn::Or(hn::Eq(x, inf), Differs(x, x)), x, result);
}

// k log(2) + log(1 + f)
template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogOfParts(D d, V k, V f) {
  using C = Constants<D>;
  V s = hn::Div(f, hn::Add(hn::Set(d, 2), f));
  V z = hn::Mul(s, s);
  V series = hn::Mul(z, Horner(d, z, C::kLog));
  V square = hn::Mul(hn::Mul(hn::Set(d, 0.5f), f), f);
  V low = hn::MulAdd(s, hn::Add(square, series), hn::Mul(k, hn::Set(d, C::kLn2Low)));
  return hn::MulAdd(k, hn::Set(d, C::kLn2High), hn::Sub(f, hn::Sub(square, low)));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log(D d, V x) {
  using T = hn::TFromD<D>;
  const V one = hn::Set(d, 1);
  V k, m;
  auto normal = hn::And(hn::Ge(x, hn::Set(d, Constants<D>::kNormal)), hn::Lt(x, hn::Set(d, static_cast<T>(INFINITY))));
  if (AllOf(d, normal)) {
    hn::Vec<Bits<D>> exponent;
    SplitNormal(d, x, k, m, exponent);
    return LogOfParts(d, k, hn::Sub(m, one));
  }
  Split(d, x, k, m);
  return LogEdges(d, x, LogOfParts(d, k, hn::Sub(m, one)));
}

// log(u + lost), where u was rounded by `lost` and is a normal number below kPlain.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogOfSum(D d, V u, V lost) {
  using C = Constants<D>;
  const Bits<D> du;
  V k, m;
  hn::Vec<Bits<D>> exponent;
  SplitNormal(d, u, k, m, exponent);
  exponent = hn::Sub(hn::Set(du, static_cast<hn::TFromD<Bits<D>>>(2 * C::kBias)), exponent);
  V down = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(exponent));  // 2^-k
  return LogOfParts(d, k, hn::MulAdd(lost, down, hn::Sub(m, hn::Set(d, 1))));
}

// log(1 + x), which has the sign of x.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log1p(D d, V x) {
  const V one = hn::Set(d, 1);
  V u = hn::Add(one, x);
  V lost = hn::Sub(hn::Min(one, x), hn::Sub(u, hn::Max(one, x)));
  auto plain = hn::And(hn::Gt(u, hn::Zero(d)), hn::Lt(u, hn::Set(d, Constants<D>::kPlain)));
  if (AllOf(d, plain)) return hn::CopySign(LogOfSum(d, u, lost), x);
  V result = LogOfSum(d, hn::IfThenElse(plain, u, one), hn::IfThenElseZero(plain, lost));
  return hn::IfThenElse(plain, hn::CopySign(result, x), Log(d, u));
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
  const V one = hn::Set(d, 1), two = hn::Set(d, 2);
  V a = hn::Abs(x);
  V z = hn::Mul(a, a);
  V near = hn::MulAdd(hn::Mul(a, z), LongHorner(d, z, C::kTanh), a);
  V b = hn::Min(a, hn::Set(d, C::kTanhOne));
  auto e = SplitExp<false>(d, hn::Add(b, b), b);
  V scale = PowerOfTwo(d, e.shifted);
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

// float32 in pieces; float64 near zero as a polynomial, and further out as 1 - exp(-g), which is small enough that its
// own rounding counts little.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Erf(D d, V x) {
  const V one = hn::Set(d, 1);
  V a = hn::Abs(x), result;
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    V to_end = hn::Min(a, hn::Set(d, pieces::kErfEnd));
    auto piece = PieceOf(d, to_end, pieces::kErfWidth);
    V slope = InPieces<1>(d, piece, pieces::kErfPieces);
    auto first = hn::Le(a, hn::Set(d, pieces::kErfWidth / 2));
    V start = hn::IfThenElse(first, a, FromRow(d, pieces::kErfPieces[0], piece.number));
    result = hn::MulAdd(piece.distance, slope, start);
  } else {
    using C = Constants<D>;
    V near = hn::MulAdd(a, LongHorner(d, hn::Mul(a, a), C::kErf), a);
    V t = hn::Sub(hn::Min(a, hn::Set(d, C::kErfOne)), one);
    V g = Horner(d, t, C::kErfTail);
    auto e = SplitExp<false>(d, hn::Neg(g), g);
    V far = hn::NegMulAdd(hn::Add(e.head, e.tail), PowerOfTwo(d, e.shifted), one);
    result = hn::IfThenElse(hn::Lt(a, hn::Set(d, 0.875)), near, far);
  }
  return hn::IfThenElse(Differs(x, x), x, hn::CopySignToAbs(result, x));
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
