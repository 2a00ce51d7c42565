#include <cmath>

#include "core/ops/images_warp.h"

namespace mixgrad {

namespace {

Tensor scaled(Context& c, const Tensor& x, double by) { return times(c, x, Value(by)); }

// The sum of the weights at each place: how much of it lies in the images.
Tensor total(Context& c, const Taps& taps) {
  Tensor sum = taps[0].weight;
  for (size_t i = 1; i < taps.size(); ++i) sum = plus(c, sum, taps[i].weight);
  return sum;
}

// [channels, 1, 1], or one number.
Tensor colour_of(Context& c, const Value& fill, DType dtype) {
  ValueList rows;
  for (const Value& v : fill.as_list()) rows.push_back(Value(full_of(c, v.as_float(), dtype, Shape{1, 1, 1})));
  if (rows.size() == 1) return as_shape(c, rows[0].as_tensor(), Shape{});
  return op<"concat">(c, Value(std::move(rows)), whole(0));
}

// How far the middles of n pixels are from the middle of all, along an axis of two.
Tensor from_middle(Context& c, int64_t n, int axis) {
  Tensor twice = op<"arange">(c, Value(1 - n), Value(1 + n), whole(2));
  return as_shape(c, scaled(c, as_dtype(c, twice, DType::kFloat64), 0.5), axis == 0 ? Shape{n, 1} : Shape{1, n});
}

}  // namespace

Tensor number_of(Context& c, double value) { return full_of(c, value, DType::kFloat64, Shape{1}); }

AffineMap::AffineMap(Context& c)
    : angle(number_of(c, 0)), x(angle), y(angle), scale(number_of(c, 1)), shear_x(angle), shear_y(angle) {}

FunctionBuilder& interpolated(FunctionBuilder& f) {
  Type mode =
      types::enumeration("WarpMode", {{"bilinear", 0, "The four neighbours, by their distances."},
                                      {"nearest", 1, "The nearest pixel; of two the even one."},
                                      {"bicubic", 2, "The 16 neighbours, by a cubic function of their distances."}});
  return f.attribute("interpolation", std::move(mode), Value::enumerator(1), "What new pixels are made of.");
}

FunctionBuilder& filled(FunctionBuilder& f) {
  return f.attribute("fill", types::optional(types::list(types::floating)), Value::null(),
                     "What lies outside the images: a number for each channel, or one for all; zeros if it is left "
                     "out.");
}

FunctionBuilder& centred(FunctionBuilder& f) {
  return f.attribute("center", types::optional(types::list(types::floating)), Value::null(),
                     "The point that stays: x and y in pixels, from the upper left corner of the images; their middle "
                     "if it is left out.");
}

void check_fill(Infer& infer, int i) {
  const Shape& shape = infer.shape(0);
  if (infer.has(i)) check_list(infer, i, 1, shape.rank() < 3 ? 1 : static_cast<size_t>(shape[shape.rank() - 3]));
}

void check_centre(Infer& infer, int i) {
  if (infer.has(i)) check_list(infer, i, 2, 2);
}

Tensor warped(Context& c, const Tensor& img, const Tensor& y, const Tensor& x, const Look& look) {
  Tensor wide = wide_images(c, img);
  Shape shape = img.shape(), at = op<"add">(c, y, x).shape();
  int rank = shape.rank();
  int64_t height = shape[rank - 2], width = shape[rank - 1], rest = 1;
  for (int i = 0; i < rank - 2; ++i) rest *= shape[i];
  auto places = [&](const Tensor& t) {
    return as_shape(c, op<"broadcast_to">(c, t, Value(at)), Shape{1, at.elements()});
  };
  Sampling how{look.mode};
  std::vector<Taps> taps{taps_along(c, places(y), height, how), taps_along(c, places(x), width, how)};
  Tensor inside;
  if (!look.fill.is_null()) inside = times(c, total(c, taps[0]), total(c, taps[1]));
  for (Taps& along : taps) {
    for (Tap& t : along) t.weight = as_dtype(c, t.weight, wide.dtype());
  }
  Tensor out = sampled(c, as_shape(c, wide, Shape{1, rest, height, width}), taps);
  shape[rank - 2] = at[0], shape[rank - 1] = at[1];
  out = as_shape(c, out, shape);
  if (inside) {
    Tensor outside = as_dtype(c, as_shape(c, minus(c, whole(1), inside), at), wide.dtype());
    out = plus(c, out, times(c, outside, colour_of(c, look.fill, wide.dtype())));
  }
  return as_dtype(c, out, img.dtype());
}

// The map is M p + (x, y) + centre for p that counts from the centre, M = scale R(angle) S(shears) of determinant
// scale². Its inverse tells where pixels come from.
Tensor mapped(Context& c, const Tensor& img, const AffineMap& map, const Value& centre, const Shape& size,
              const Look& look) {
  auto radians = [&](const Tensor& degrees) { return scaled(c, degrees, 3.141592653589793 / 180); };
  Tensor turn = radians(map.angle), sy = radians(map.shear_y), slant = op<"tan">(c, radians(map.shear_x));
  Tensor along = minus(c, turn, sy), narrow = op<"cos">(c, sy);
  Tensor a = over(c, op<"cos">(c, along), narrow), d = over(c, op<"sin">(c, along), narrow);
  Tensor b = op<"negative">(c, plus(c, times(c, a, slant), op<"sin">(c, turn)));
  Tensor e = minus(c, op<"cos">(c, turn), times(c, d, slant));
  Tensor inverse[2][2] = {{e, op<"negative">(c, b)}, {op<"negative">(c, d), a}};

  int64_t sizes[] = {img.shape()[img.rank() - 1], img.shape()[img.rank() - 2]};
  Tensor from[] = {from_middle(c, size[1], 1), from_middle(c, size[0], 0)}, moved[] = {map.x, map.y}, source[2];
  double kept[2] = {0, 0};
  for (int i = 0; i < 2; ++i) {
    if (!centre.is_null())
      kept[i] = centre.as_list()[static_cast<size_t>(i)].as_float() - static_cast<double>(sizes[i]) / 2;
    from[i] = minus(c, from[i], plus(c, moved[i], Value(kept[i])));
  }
  for (int i = 0; i < 2; ++i) {
    Tensor sum = plus(c, times(c, inverse[i][0], from[0]), times(c, inverse[i][1], from[1]));
    double origin = kept[i] + static_cast<double>(sizes[i] - 1) / 2;
    source[i] = plus(c, over(c, sum, map.scale), Value(origin));
  }
  return warped(c, img, source[1], source[0], look);
}

}  // namespace mixgrad
