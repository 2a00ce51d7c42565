// Parts of images, mirrored images, and images in other sizes or blurred.
#include <algorithm>
#include <cmath>

#include "core/ops/images.h"

namespace mixgrad {

namespace {

constexpr const char* kTwoAxes = "img has fewer than two axes";

// [..., height, width] of the images, from a distance to the upper and left borders; zeros outside.
Tensor cropped(Context& c, const Tensor& x, const int64_t (&from)[2], const Shape& size) {
  ValueList widths(static_cast<size_t>(x.rank() - 2) * 2, whole(0));
  for (int i = 0; i < 2; ++i) {
    int64_t n = x.shape()[x.rank() - 2 + i];
    int64_t start = std::clamp(from[i], -size[i], n);  // farther away it is all zeros too
    widths.push_back(Value(-start));
    widths.push_back(Value(static_cast<int64_t>(static_cast<__int128>(start) + size[i] - n)));
  }
  return op<"pad">(c, x, Value(std::move(widths)));
}

FunctionBuilder& cut(FunctionBuilder& f) {
  return f.output("out", "The images.", "as img", "[..., C, height, width]")
      .error("shape", kTwoAxes)
      .error("out_of_memory", "there is not enough memory for a tensor of this size");
}

void size_output(Infer& infer, int64_t height, int64_t width, int argument) {
  check_images(infer, 2);
  if (height < 0 || width < 0)
    throw infer.error(ErrorCode::kValue, argument, "a size is negative")
        .given(std::to_string(std::min(height, width)))
        .accepted("0 or more");
  Shape shape = infer.shape(0);
  shape[shape.rank() - 2] = height;
  shape[shape.rank() - 1] = width;
  infer.output(infer.dtype(0), shape);
}

// Where the middle part begins: above the image if it is smaller. Halves are rounded to even numbers.
int64_t middle(int64_t size, int64_t part) {
  if (part > size) return -((part - size) / 2);
  int64_t twice = size - part, half = twice / 2;
  return twice % 2 == 0 ? half : half + half % 2;
}

void flip_last(Invocation& call, int from_end) {
  Tensor x = call.tensor(0);
  call.result(op<"flip">(call.context, x, whole(x.rank() - from_end)));
}

FunctionBuilder& mirrored(FunctionBuilder& f) {
  return f.output("out", "The images.", "as img", "[..., C, H, W]").error("shape", kTwoAxes).shape([](Infer& infer) {
    check_images(infer, 2);
    infer.output(infer.dtype(0), infer.shape(0));
  });
}

Shape resized(Infer& infer) {
  check_images(infer, 2);
  const ValueList& given = infer.list(1);
  int64_t h = infer.shape(0)[infer.rank(0) - 2], w = infer.shape(0)[infer.rank(0) - 1];
  if (h == 0 || w == 0)
    throw infer.error(ErrorCode::kShape, 0, "the images have no elements").given(infer.shape(0).text());
  if (given.size() != 1 && given.size() != 2)
    throw infer.error(ErrorCode::kValue, 1, "there must be height and width, or the size of the shorter side")
        .given(std::to_string(given.size()))
        .accepted("1 or 2");
  Shape out = infer.shape(0);
  for (int i = 0; i < 2; ++i) {
    int64_t own = i == 0 ? h : w, shorter = std::min(h, w),
            n = given[given.size() - 1 ? static_cast<size_t>(i) : 0].as_int();
    double exact = static_cast<double>(n) * static_cast<double>(own) / static_cast<double>(shorter);
    if (n < 1 || exact > 0x1p53)
      throw infer.error(ErrorCode::kValue, 1, "a size is not positive, or too large")
          .given(std::to_string(n))
          .accepted("1 or more");
    if (given.size() == 1 && own != shorter) n = static_cast<int64_t>(exact);
    out[out.rank() - 2 + i] = n;
  }
  return out;
}

void resize_body(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Shape size = resized(infer);
  Tensor x = call.tensor(0), out = wide_images(c, x);
  int64_t mode = call[2].as_int();
  for (int axis = x.rank() - 1; axis >= x.rank() - 2; --axis) {
    if (size[axis] == x.shape()[axis]) continue;
    out = op<"resample">(c, out, Value(size[axis]), whole(axis), Value::enumerator(mode), Value(false),
                         Value(mode >= 2 && call[3].as_bool()));
  }
  call.result(as_dtype(c, out, x.dtype()));
}

// The densities of a normal distribution at whole distances from the middle, which sum to 1.
Tensor bell(Context& c, int64_t size, double sigma, DType dtype) {
  double half = static_cast<double>(size - 1) / 2;
  Tensor at = as_dtype(c, op<"arange">(c, whole(0), Value(size)), DType::kFloat64);
  Tensor density =
      op<"exp">(c, times(c, op<"square">(c, over(c, minus(c, at, Value(half)), Value(sigma))), Value(-0.5)));
  return as_dtype(c, over(c, density, op<"sum">(c, density)), dtype);
}

Tensor blurred(Context& c, const Tensor& x, int axis, int64_t size, double sigma) {
  if (size == 1) return x;
  ValueList widths(static_cast<size_t>(x.rank()) * 2, whole(0));
  widths[static_cast<size_t>(axis) * 2] = widths[static_cast<size_t>(axis) * 2 + 1] = Value(size / 2);
  Tensor padded = op<"pad">(c, x, Value(std::move(widths)), Value::enumerator(1)),
         weights = bell(c, size, sigma, x.dtype()), sum;
  int64_t n = x.shape()[axis];
  for (int64_t k = 0; k < size; ++k) {
    Tensor part = times(c, slice_of(c, padded, axis, k, k + n), slice_of(c, weights, 0, k, k + 1));
    sum = sum ? plus(c, sum, part) : part;
  }
  return sum;
}

void blur_shape(Infer& infer) {
  check_images(infer, 2);
  if (infer.shape(0).elements() == 0)
    throw infer.error(ErrorCode::kShape, 0, "the images have no elements").given(infer.shape(0).text());
  for (int64_t k : infer.sizes(1)) {
    if (k < 1 || k % 2 == 0 || k > 4095)
      throw infer.error(ErrorCode::kValue, 1, "the filter has no middle, or is too large")
          .given(std::to_string(k))
          .accepted("odd numbers from 1 to 4095");
  }
  infer.output(infer.dtype(0), infer.shape(0));
  if (!infer.has(2)) return;
  if (infer.list(2).size() != 1 && infer.list(2).size() != 2)
    throw infer.error(ErrorCode::kValue, 2, "there must be one deviation, or one along each axis")
        .given(std::to_string(infer.list(2).size()))
        .accepted("1 or 2");
  for (const Value& v : infer.list(2)) {
    if (!(v.as_float() > 0))
      throw infer.error(ErrorCode::kValue, 2, "a deviation is not positive").given(std::to_string(v.as_float()));
  }
}

void blur_body(Invocation& call) {
  Context& c = call.context;
  Tensor x = call.tensor(0), out = wide_images(c, x);
  Shape size = call[1].as_shape();
  for (int i = 0; i < 2; ++i) {  // along the width first
    double sigma = 0.15 * static_cast<double>(size[i]) + 0.35;
    if (call.has(2)) sigma = call[2].as_list()[call[2].as_list().size() == 1 ? 0 : static_cast<size_t>(i)].as_float();
    out = blurred(c, out, x.rank() - 1 - i, size[i], sigma);
  }
  call.result(as_dtype(c, out, x.dtype()));
}

}  // namespace

MIXGRAD_FUNCTION(crop) {
  images(f, "crop")
      .summary("A part of images.")
      .description("What lies outside the images is 0.")
      .attribute("top", types::integer, "How far below the upper border the part begins; negative: above it.")
      .attribute("left", types::integer, "How far from the left border the part begins; negative: outside.")
      .attribute("height", types::size, "The height of the part.")
      .attribute("width", types::size, "The width of the part.")
      .error("value", "height or width is negative");
  cut(f)
      .shape([](Infer& infer) { size_output(infer, infer.integer(3), infer.integer(4), 3); })
      .composed([](Invocation& call) {
        int64_t from[] = {call[1].as_int(), call[2].as_int()};
        call.result(cropped(call.context, call.tensor(0), from, Shape{call[3].as_int(), call[4].as_int()}));
      })
      .example(R"(
        let img = tensor([[[1, 2, 3], [4, 5, 6]]])
        expect crop(img, top: 1, left: 1, height: 2, width: 2) = [[[5, 6], [0, 0]]]
      )");
}

MIXGRAD_FUNCTION(center_crop) {
  images(f, "center_crop")
      .summary("The middle of images.")
      .description("Smaller images get zeros around them.")
      .attribute("output_size", types::int_or_tuple(2), "Height and width of the part, or one number for both.")
      .error("value", "a size is negative")
      .positional(2);
  cut(f)
      .shape([](Infer& infer) { size_output(infer, infer.sizes(1)[0], infer.sizes(1)[1], 1); })
      .composed([](Invocation& call) {
        Tensor x = call.tensor(0);
        Shape size = call[1].as_shape();
        int64_t from[] = {middle(x.shape()[x.rank() - 2], size[0]), middle(x.shape()[x.rank() - 1], size[1])};
        call.result(cropped(call.context, x, from, size));
      })
      .example(R"(
        let img = tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
        expect center_crop(img, 1) = [[[5]]]
        expect center_crop(img, [1, 5]) = [[[0, 4, 5, 6, 0]]]
      )");
}

MIXGRAD_FUNCTION(horizontal_flip) {
  images(f, "horizontal_flip").summary("Images with left and right exchanged.").description("A new tensor.");
  mirrored(f).composed([](Invocation& call) { flip_last(call, 1); }).example(R"(
        expect horizontal_flip(tensor([[[1, 2], [3, 4]]])) = [[[2, 1], [4, 3]]]
      )");
}

MIXGRAD_FUNCTION(vertical_flip) {
  images(f, "vertical_flip").summary("Images upside down.").description("A new tensor.");
  mirrored(f).composed([](Invocation& call) { flip_last(call, 2); }).example(R"(
        expect vertical_flip(tensor([[[1, 2], [3, 4]]])) = [[[3, 4], [1, 2]]]
      )");
}

MIXGRAD_FUNCTION(resize) {
  images(f, "resize")
      .summary("Images in another size.")
      .description(
          "With antialias all elements count when images shrink, in the modes bilinear and bicubic. See interpolate.")
      .attribute("size", types::shape,
                 "Height and width; one number is the shorter side, and the other keeps its proportion.")
      .attribute("interpolation", resize_mode(), Value::enumerator(2), "What new elements are made of.")
      .attribute("antialias", types::boolean, true, "Whether filters widen when images shrink.")
      .positional(2)
      .output("out", "The images. float16 and bfloat16 compute in float32.", "as img", "[..., C, height, width]")
      .error("shape", "img has fewer than two axes, or images have no elements")
      .error("value", "size has not one or two numbers, or one is not positive")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) { infer.output(infer.dtype(0), resized(infer)); })
      .composed(resize_body)
      .example(R"(
        let img = tensor([[[1, 2, 3, 4], [1, 2, 3, 4]]])
        expect resize(img, [1]) = [[[1.7142857, 3.2857143]]] within 1e-6
        expect resize(img, [1, 2], interpolation: "nearest") = [[[1, 3]]]
      )");
}

MIXGRAD_FUNCTION(gaussian_blur) {
  images(f, "gaussian_blur")
      .summary("Blurred images.")
      .description(
          "Each pixel becomes a mean of its neighbours, with the weights of a normal distribution. Images are mirrored "
          "at their borders.")
      .attribute("kernel_size", types::int_or_tuple(2), "Width and height of the filter, odd, or one number for both.")
      .attribute("sigma", types::optional(types::list(types::floating)), Value::null(),
                 "The standard deviation along the width and the height, or one for both; 0.15 kernel_size + 0.35 if "
                 "it is left out.")
      .positional(2)
      .output("out", "The images. float16 and bfloat16 compute in float32.", "as img", "[..., C, H, W]")
      .error("shape", "img has fewer than two axes, or images have no elements")
      .error("value", "kernel_size is not odd or not 1 to 4095, or sigma has not one or two positive numbers")
      .shape(blur_shape)
      .composed(blur_body)
      .example(R"(
        let img = tensor([[[0, 1, 0, 0]]])
        expect gaussian_blur(img, [3, 1], sigma: [1]) = [[[0.5481375, 0.4518628, 0.2740687, 0]]] within 1e-5
      )");
}

}  // namespace mixgrad
