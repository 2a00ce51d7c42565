// sin, cos and pow on vectors. Their reductions need products without rounding, so they use exact multiply-adds
// everywhere.
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_ANGLE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_ANGLE_INL_H
#undef MIXGRAD_ANGLE_INL_H
#else
#define MIXGRAD_ANGLE_INL_H
#endif

#include "core/kernels/cpu/large_angle.h"
#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/cpu/rounding-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {

// The sine and the cosine of x less a whole number of quarter turns, which stands in the low bits of `turns`.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void SineAndCosine(D d, V x, V& sine, V& cosine, V& turns) {
  using C = Constants<D>;
  const V magic = hn::Set(d, C::kRoundMagic);
  turns = hn::MulAdd(x, hn::Set(d, C::kTwoOverPi), magic);
  V k = hn::Neg(hn::Sub(turns, magic));
  V first = ExactMulAdd(d, k, hn::Set(d, C::kHalfPi[0]), x);  // exact
  V p = hn::Mul(k, hn::Set(d, C::kHalfPi[1]));
  V r = hn::Add(first, p);
  V part = hn::Sub(r, first);
  V low =
      hn::Add(hn::Sub(first, hn::Sub(r, part)), hn::Sub(p, part));  // what the sum lost: either term may be the larger
  low = hn::Add(low, ExactMulAdd(d, k, hn::Set(d, C::kHalfPi[1]), hn::Neg(p)));
  low = hn::MulAdd(k, hn::Set(d, C::kHalfPi[2]), low);
  V z = hn::Mul(r, r);
  V half = hn::Mul(z, hn::Set(d, 0.5f)), one = hn::Set(d, 1);
  V head = hn::Sub(one, half);
  sine = hn::Add(r, hn::MulAdd(hn::Mul(r, z), Horner(d, z, C::kSin), hn::Mul(low, head)));
  V tail = hn::NegMulAdd(r, low, hn::Mul(hn::Mul(z, z), Horner(d, z, C::kCos)));
  cosine = hn::Add(head, hn::Add(hn::Sub(hn::Sub(one, head), half), tail));
}

// `result` with the lanes done one by one whose angle is too large for the reduction above; infinities give NaN.
template <class D, class V, class F>
HWY_INLINE V WithLargeAngles(D d, V x, V result, F of_large) {
  using C = Constants<D>;
  using T = hn::TFromD<D>;
  if (AllOf(d, hn::Le(hn::Abs(x), hn::Set(d, C::kReducible)))) return result;
  alignas(64) T in[64 / sizeof(T)], out[64 / sizeof(T)];
  hn::Store(x, d, in);
  hn::Store(result, d, out);
  for (size_t i = 0; i < hn::Lanes(d); ++i) {
    if (std::isinf(in[i])) out[i] = static_cast<T>(NAN);
    if (std::abs(in[i]) > C::kReducible && std::isfinite(in[i])) out[i] = static_cast<T>(of_large(in[i]));
  }
  return hn::Load(d, out);
}

template <bool kCosine, class D, class V = hn::Vec<D>>
HWY_INLINE V Sine(D d, V x) {
  using T = hn::TFromD<D>;
  const Bits<D> du;
  using TU = hn::TFromD<Bits<D>>;
  V sine, cosine, turns;
  SineAndCosine(d, x, sine, cosine, turns);
  auto quadrant = hn::Add(hn::BitCast(du, turns), hn::Set(du, static_cast<TU>(kCosine)));
  auto odd = hn::RebindMask(d, hn::TestBit(quadrant, hn::Set(du, TU{1})));
  auto sign = hn::ShiftLeft<sizeof(T) * 8 - 2>(hn::And(quadrant, hn::Set(du, TU{2})));
  V result = hn::Xor(hn::IfThenElse(odd, cosine, sine), hn::BitCast(d, sign));
  if (!kCosine) result = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, result);  // keeps the sign of a zero
  return WithLargeAngles(d, x, result, [](T angle) { return kCosine ? cos_of_large(angle) : sin_of_large(angle); });
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Tan(D d, V x) {
  using T = hn::TFromD<D>;
  const Bits<D> du;
  using TU = hn::TFromD<Bits<D>>;
  V sine, cosine, turns;
  SineAndCosine(d, x, sine, cosine, turns);
  auto odd = hn::RebindMask(d, hn::TestBit(hn::BitCast(du, turns), hn::Set(du, TU{1})));
  V result = hn::Div(hn::IfThenElse(odd, hn::Neg(cosine), sine), hn::IfThenElse(odd, sine, cosine));
  result = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, result);
  return WithLargeAngles(d, x, result, [](T angle) { return sin_of_large(angle) / cos_of_large(angle); });
}

