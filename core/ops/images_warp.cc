// Images turned, moved, sheared and seen in perspective.
#include "core/ops/images_warp.h"

#include <algorithm>
#include <cmath>

namespace mixgrad {

namespace {

constexpr const char* kNoPixels = "img has fewer than two axes, or images have no elements";

FunctionBuilder& of_size(FunctionBuilder& f, const char* shape) {
  return f.output("out", "The images. float16 and bfloat16 compute in float32.", "as img", shape)
      .error("shape", kNoPixels);
}

void check_number(Infer& infer, int i) {
  if (std::isfinite(infer.number(i))) return;
  throw infer.error(ErrorCode::kValue, i, "the number is not finite").given(std::to_string(infer.number(i)));
}

Look look_of(Invocation& call, int interpolation, int fill) {
  return {static_cast<Interpolation>(call[interpolation].as_int()), call.has(fill) ? call[fill] : Value::null()};
}
Value given_or_null(Invocation& call, int i) { return call.has(i) ? call[i] : Value::null(); }

// The size that holds turned images. Parts below a ten thousandth of a pixel are rounding.
Shape expanded(double angle, int64_t height, int64_t width) {
  double quarters = angle / 90;
  if (quarters == std::floor(quarters))
    return std::fmod(quarters, 2) == 0 ? Shape{height, width} : Shape{width, height};
  double turn = std::fmod(angle, 360) * 3.141592653589793 / 180, co = std::cos(turn), si = std::sin(turn);
  double w = static_cast<double>(width) / 2, h = static_cast<double>(height) / 2;
  auto pixels = [](double reach, double half) {
    auto cut = [](double at) { return std::trunc(at * 1e4) * 1e-4; };
    return static_cast<int64_t>(std::ceil(cut(half + reach)) - std::floor(cut(half - reach)));
  };
  return Shape{pixels(std::abs(si) * w + std::abs(co) * h, h), pixels(std::abs(co) * w + std::abs(si) * h, w)};
}

Shape turned_size(Infer& infer) {
  const Shape& shape = infer.shape(0);
  int64_t height = shape[shape.rank() - 2], width = shape[shape.rank() - 1];
  return infer.flag(3) ? expanded(infer.number(1), height, width) : Shape{height, width};
}

void rotate_shape(Infer& infer) {
  check_pixels(infer);
  check_number(infer, 1);
  check_centre(infer, 4);
  check_fill(infer, 5);
  if (infer.flag(3) && infer.has(4))
    throw infer.error(ErrorCode::kValue, 4, "expanded images turn about their middle")
        .given("a center")
        .accepted("null where " + name_mark("expand") + " is true");
  Shape shape = infer.shape(0), size = turned_size(infer);
  shape[shape.rank() - 2] = size[0], shape[shape.rank() - 1] = size[1];
  infer.output(infer.dtype(0), shape);
}

void affine_shape(Infer& infer) {
  check_pixels(infer);
  check_number(infer, 1);
  check_list(infer, 2, 2, 2);
  check_number(infer, 3);
  check_list(infer, 4, 1, 2);
  for (const Value& v : infer.list(4)) {
    if (std::abs(std::remainder(v.as_float(), 180)) == 90)
      throw infer.error(ErrorCode::kValue, 4, "images sheared by a right angle are lines")
          .given(std::to_string(v.as_float()));
  }
  check_fill(infer, 6);
  check_centre(infer, 7);
  infer.output(infer.dtype(0), infer.shape(0));
}

struct Projection {
  double m[3][3];
};

double determinant(const Projection& p) {
  const auto& m = p.m;
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

// From the corners (0, 0), (1, 0), (1, 1) and (0, 1) of a square to four points (Heckbert). Not finite, or of
// determinant 0, where three points lie on a line.
Projection from_square(const ValueList& corners) {
  double x[4], y[4];
  for (size_t i = 0; i < 4; ++i) x[i] = corners[2 * i].as_float(), y[i] = corners[2 * i + 1].as_float();
  double x1 = x[1] - x[2], x2 = x[3] - x[2], y1 = y[1] - y[2], y2 = y[3] - y[2];
  double sx = x[0] - x[1] + x[2] - x[3], sy = y[0] - y[1] + y[2] - y[3], area = x1 * y2 - x2 * y1;
  double g = (sx * y2 - x2 * sy) / area, h = (x1 * sy - sx * y1) / area;
  return {{{x[1] - x[0] + g * x[1], x[3] - x[0] + h * x[3], x[0]},
           {y[1] - y[0] + g * y[1], y[3] - y[0] + h * y[3], y[0]},
           {g, h, 1}}};
}

Projection adjugate(const Projection& p) {
  Projection out{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      int r = (j + 1) % 3, s = (j + 2) % 3, k = (i + 1) % 3, l = (i + 2) % 3;
      out.m[i][j] = p.m[r][k] * p.m[s][l] - p.m[r][l] * p.m[s][k];
    }
  }
  return out;
}

// From points of the result to points of the image, which scale by as much as it takes.
Projection backwards(const ValueList& start, const ValueList& end) {
  Projection from = from_square(start), to = adjugate(from_square(end)), out{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 3; ++k) out.m[i][j] += from.m[i][k] * to.m[k][j];
    }
  }
  return out;
}

