// Images turned, moved, scaled, sheared and seen from aside at random.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/ops/images_warp.h"

namespace mixgrad {

namespace {

FunctionBuilder& all_drawn(FunctionBuilder& f) {
  return image_generator(f)
      .positional(2)
      .output("out", "The images. float16 and bfloat16 compute in float32.", "as img", "[..., C, H, W]")
      .error("shape", "img has fewer than two axes, or images have no elements");
}
FunctionBuilder& degrees(FunctionBuilder& f) {
  return f.attribute("degrees", types::list(types::floating),
                     "The smallest and the largest angle, or one number for an angle up to it in both directions.");
}

// One number: from its negative to itself. Two: from one to the other.
struct Span {
  double low, high;
  Span(const ValueList& list, size_t at)
      : low(list.size() == 1 ? -list[0].as_float() : list[at].as_float()),
        high(list.size() == 1 ? list[0].as_float() : list[at + 1].as_float()) {}
};

void check_span(Infer& infer, int i) {
  check_list(infer, i, 1, 2);
  Span span(infer.list(i), 0);
  if (span.low > span.high)
    throw infer.error(ErrorCode::kValue, i, "the numbers are in the wrong order, or there is one below 0")
        .given(std::to_string(span.low) + " to " + std::to_string(span.high));
}

Look look_of(Invocation& call, int interpolation, int fill) {
  return {static_cast<Interpolation>(call[interpolation].as_int()), call.has(fill) ? call[fill] : Value::null()};
}
Shape size_of(const Tensor& img) { return Shape{img.shape()[img.rank() - 2], img.shape()[img.rank() - 1]}; }

void rotation_shape(Infer& infer) {
  check_pixels(infer);
  check_span(infer, 1);
  check_centre(infer, 3);
  check_fill(infer, 4);
  infer.output(infer.dtype(0), infer.shape(0));
}

void affine_shape(Infer& infer) {
  check_pixels(infer);
  check_span(infer, 1);
  if (infer.has(2)) {
    check_list(infer, 2, 2, 2);
    for (const Value& v : infer.list(2)) {
      if (!(v.as_float() >= 0 && v.as_float() <= 1))
        throw infer.error(ErrorCode::kValue, 2, "the number is no part of the images")
            .given(std::to_string(v.as_float()))
            .accepted("0 to 1");
    }
  }
  if (infer.has(3)) {
    check_list(infer, 3, 2, 2);
    double low = infer.list(3)[0].as_float(), high = infer.list(3)[1].as_float();
    if (!(low > 0 && low <= high))
      throw infer.error(ErrorCode::kValue, 3, "the numbers must be positive and in order")
          .given(std::to_string(low) + " to " + std::to_string(high));
  }
  if (infer.has(4) && infer.list(4).size() != 4) check_span(infer, 4);
  if (infer.has(4) && infer.list(4).size() == 4) {
    check_list(infer, 4, 4, 4);
    for (size_t i = 0; i < 4; i += 2) {
      if (infer.list(4)[i].as_float() > infer.list(4)[i + 1].as_float())
        throw infer.error(ErrorCode::kValue, 4, "the numbers are in the wrong order")
            .given(std::to_string(infer.list(4)[i].as_float()) + " to " +
                   std::to_string(infer.list(4)[i + 1].as_float()));
    }
  }
  check_fill(infer, 6);
  check_centre(infer, 7);
  infer.output(infer.dtype(0), infer.shape(0));
}

void affine_body(Invocation& call) {
  Context& c = call.context;
  Tensor img = call.tensor(0), u = fractions(call, 6);
  Shape size = size_of(img);
  AffineMap map(c);
  Span angle(call[1].as_list(), 0);
  map.angle = between(c, u, 0, angle.low, angle.high);
  if (call.has(2)) {
    for (int i = 0; i < 2; ++i) {
      double reach = call[2].as_list()[static_cast<size_t>(i)].as_float() * static_cast<double>(size[1 - i]);
      (i == 0 ? map.x : map.y) = op<"round">(c, between(c, u, 1 + i, -reach, reach));
    }
  }
  if (call.has(3)) map.scale = between(c, u, 3, call[3].as_list()[0].as_float(), call[3].as_list()[1].as_float());
  if (call.has(4)) {
    Span along(call[4].as_list(), 0);
    map.shear_x = between(c, u, 4, along.low, along.high);
    if (call[4].as_list().size() == 4) {
      Span across(call[4].as_list(), 2);
      map.shear_y = between(c, u, 5, across.low, across.high);
    }
  }
  call.result(mapped(c, img, map, call.has(7) ? call[7] : Value::null(), size, look_of(call, 5, 6)));
}

void perspective_shape(Infer& infer) {
  check_pixels(infer);
  check_fill(infer, 4);
  infer.output(infer.dtype(0), infer.shape(0));
}

using Matrix = std::array<std::array<Tensor, 3>, 3>;

// From the corners of a square of side 1 to four points, times a number (Heckbert); no division, so that points on a
// line make no harm but a map that is not there.
Matrix from_square(Context& c, const std::array<Tensor, 4>& x, const std::array<Tensor, 4>& y) {
  auto cross = [&](const Tensor& a, const Tensor& d, const Tensor& b, const Tensor& e) {
    return minus(c, times(c, a, d), times(c, b, e));
  };
  auto bend = [&](const std::array<Tensor, 4>& p) { return minus(c, plus(c, p[0], p[2]), plus(c, p[1], p[3])); };
  Tensor x1 = minus(c, x[1], x[2]), x2 = minus(c, x[3], x[2]), y1 = minus(c, y[1], y[2]), y2 = minus(c, y[3], y[2]);
  Tensor sx = bend(x), sy = bend(y), area = cross(x1, y2, x2, y1);
  Tensor g = cross(sx, y2, x2, sy), h = cross(x1, sy, sx, y1);
  auto row = [&](const std::array<Tensor, 4>& p) {
    Tensor along = plus(c, times(c, minus(c, p[1], p[0]), area), times(c, g, p[1]));
    Tensor down = plus(c, times(c, minus(c, p[3], p[0]), area), times(c, h, p[3]));
    return std::array<Tensor, 3>{along, down, times(c, p[0], area)};
  };
  return {row(x), row(y), {g, h, area}};
}

// Where pixels of the result come from, as parts of the sides: x, y and what both are over.
std::array<Tensor, 3> backwards(Context& c, const Matrix& m, const Tensor& x, const Tensor& y) {
  std::array<Tensor, 3> out;
  for (size_t i = 0; i < 3; ++i) {
    auto entry = [&](size_t j) {  // of the adjugate
      size_t r = (j + 1) % 3, s = (j + 2) % 3, k = (i + 1) % 3, l = (i + 2) % 3;
      return minus(c, times(c, m[r][k], m[s][l]), times(c, m[r][l], m[s][k]));
    };
    out[i] = plus(c, plus(c, times(c, x, entry(0)), times(c, y, entry(1))), entry(2));
  }
  return out;
}

void perspective_body(Invocation& call) {
  Context& c = call.context;
  Tensor img = call.tensor(0), u = fractions(call, 9);
  Shape size = size_of(img);
  auto moved = [&](int64_t i, int64_t side) {
    double most = std::floor(call[1].as_float() * static_cast<double>(side / 2));
    return op<"minimum">(c, op<"floor">(c, between(c, u, i, 0, most + 1)), Value(most));
  };
  std::array<Tensor, 4> x, y;  // from the upper left corner on, clockwise
  for (int i = 0; i < 4; ++i) {
    Tensor right = moved(1 + 2 * i, size[1]), down = moved(2 + 2 * i, size[0]);
    x[static_cast<size_t>(i)] = i == 1 || i == 2 ? minus(c, Value(static_cast<double>(size[1])), right) : right;
    y[static_cast<size_t>(i)] = i >= 2 ? minus(c, Value(static_cast<double>(size[0])), down) : down;
  }
  auto middles = [&](int64_t n, const Shape& shape) {
    Tensor at = as_dtype(c, op<"arange">(c, whole(0), Value(n)), DType::kFloat64);
    return as_shape(c, plus(c, at, Value(0.5)), shape);
  };
  auto from =
      backwards(c, from_square(c, x, y), middles(size[1], Shape{1, size[1]}), middles(size[0], Shape{size[0], 1}));
  auto place = [&](size_t i, int64_t side) {
    Tensor at = times(c, over(c, from[i], from[2]), Value(static_cast<double>(side)));
    return minus(c, at, Value(0.5));
  };
  Tensor seen = warped(c, img, place(1, size[0]), place(0, size[1]), look_of(call, 3, 4));
  Tensor happens = op<"less">(c, slice_of(c, u, 0, 0, 1), call[2]);
  call.result(op<"where">(c, happens, seen, img));
}

}  // namespace

MIXGRAD_FUNCTION(random_rotation) {
  degrees(drawn(f, "RandomRotation")
              .summary("Images turned by a random angle.")
              .description(
                  "All angles of the interval are equally likely; one random number is drawn for the whole tensor. See "
                  "rotate: the angle is counter-clockwise, in degrees."));
  filled(centred(interpolated(f)));
  all_drawn(f)
      .error("value",
             "a number is not finite, a list has another number of numbers, or degrees is negative or in the wrong "
             "order")
      .shape(rotation_shape)
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor img = call.tensor(0), u = fractions(call, 1);
        Span span(call[1].as_list(), 0);
        AffineMap map(c);
        map.angle = op<"negative">(c, between(c, u, 0, span.low, span.high));
        Value centre = call.has(3) ? call[3] : Value::null();
        call.result(mapped(c, img, map, centre, size_of(img), look_of(call, 2, 4)));
      })
      .example(R"(
        let img = tensor([[[1, 2], [3, 4]]])
        expect random_rotation(img, [90, 90]) = [[[2, 4], [1, 3]]]
        expect random_rotation(img, [30]) shape = [1, 2, 2]
      )");
}

