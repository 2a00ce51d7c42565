// Functions that elementwise programs could compose of others, as instructions of their own: once over memory, and with
// what the composition would round off. Largest error found, in units in the last place:
//           normal_cdf  logaddexp  atan2  hypot
//   float32 1.2         2.0        2.3    1.8
//   float64 3.3         1.6        2.2    1.1
// (logaddexp of operands whose logarithms do not cancel)
#include "core/kernels/cpu/targets.h"

#if defined(MIXGRAD_COMPOSED_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_COMPOSED_INL_H
#undef MIXGRAD_COMPOSED_INL_H
#else
#define MIXGRAD_COMPOSED_INL_H
#endif

#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/cpu/rounding-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {

// The standard normal distribution's function in float64: below 0 exp(-x^2 / 2) over a divisor that is nearly a line,
// so that its polynomials' errors count little, and 1 less that above. What the square rounds off counts.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V WideNormalCdf(D d, V x) {
  using C = Constants<D>;
  V a = hn::Min(hn::Abs(x), hn::Set(d, C::kNormalFar));
  V half = hn::Mul(a, hn::Set(d, -0.5));
  V power = hn::Mul(half, a);
  V power_low = ExactMulAdd(d, half, a, hn::Neg(power));
  auto e = SplitExp<false>(d, power, power);
  V tail = hn::MulAdd(hn::Add(e.head, e.tail), power_low, e.tail);
  V bottom = LongHorner(d, a, C::kNormalBottom);
  V line = hn::Mul(a, hn::Set(d, 2.50662827463100050242));  // sqrt(2 pi)
  V divisor = hn::MulAdd(line, bottom, LongHorner(d, a, C::kNormalTop));
  V quotient = hn::Mul(hn::Div(bottom, divisor), hn::Add(e.head, tail));
  V below = ScaledFar(d, quotient, e.shifted);
  V result = hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Sub(hn::Set(d, 1), below), below);
  return hn::IfThenElse(Differs(x, x), x, result);
}

// In float32 by pieces, and far out, where few elements are, in float64.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V NormalCdf(D d, V x) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return WideNormalCdf(d, x);
  } else {
    const V end = hn::Set(d, pieces::kNormalEnd);
    V a = hn::Abs(x);
    auto near = hn::Le(a, end);
    V below = InPieces<0>(d, PieceOf(d, hn::Min(a, end), pieces::kNormalWidth), pieces::kNormalPieces);
    V result = hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Sub(hn::Set(d, 1), below), below);
    if (AllOf(d, near)) return result;
    const hn::Half<D> dh;
    const hn::Rebind<double, decltype(dh)> dd;
    auto wide = [&](auto part) HWY_ATTR { return ToFloat32(dh, WideNormalCdf(dd, hn::PromoteTo(dd, part))); };
    return hn::IfThenElse(near, result, hn::Combine(d, wide(hn::UpperHalf(dh, x)), wide(hn::LowerHalf(dh, x))));
  }
}

// The gradients of x sigmoid(x) and of x Phi(x), of which `grad` is the result's; each step rounds as if it stood
// alone.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V SiluGradient(D d, V x, V grad) {
  V s = Sigmoid(d, x);
  V slope = hn::Mul(s, hn::Sub(hn::Set(d, 1), s));
  return hn::Add(hn::Mul(grad, s), hn::Mul(slope, hn::Mul(grad, x)));
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V GeluGradient(D d, V x, V grad) {
  V bell = Exp(d, hn::Mul(hn::Mul(x, x), hn::Set(d, -0.5f)));
  V density = hn::Mul(bell, hn::Set(d, static_cast<hn::TFromD<D>>(0.39894228040143267794)));  // 1 / sqrt(2 pi)
  return hn::Add(hn::Mul(NormalCdf(d, x), grad), hn::Mul(density, hn::Mul(grad, x)));
}

// log(1 + e) for 0 <= e <= 1.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Log1pOfSmall(D d, V e) {
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    return hn::Mul(e, InPieces<0>(d, PieceOf(d, e, pieces::kLog1pWidth), pieces::kLog1pPieces));
  } else {
    const V one = hn::Set(d, 1);
    V sum = hn::Add(one, e);
    return LogOfSum(d, sum, hn::Sub(e, hn::Sub(sum, one)));
  }
}