void perspective_shape(Infer& infer) {
  check_pixels(infer);
  for (int i = 1; i <= 2; ++i) {
    check_list(infer, i, 8, 8);
    double d = determinant(from_square(infer.list(i)));
    if (!std::isfinite(d) || d == 0)
      throw infer.error(ErrorCode::kValue, i, "three of the points lie on a line").accepted("the corners of a shape");
  }
  check_fill(infer, 4);
  infer.output(infer.dtype(0), infer.shape(0));
}

// The middles of n pixels, along an axis of two.
Tensor middles(Context& c, int64_t n, int axis) {
  Tensor at = plus(c, as_dtype(c, op<"arange">(c, whole(0), Value(n)), DType::kFloat64), Value(0.5));
  return as_shape(c, at, axis == 0 ? Shape{n, 1} : Shape{1, n});
}

void perspective_body(Invocation& call) {
  Context& c = call.context;
  Tensor img = call.tensor(0);
  Projection p = backwards(call[1].as_list(), call[2].as_list());
  Tensor y = middles(c, img.shape()[img.rank() - 2], 0), x = middles(c, img.shape()[img.rank() - 1], 1), rows[3];
  for (int i = 0; i < 3; ++i) {
    Tensor sum = plus(c, times(c, x, Value(p.m[i][0])), times(c, y, Value(p.m[i][1])));
    rows[i] = plus(c, sum, Value(p.m[i][2]));
  }
  auto place = [&](int i) { return minus(c, over(c, rows[i], rows[2]), Value(0.5)); };
  call.result(warped(c, img, place(1), place(0), look_of(call, 3, 4)));
}

}  // namespace

MIXGRAD_FUNCTION(rotate) {
  images(f, "rotate")
      .summary("Images turned by an angle.")
      .description("About their middle, or another point that stays. What lies outside the images is filled.")
      .attribute("angle", types::floating, "In degrees, counter-clockwise.");
  interpolated(f).attribute("expand", types::boolean, false,
                            "Whether the result is as large as it takes to hold the whole images, instead of their "
                            "size. They turn about their middle then.");
  filled(centred(f)).positional(2);
  of_size(f, "[..., C, height, width]")
      .error("value",
             "a number is not finite, fill or center has another number of numbers, or there are both expand "
             "and center")
      .shape(rotate_shape)
      .composed([](Invocation& call) {
        Context& c = call.context;
        Infer infer(call.function, call.arguments);
        AffineMap map(c);
        map.angle = number_of(c, std::fmod(-call[1].as_float(), 360));
        call.result(mapped(c, call.tensor(0), map, given_or_null(call, 4), turned_size(infer), look_of(call, 2, 5)));
      })
      .example(R"(
        let img = tensor([[[1, 2], [3, 4]]])
        expect rotate(img, 90) = [[[2, 4], [1, 3]]]
        expect rotate(tensor([[[1, 2, 3]]]), 90, expand: true) = [[[3], [2], [1]]]
      )");
}

