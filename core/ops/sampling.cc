#include "core/ops/sampling.h"

namespace mixgrad {

namespace {

Tensor constant_like(Context& c, double value, const Tensor& like) {
  return full_of(c, value, like.dtype(), like.shape());
}

// There and back between the outer edges of the axis, or the middles of its first and last elements.
Tensor reflected(Context& c, const Tensor& at, int64_t size, bool align_corners) {
  double low = align_corners ? 0 : -0.5, span = static_cast<double>(align_corners ? size - 1 : size);
  if (span == 0) return constant_like(c, 0, at);
  Tensor way = op<"remainder">(c, low == 0 ? at : minus(c, at, Value(low)), Value(2 * span));
  return minus(c, Value(low + span), op<"abs">(c, minus(c, Value(span), way)));
}

Tensor inside(Context& c, const Tensor& at, int64_t size, const Sampling& how) {
  if (how.padding == Padding::kZeros) return at;
  Tensor in = how.padding == Padding::kReflection ? reflected(c, at, size, how.align_corners) : at;
  return op<"clip">(c, in, whole(0), Value(static_cast<double>(size - 1)));
}

// A tap at whole numbers; outside the axis it counts nothing.
Tap tap(Context& c, const Tensor& at, const Tensor& weight, int64_t size) {
  Tensor in = op<"logical_and">(c, op<"greater_equal">(c, at, whole(0)),
                                op<"less_equal">(c, at, Value(static_cast<double>(size - 1))));
  return {op<"astype">(c, op<"where">(c, in, at, whole(0)), Value(DType::kInt64)),
          op<"where">(c, in, weight, whole(0))};
}

// Keys's function with a = -0.75, in factors that keep what is small small: the weight of an element at the distance
// `t`, and of the one at the distance 2 - `t`, both behind the place or both before it. `rest` is 1 - t.
Tensor near_weight(Context& c, const Tensor& t, const Tensor& rest) {
  Tensor bent = plus(c, minus(c, t, times(c, op<"square">(c, t), Value(1.25))), whole(1));
  return times(c, rest, bent);
}
Tensor far_weight(Context& c, const Tensor& t, const Tensor& rest) {
  return times(c, times(c, rest, op<"square">(c, t)), Value(-0.75));
}

Taps cubic_taps(Context& c, const Tensor& at, int64_t size, const Sampling& how) {
  Tensor below = op<"floor">(c, at), part = minus(c, at, below), rest = minus(c, whole(1), part);
  Tensor weights[] = {far_weight(c, rest, part), near_weight(c, part, rest), near_weight(c, rest, part),
                      far_weight(c, part, rest)};
  Taps out;
  for (int k = 0; k < 4; ++k)
    out.push_back(tap(c, inside(c, plus(c, below, whole(k - 1)), size, how), weights[k], size));
  return out;
}

}  // namespace

Taps taps_along(Context& c, const Tensor& at, int64_t size, const Sampling& how) {
  if (how.mode == Interpolation::kBicubic) return cubic_taps(c, at, size, how);
  Tensor in = inside(c, at, size, how);
  if (how.mode == Interpolation::kNearest) return {tap(c, op<"round">(c, in), constant_like(c, 1, at), size)};
  Tensor below = op<"floor">(c, in), part = minus(c, in, below);
  return {tap(c, below, minus(c, whole(1), part), size), tap(c, plus(c, below, whole(1)), part, size)};
}

Tensor sampled(Context& c, const Tensor& x, const std::vector<Taps>& taps) {
  Taps all = taps[0];
  Shape flat{x.shape()[0], x.shape()[1], x.shape()[2]};
  for (size_t i = 1; i < taps.size(); ++i) {
    int64_t size = x.shape()[static_cast<int>(i) + 2];
    Taps longer;
    for (const Tap& a : all) {
      Tensor row = times(c, a.place, Value(size));
      for (const Tap& b : taps[i]) longer.push_back({plus(c, row, b.place), times(c, a.weight, b.weight)});
    }
    all = std::move(longer);
    flat[2] *= size;
  }
  ValueList places, weights;
  for (const Tap& t : all) places.push_back(t.place), weights.push_back(t.weight);
  Value middle(int64_t{1});
  return op<"weighted_take">(c, as_shape(c, x, flat), op<"stack">(c, Value(std::move(places)), middle),
                             op<"stack">(c, Value(std::move(weights)), middle));
}

}  // namespace mixgrad