// log(exp(a) + exp(b)) = max + log(1 + exp(-|a - b|))
template <class D, class V = hn::Vec<D>>
HWY_INLINE V LogAddExp(D d, V a, V b) {
  V distance = hn::Abs(hn::Sub(a, b)), larger = hn::Max(a, b);
  if (AllOf(d, hn::Le(distance, hn::Set(d, Constants<D>::kExpNear)))) {
    auto e = SplitExp<false>(d, hn::Neg(distance), distance);
    V small = hn::Mul(hn::Add(e.head, e.tail), PowerOfTwo(d, e.shifted));
    return hn::Add(larger, Log1pOfSmall(d, small));
  }
  auto known = hn::Eq(distance, distance);  // else two equal infinities, or NaN
  V log = Log1pOfSmall(d, hn::IfThenElseZero(known, Exp(d, hn::Neg(distance))));
  V result = hn::IfThenElse(known, hn::Add(larger, log), a);
  return hn::IfThenElse(hn::Or(Differs(a, a), Differs(b, b)), hn::Add(a, b), result);
}

// The angle of the point (x, y), in all four quadrants: atan(t), or pi/4 + atan((t - 1) / (t + 1)), for the smaller
// coordinate over the larger.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Atan2(D d, V y, V x) {
  using C = Constants<D>;
  using T = hn::TFromD<D>;
  const V zero = hn::Zero(d), inf = hn::Set(d, static_cast<T>(INFINITY));
  V ay = hn::Abs(y), ax = hn::Abs(x);
  // Of -0, too, which emulated vectors do not count as negative.
  auto behind = hn::Lt(hn::CopySign(hn::Set(d, 1), x), zero);
  auto angle_of = [&](V up, V right) HWY_ATTR {
    V larger = hn::Max(up, right), smaller = hn::Min(up, right);
    auto middle = hn::Gt(smaller, hn::Mul(larger, hn::Set(d, static_cast<T>(0.41421356237309504880))));
    V t = hn::Div(hn::IfThenElse(middle, hn::Sub(smaller, larger), smaller),
                  hn::IfThenElse(middle, hn::Add(smaller, larger), larger));
    V u = hn::Mul(t, t);
    V angle = hn::MulAdd(hn::Mul(t, u), LongHorner(d, u, C::kAtan), t);
    angle = hn::Add(angle, hn::IfThenElseZero(middle, hn::Set(d, static_cast<T>(0.78539816339744830962))));
    V turned = hn::Sub(hn::Set(d, static_cast<T>(1.57079632679489661923)), angle);
    angle = hn::IfThenElse(hn::Gt(up, right), turned, angle);
    V left = hn::Sub(hn::Set(d, static_cast<T>(3.14159265358979323846)), angle);
    return hn::CopySignToAbs(hn::IfThenElse(behind, left, angle), y);
  };
  V sum = hn::Add(ax, ay);
  if (AllOf(d, hn::And(hn::Gt(sum, zero), hn::Lt(sum, inf)))) return angle_of(ay, ax);
  // Halves, where the sum is too large; two infinities or two zeros have the angles of (1, 1) and (1, 0).
  auto large = hn::Ge(sum, inf);
  V up = hn::IfThenElse(large, hn::Mul(ay, hn::Set(d, 0.5f)), ay);
  V right = hn::IfThenElse(large, hn::Mul(ax, hn::Set(d, 0.5f)), ax);
  auto endless = hn::And(hn::Eq(ax, inf), hn::Eq(ay, inf));
  up = hn::IfThenElse(endless, hn::Set(d, 1), up);
  right = hn::IfThenElse(hn::Or(endless, hn::Eq(sum, zero)), hn::Set(d, 1), right);
  return hn::IfThenElse(Differs(sum, sum), sum, angle_of(up, right));
}

// sqrt(a^2 + b^2), by the ratio of the operands where the squares might leave the normal range.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V Hypot(D d, V a, V b) {
  using C = Constants<D>;
  const V zero = hn::Zero(d), one = hn::Set(d, 1), inf = hn::Set(d, static_cast<hn::TFromD<D>>(INFINITY));
  a = hn::Abs(a), b = hn::Abs(b);
  V larger = hn::Max(a, b), smaller = hn::Min(a, b);
  V length = hn::Sqrt(hn::MulAdd(smaller, smaller, hn::Mul(larger, larger)));
  // The sum, not the larger one: it is NaN if either is.
  V sum = hn::Add(a, b);
  auto plain = hn::And(hn::Gt(sum, hn::Set(d, C::kSquareLowest)), hn::Lt(sum, hn::Set(d, C::kSquareHighest)));
  if (AllOf(d, plain)) return length;
  V ratio = hn::Div(smaller, larger);
  V far = hn::Mul(larger, hn::Sqrt(hn::MulAdd(ratio, ratio, one)));
  far = hn::IfThenElse(hn::Eq(sum, zero), zero, far);
  far = hn::IfThenElse(Differs(sum, sum), sum, far);
  far = hn::IfThenElse(hn::Or(hn::Eq(a, inf), hn::Eq(b, inf)), inf, far);
  return hn::IfThenElse(plain, length, far);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();
#endif