MIXGRAD_FUNCTION(random_affine) {
  degrees(drawn(f, "RandomAffine")
              .summary("Images turned, moved, scaled and sheared at random.")
              .description(
                  "All numbers of an interval are equally likely; six random numbers are drawn for the whole tensor, "
                  "whatever is left out. See affine: angles are in degrees, the first is clockwise."))
      .attribute("translate", types::optional(types::list(types::floating)), Value::null(),
                 "By how large a part of the width and of the height images move at most, in both directions, by "
                 "whole pixels; not at all if it is left out.")
      .attribute("scale", types::optional(types::list(types::floating)), Value::null(),
                 "By how much images grow at least and at most; not at all if it is left out.")
      .attribute("shear", types::optional(types::list(types::floating)), Value::null(),
                 "The smallest and the largest angle by which vertical lines lean, and where there are four numbers "
                 "horizontal lines; one number for an angle up to it in both directions. Not at all if it is left "
                 "out.");
  centred(filled(interpolated(f)));
  all_drawn(f)
      .error("value",
             "a number is not finite, a list has another number of numbers, numbers are in the wrong order, translate "
             "is not 0 to 1, or scale is not positive")
      .shape(affine_shape)
      .composed(affine_body)
      .example(R"(
        let img = tensor([[[1, 2], [3, 4]]])
        expect random_affine(img, [180, 180]) = [[[4, 3], [2, 1]]]
        expect random_affine(img, [30], translate: [0.5, 0], scale: [0.5, 2], shear: [10]) shape = [1, 2, 2]
      )");
}