template <class V>
struct Sum2 {
  V high, low;
};
template <class V>
HWY_INLINE Sum2<V> FastTwoSum(V a, V b) {  // |a| >= |b|, or a = 0
  V s = hn::Add(a, b);
  return {s, hn::Sub(b, hn::Sub(s, a))};
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ProductError(D d, V a, V b, V product) {
  return ExactMulAdd(d, a, b, hn::Neg(product));
}

// |x|^y for float64, from a logarithm in two parts.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V PowOfMagnitude(D d, V x, V y) {
  using C = Constants<D>;
  const V one = hn::Set(d, 1.0), zero = hn::Zero(d);
  V k, m;
  Split(d, x, k, m);
  V f = hn::Sub(m, one);
  V t = hn::Add(m, one);
  V t_low = hn::Add(hn::Sub(one, t), m);  // exact for m < 1; else it loses what the last place of s can not hold
  t_low = hn::IfThenElse(hn::Ge(m, one), hn::Sub(one, hn::Sub(t, m)), t_low);
  V s = hn::Div(f, t);
  V s_low = hn::Div(ExactMulAdd(d, hn::Neg(s), t_low, ExactMulAdd(d, hn::Neg(s), t, f)), t);
  V z = hn::Mul(s, s);
  V z_low = hn::MulAdd(hn::Add(s, s), s_low, ProductError(d, s, s, z));
  V c = hn::Mul(s, z);
  V c_low = hn::Add(ProductError(d, s, z, c), hn::MulAdd(s, z_low, hn::Mul(s_low, z)));
  const V third = hn::Set(d, 0x1.5555555555555p-1), third_low = hn::Set(d, 0x1.5555555555555p-55);  // of two
  V p = hn::Mul(third, c);
  V p_low = hn::Add(ProductError(d, third, c, p), hn::MulAdd(third, c_low, hn::Mul(third_low, c)));
  V tail = hn::Mul(hn::Mul(c, z), Horner(d, z, C::kLogTail));
  auto a = FastTwoSum(hn::Mul(k, hn::Set(d, C::kLn2High)), hn::Add(s, s));
  auto b = FastTwoSum(a.high, p);
  V low = hn::Add(hn::Add(s_low, s_low), hn::Add(p_low, tail));
  low = hn::Add(hn::Add(a.low, b.low), hn::MulAdd(k, hn::Set(d, C::kLn2Low), low));
  auto log = FastTwoSum(b.high, low);
  const V inf = hn::Set(d, static_cast<double>(INFINITY));
  auto special = hn::Or(hn::Eq(x, zero), hn::Or(hn::Eq(x, inf), Differs(x, x)));
  V log_high = hn::IfThenElse(special, LogEdges(d, x, x), log.high);
  V w = hn::Mul(y, log_high);
  V w_low = hn::MulAdd(y, log.low, ProductError(d, y, log_high, w));
  w_low = hn::IfThenElseZero(hn::Lt(hn::Abs(w), hn::Set(d, 1000.0)), w_low);
  return ExpOfParts<true>(d, w, w_low);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V CubeOf(D d, V x) {
  V square = hn::Mul(x, x), cube = hn::Mul(square, x);
  auto finite = hn::Lt(hn::Abs(cube), hn::Set(d, static_cast<hn::TFromD<D>>(INFINITY)));
  return hn::IfThenElse(finite, hn::MulAdd(square, x, hn::Mul(ProductError(d, x, x, square), x)), cube);
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V RootOf(D d, V x) {  // sqrt, but of -0 and -infinity
  V inf = hn::Set(d, static_cast<hn::TFromD<D>>(INFINITY));
  return hn::IfThenElse(hn::Eq(x, hn::Neg(inf)), inf, hn::Add(hn::Sqrt(x), hn::Zero(d)));
}
// Exponents that need no logarithm, for whatever x.
constexpr float kShortPowers[] = {2, 3, 0.5f, -1};
template <class D, class V = hn::Vec<D>>
HWY_INLINE V ShortPower(D d, V x, float exponent) {
  if (exponent == 2) return hn::Mul(x, x);
  if (exponent == 3) return CubeOf(d, x);
  return exponent == -1 ? hn::Div(hn::Set(d, 1), x) : RootOf(d, x);
}

// IEEE 754's pow, by the magnitude's.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V PowEdges(D d, V x, V y, V magnitude) {
  using T = hn::TFromD<D>;
  const V one = hn::Set(d, 1), inf = hn::Set(d, static_cast<T>(INFINITY));
  V half = hn::Mul(y, hn::Set(d, 0.5f));
  auto finite = hn::Lt(hn::Abs(y), inf);
  auto integer = hn::And(finite, hn::Eq(hn::Trunc(y), y));
  auto odd = hn::And(integer, Differs(hn::Trunc(half), half));
  V result = hn::IfThenElse(odd, hn::CopySign(magnitude, x), magnitude);
  auto no_root = hn::And(hn::And(hn::Lt(x, hn::Zero(d)), hn::Gt(x, hn::Neg(inf))), hn::AndNot(integer, finite));
  result = hn::IfThenElse(no_root, hn::Set(d, static_cast<T>(NAN)), result);
  auto unit = hn::And(hn::Eq(x, hn::Neg(one)), hn::Eq(hn::Abs(y), inf));
  for (float p : kShortPowers) result = hn::IfThenElse(hn::Eq(y, hn::Set(d, p)), ShortPower(d, x, p), result);
  result = hn::IfThenElse(hn::Or(Differs(x, x), Differs(y, y)), hn::Add(x, y), result);
  return hn::IfThenElse(hn::Or(hn::Or(hn::Eq(y, hn::Zero(d)), hn::Eq(x, one)), unit), one, result);
}

// 2^(y (high + low + log2(m c))), where m c is near 1: float32's pow, which float64 leaves little of to round.
template <class DH, class H = hn::Vec<DH>>
HWY_INLINE H PowOfParts(DH dh, H m, H c, H high, H low, H y) {
  const hn::Rebind<double, DH> d;
  using C = Constants<decltype(d)>;
  auto r = hn::MulSub(hn::PromoteTo(d, m), hn::PromoteTo(d, c), hn::Set(d, 1));
  auto log = hn::Add(hn::PromoteTo(d, high), hn::MulAdd(r, Horner(d, r, C::kLog2Near), hn::PromoteTo(d, low)));
  auto power = hn::Mul(log, hn::PromoteTo(d, y));
  power = hn::Min(hn::Set(d, 200), hn::Max(hn::Set(d, -200), power));  // beyond float32
  const auto magic = hn::Set(d, C::kRoundMagic);
  auto shifted = hn::Add(power, magic);
  auto f = hn::Sub(power, hn::Sub(shifted, magic));
  return ToFloat32(dh, hn::Mul(Horner(d, f, C::kExp2Near), PowerOfTwo(d, shifted)));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V Pow(D d, V x, V y) {
  const auto first = hn::GetLane(y);
  for (float p : kShortPowers)
    if (first == p && hn::AllTrue(d, hn::Eq(y, hn::Set(d, p)))) return ShortPower(d, x, p);
  using C = Constants<D>;
  V a = hn::Abs(x);
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return PowEdges(d, x, y, PowOfMagnitude(d, a, y));
  } else {
    const V inf = hn::Set(d, INFINITY);
    V k, m;
    auto normal = hn::And(hn::Ge(a, hn::Set(d, C::kNormal)), hn::Lt(a, inf));
    const bool all_normal = AllOf(d, normal);
    if (all_normal) {
      hn::Vec<Bits<D>> exponent;
      SplitNormal(d, a, k, m, exponent);
    } else {
      Split(d, a, k, m);
    }
    const hn::RebindToSigned<D> di;
    V piece = hn::MulAdd(m, hn::Set(d, pieces::kLog2PerOne), hn::Set(d, C::kRoundMagic - pieces::kLog2First));
    auto number = hn::And(hn::BitCast(di, piece), hn::Set(di, 15));
    V c = FromRow(d, pieces::kLog2Pieces[0], number), low = FromRow(d, pieces::kLog2Pieces[2], number);
    V high = hn::Add(k, FromRow(d, pieces::kLog2Pieces[1], number));
    if (!all_normal) high = LogEdges(d, a, high);
    const hn::Half<D> dh;
    auto lower = PowOfParts(dh, hn::LowerHalf(dh, m), hn::LowerHalf(dh, c), hn::LowerHalf(dh, high),
                            hn::LowerHalf(dh, low), hn::LowerHalf(dh, y));
    auto upper = PowOfParts(dh, hn::UpperHalf(dh, m), hn::UpperHalf(dh, c), hn::UpperHalf(dh, high),
                            hn::UpperHalf(dh, low), hn::UpperHalf(dh, y));
    V magnitude = hn::Combine(d, upper, lower);
    auto usual = hn::Lt(hn::Abs(y), inf);
    for (float p : kShortPowers) usual = hn::And(usual, Differs(y, hn::Set(d, p)));
    auto plain = hn::And(hn::And(normal, hn::Gt(x, hn::Zero(d))), usual);
    return AllOf(d, plain) ? magnitude : PowEdges(d, x, y, magnitude);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