MIXGRAD_FUNCTION(affine) {
  images(f, "affine")
      .summary("Images turned, moved, scaled and sheared.")
      .description(
          "Sheared first, then turned and scaled about their middle or another point, then moved. What lies outside "
          "the images is filled.")
      .math("p' = scale \\, R(angle) \\, S(shear) (p - center) + translate + center")
      .attribute("angle", types::floating, "In degrees, clockwise.")
      .attribute("translate", types::list(types::floating), "By how many pixels to the right, and down.")
      .attribute("scale", types::floating, "By how much images grow.")
      .minimum(0, true)
      .attribute("shear", types::list(types::floating),
                 "The angles in degrees by which vertical lines and, where there are two numbers, horizontal lines "
                 "lean.");
  interpolated(f);
  centred(filled(f)).positional(5);
  of_size(f, "[..., C, H, W]")
      .error("value",
             "a number is not finite, a list has another number of numbers, scale is not positive, or images would be "
             "sheared by a right angle")
      .shape(affine_shape)
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor img = call.tensor(0);
        const ValueList &moved = call[2].as_list(), &shear = call[4].as_list();
        AffineMap map(c);
        map.angle = number_of(c, std::fmod(call[1].as_float(), 360));
        map.x = number_of(c, moved[0].as_float()), map.y = number_of(c, moved[1].as_float());
        map.scale = number_of(c, call[3].as_float());
        map.shear_x = number_of(c, shear[0].as_float());
        if (shear.size() == 2) map.shear_y = number_of(c, shear[1].as_float());
        Shape size{img.shape()[img.rank() - 2], img.shape()[img.rank() - 1]};
        call.result(mapped(c, img, map, given_or_null(call, 7), size, look_of(call, 5, 6)));
      })
      .example(R"(
        let img = tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
        expect affine(img, 0, [1, 0], 1, [0]) = [[[0, 1, 2], [0, 4, 5], [0, 7, 8]]]
        expect affine(img, 180, [0, 0], 1, [0], fill: [5]) = [[[9, 8, 7], [6, 5, 4], [3, 2, 1]]]
      )");
}

MIXGRAD_FUNCTION(perspective) {
  images(f, "perspective")
      .summary("Images in perspective.")
      .description(
          "Four points of the images go to four others, and straight lines stay straight. What lies outside the images "
          "is filled.")
      .reference("Heckbert, Fundamentals of Texture Mapping and Image Warping, University of California, 1989")
      .attribute("startpoints", types::list(types::floating),
                 "x and y of four points of the images in turn, such as the corners: upper left, upper right, lower "
                 "right, lower left. In pixels from the upper left corner.")
      .attribute("endpoints", types::list(types::floating), "x and y of the points where those go to.");
  interpolated(f);
  filled(f).positional(3);
  of_size(f, "[..., C, H, W]")
      .error("value", "a number is not finite, a list has another number of numbers, or three points lie on a line")
      .shape(perspective_shape)
      .composed(perspective_body)
      .example(R"(
        let img = tensor([[[1, 2], [3, 4]]])
        expect perspective(img, [0, 0, 2, 0, 2, 2, 0, 2], [1, 0, 3, 0, 3, 2, 1, 2]) = [[[0, 1], [0, 3]]]
        let turned = perspective(img, [0, 0, 2, 0, 2, 2, 0, 2], [2, 0, 2, 2, 0, 2, 0, 0], interpolation: "bilinear")
        expect turned = [[[3, 1], [4, 2]]] within 1e-6
      )");
}

}  // namespace mixgrad