MIXGRAD_FUNCTION(random_perspective) {
  drawn(f, "RandomPerspective")
      .summary("Images in perspective at random.")
      .description(
          "Each corner moves inwards, by whole pixels to the side and up or down: all numbers of them from 0 to "
          "distortion_scale times half of the side are equally likely. Nine random numbers are drawn for the whole "
          "tensor, in any case. See perspective.")
      .attribute("distortion_scale", types::floating, 0.5, "How far corners move at most, as a part of half a side.")
      .minimum(0)
      .maximum(1)
      .attribute("p", types::floating, 0.5, "How probable it is that anything happens.")
      .minimum(0)
      .maximum(1);
  filled(interpolated(f));
  all_drawn(f)
      .error("value", "a number of fill is not finite, fill has another number of numbers, or a number is not 0 to 1")
      .shape(perspective_shape)
      .composed(perspective_body)
      .example(R"(
        let img = tensor([[[1, 2], [3, 4]]])
        expect random_perspective(img, 0, p: 1) = [[[1, 2], [3, 4]]]
        expect random_perspective(img, 0.5, p: 0) = [[[1, 2], [3, 4]]]
        expect random_perspective(zeros([3, 8, 8]), 0.75, interpolation: "bilinear") shape = [3, 8, 8]
      )");
}

}  // namespace mixgrad
