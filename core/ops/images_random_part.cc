// A random part of images, shown in another size or erased.
#include <algorithm>
#include <cmath>

#include "core/ops/images.h"

namespace mixgrad {

namespace {

constexpr int64_t kTries = 10, kDraws = 2 * kTries + 2;
enum Mode { kNearest, kNearestExact, kBilinear, kBicubic };

struct Ends {
  double low, high;
  explicit Ends(const ValueList& list) : low(list[0].as_float()), high(list[1].as_float()) {}
};

void check_ends(Infer& infer, int i, double most) {
  check_list(infer, i, 2, 2);
  Ends ends(infer.list(i));
  if (!(ends.low > 0 && ends.low <= ends.high && ends.high <= most))
    throw infer.error(ErrorCode::kValue, i, "the numbers are in the wrong order, or out of range")
        .given(std::to_string(ends.low) + " to " + std::to_string(ends.high))
        .accepted(std::isinf(most) ? "numbers above 0" : "numbers above 0, at most " + std::to_string(most));
}

// A box of an area and a ratio of its sides: tensors of float64 with one element.
struct Box {
  Tensor sides[2];  // the first over the second is the ratio
  Tensor found;     // whether one of the tries fits
};

// The first of ten tries that fits: numbers of `u` from 2 i on say the area and the logarithm of the ratio.
Box drawn_box(Context& c, const Tensor& u, const int64_t (&most)[2], int64_t area, Ends scale, Ends ratio) {
  Tensor tries = as_dtype(c, as_shape(c, slice_of(c, u, 0, 0, 2 * kTries), Shape{kTries, 2}), DType::kFloat64);
  auto column = [&](int64_t i, const Tensor& low, const Tensor& high) {
    Tensor part = as_shape(c, slice_of(c, tries, 1, i, i + 1), Shape{kTries});
    return plus(c, low, times(c, part, minus(c, high, low)));
  };
  auto number = [&](double value) { return full_of(c, value, DType::kFloat64, Shape{1}); };
  Tensor areas = times(c, column(0, number(scale.low), number(scale.high)), Value(static_cast<double>(area)));
  Tensor least = op<"log">(c, number(ratio.low)), most_of_all = op<"log">(c, number(ratio.high));
  Tensor ratios = op<"exp">(c, column(1, least, most_of_all));
  Tensor sides[] = {op<"round">(c, op<"sqrt">(c, times(c, areas, ratios))),
                    op<"round">(c, op<"sqrt">(c, over(c, areas, ratios)))};
  Tensor fits;
  for (int i = 0; i < 2; ++i) {
    Tensor good = op<"logical_and">(c, op<"greater">(c, sides[i], whole(0)),
                                    op<"less_equal">(c, sides[i], Value(static_cast<double>(most[i]))));
    fits = fits ? op<"logical_and">(c, fits, good) : good;
  }
  Tensor first = op<"argmax">(c, op<"astype">(c, fits, Value(DType::kInt32)), whole(0), Value(true));
  return {{op<"take">(c, sides[0], first, whole(0)), op<"take">(c, sides[1], first, whole(0))},
          op<"any">(c, fits, whole(0), Value(true))};
}

// Where a part of a random size begins along an axis.
Tensor start_of(Context& c, const Tensor& u, int64_t i, int64_t size, const Tensor& part) {
  Tensor free = minus(c, Value(static_cast<double>(size)), part);
  Tensor at = op<"floor">(c, times(c, between(c, u, i, 0, 1), plus(c, free, whole(1))));
  return op<"minimum">(c, at, free);
}

Tensor counted(Context& c, int64_t n, const Shape& shape) {
  return as_shape(c, as_dtype(c, op<"arange">(c, whole(0), Value(n)), DType::kFloat64), shape);
}

// Keys's function of distances that are not negative.
Tensor cubic(Context& c, const Tensor& t, double a) {
  Tensor near = plus(c, times(c, op<"square">(c, t), minus(c, times(c, t, Value(a + 2)), Value(a + 3))), whole(1));
  Tensor far = times(c, plus(c, times(c, minus(c, times(c, t, Value(a)), Value(5 * a)), t), Value(8 * a)), t);
  far = minus(c, far, Value(4 * a));
  Tensor out = op<"where">(c, op<"less_equal">(c, t, whole(1)), near, far);
  return op<"where">(c, op<"less">(c, t, whole(2)), out, whole(0));
}
Tensor triangle(Context& c, const Tensor& t) { return op<"maximum">(c, minus(c, whole(1), t), whole(0)); }

// Of each of n elements the places along an axis that it is made of, and what they count: [K, n].
struct Parts {
  Tensor places, weights;
};

// Of n elements that show the part of an axis that begins at `start` and is `length` long; the axis has `size`
// elements. The weights of resample, whose part is known beforehand.
Parts parts_of(Context& c, int64_t size, int64_t n, const Tensor& start, const Tensor& length, int64_t mode,
               bool antialias) {
  Tensor step = over(c, length, Value(n)), last = minus(c, length, whole(1)), row = counted(c, n, Shape{1, n});
  auto clamped = [&](const Tensor& x) { return op<"minimum">(c, op<"maximum">(c, x, whole(0)), last); };
  auto placed = [&](const Tensor& at) { return op<"astype">(c, plus(c, at, start), Value(DType::kInt64)); };
  if (mode == kNearest || mode == kNearestExact) {
    Tensor from = mode == kNearest ? row : plus(c, row, Value(0.5));
    Tensor at = op<"minimum">(c, op<"floor">(c, times(c, from, step)), last);
    return {placed(at), op<"ones_like">(c, at)};
  }
  Tensor centre = minus(c, times(c, plus(c, row, Value(0.5)), step), Value(0.5));
  if (antialias) {
    double reach = mode == kBilinear ? 1 : 2, most = std::max(1.0, static_cast<double>(size) / static_cast<double>(n));
    auto taps = static_cast<int64_t>(std::floor(2 * reach * most)) + 1;
    Tensor wide = op<"maximum">(c, step, whole(1));
    Tensor first = op<"ceil">(c, minus(c, centre, times(c, wide, Value(reach))));
    Tensor at = plus(c, first, counted(c, taps, Shape{taps, 1})), in = clamped(at);
    Tensor t = over(c, op<"abs">(c, minus(c, at, centre)), wide);
    Tensor weight = mode == kBilinear ? triangle(c, t) : cubic(c, t, -0.5);
    weight = op<"where">(c, op<"equal">(c, in, at), weight, whole(0));
    return {placed(in), over(c, weight, op<"sum">(c, weight, whole(0), Value(true)))};
  }
  if (mode == kBilinear) centre = clamped(centre);
  Tensor below = op<"floor">(c, centre);
  int64_t taps = mode == kBilinear ? 2 : 4;
  Tensor at = plus(c, below, plus(c, counted(c, taps, Shape{taps, 1}), whole(mode == kBilinear ? 0 : -1)));
  Tensor t = op<"abs">(c, minus(c, at, centre));
  return {placed(clamped(at)), mode == kBilinear ? triangle(c, t) : cubic(c, t, -0.75)};
}

// The last axis of [rest, rows, columns] shown by others, and the last two exchanged.
Tensor shown(Context& c, const Tensor& x, const Parts& parts) {
  Shape shape = x.shape();
  int64_t n = parts.places.shape()[1];
  Tensor flat = as_shape(c, x, Shape{shape[0] * shape[1], shape[2]});
  Tensor out = op<"weighted_take">(c, flat, parts.places, as_dtype(c, parts.weights, x.dtype()));
  return op<"copy">(c, transposed(c, as_shape(c, out, Shape{shape[0], shape[1], n})));
}

// The largest part in the middle whose ratio is within its ends: height and width.
Shape middle_part(int64_t height, int64_t width, Ends ratio) {
  double h = static_cast<double>(height), w = static_cast<double>(width);
  auto rounded = [](double x, int64_t most) {
    return std::clamp<int64_t>(static_cast<int64_t>(std::nearbyint(x)), 1, most);
  };
  if (w / h < ratio.low) return Shape{rounded(w / ratio.low, height), width};
  if (w / h > ratio.high) return Shape{height, rounded(h * ratio.high, width)};
  return Shape{height, width};
}

void resized_crop_shape(Infer& infer) {
  check_pixels(infer);
  Shape shape = infer.shape(0), size = infer.sizes(1);
  for (int i = 0; i < 2; ++i) {
    if (size[i] < 1)
      throw infer.error(ErrorCode::kValue, 1, "a size is not positive")
          .given(std::to_string(size[i]))
          .accepted("1 or more");
    shape[shape.rank() - 2 + i] = size[i];
  }
  check_ends(infer, 2, 1);
  check_ends(infer, 3, INFINITY);
  infer.output(infer.dtype(0), shape);
}

void resized_crop_body(Invocation& call) {
  Context& c = call.context;
  Tensor img = call.tensor(0), wide = wide_images(c, img), u = fractions(call, kDraws);
  Shape size = call[1].as_shape();
  int64_t sizes[] = {img.shape()[img.rank() - 2], img.shape()[img.rank() - 1]}, turned[] = {sizes[1], sizes[0]};
  Box box = drawn_box(c, u, turned, sizes[0] * sizes[1], Ends(call[2].as_list()), Ends(call[3].as_list()));
  Shape middle = middle_part(sizes[0], sizes[1], Ends(call[3].as_list()));
  Parts parts[2];
  for (int i = 0; i < 2; ++i) {
    auto choose = [&](const Tensor& drawn, int64_t otherwise) {
      return op<"where">(c, box.found, drawn, Value(static_cast<double>(otherwise)));
    };
    Tensor length = choose(box.sides[1 - i], middle[i]);
    Tensor start = choose(start_of(c, u, 2 * kTries + i, sizes[i], length), (sizes[i] - middle[i]) / 2);
    parts[i] = parts_of(c, sizes[i], size[i], start, length, call[4].as_int(), call[5].as_bool());
  }
  Shape shape = img.shape();
  int64_t rest = 1;
  for (int i = 0; i < shape.rank() - 2; ++i) rest *= shape[i];
  Tensor out = shown(c, as_shape(c, wide, Shape{rest, sizes[0], sizes[1]}), parts[1]);  // the last axis first
  out = shown(c, out, parts[0]);
  for (int i = 0; i < 2; ++i) shape[shape.rank() - 2 + i] = size[i];
  call.result(as_dtype(c, as_shape(c, out, shape), img.dtype()));
}

void erasing_shape(Infer& infer) {
  check_pixels(infer);
  check_ends(infer, 2, 1);
  check_ends(infer, 3, INFINITY);
  const Shape& shape = infer.shape(0);
  if (infer.has(4)) check_list(infer, 4, 1, shape.rank() < 3 ? 1 : static_cast<size_t>(shape[shape.rank() - 3]));
  infer.output(infer.dtype(0), shape);
}

// Box and Muller's cosine, of numbers in [0, 1): the first half of them, and the second.
Tensor normal_of(Context& c, const Tensor& u, const Shape& shape) {
  int64_t n = shape.elements();
  Tensor radius = op<"log">(c, minus(c, whole(1), slice_of(c, u, 0, 0, n)));
  Tensor angle = times(c, slice_of(c, u, 0, n, 2 * n), Value(2 * 3.141592653589793));
  Tensor out = times(c, op<"sqrt">(c, times(c, radius, Value(-2.0))), op<"cos">(c, angle));
  return as_shape(c, out, shape);
}

// What stands where images are erased: a number for each channel or one for all, or random ones.
Tensor instead(Invocation& call, const Tensor& img, const Tensor& u, const Shape& each) {
  Context& c = call.context;
  if (!call.has(4)) {
    Tensor random = slice_of(c, u, 0, kDraws + 1, u.shape()[0]);
    return as_dtype(c, normal_of(c, img.dtype() == DType::kFloat64 ? as_dtype(c, random, img.dtype()) : random, each),
                    img.dtype());
  }
  ValueList rows;
  for (const Value& v : call[4].as_list())
    rows.push_back(Value(full_of(c, v.as_float(), img.dtype(), img.rank() < 3 ? Shape{1, 1} : Shape{1, 1, 1})));
  return op<"concat">(c, Value(std::move(rows)), whole(0));
}

// One draw has all random numbers, so that examples of vmap take theirs one after the other.
void erasing_body(Invocation& call) {
  Context& c = call.context;
  Tensor img = call.tensor(0);
  int rank = img.rank();
  Shape each;
  for (int i = std::max(0, rank - 3); i < rank; ++i) each.push_back(img.shape()[i]);
  Tensor u = fractions(call, kDraws + 1 + (call.has(4) ? 0 : 2 * each.elements()));
  int64_t sizes[] = {img.shape()[rank - 2], img.shape()[rank - 1]}, smaller[] = {sizes[0] - 1, sizes[1] - 1};
  Box box = drawn_box(c, u, smaller, sizes[0] * sizes[1], Ends(call[2].as_list()), Ends(call[3].as_list()));
  Tensor chosen = op<"less">(c, slice_of(c, u, 0, kDraws, kDraws + 1), call[1]);
  chosen = op<"logical_and">(c, chosen, box.found);
  for (int i = 0; i < 2; ++i) {
    Tensor start = start_of(c, u, 2 * kTries + i, sizes[i], box.sides[i]);
    Tensor at = minus(c, counted(c, sizes[i], i == 0 ? Shape{sizes[0], 1} : Shape{1, sizes[1]}), start);
    Tensor in = op<"logical_and">(c, op<"greater_equal">(c, at, whole(0)), op<"less">(c, at, box.sides[i]));
    chosen = op<"logical_and">(c, chosen, in);
  }
  call.result(op<"where">(c, chosen, instead(call, img, u, each), img));
}

FunctionBuilder& ends(FunctionBuilder& f, const char* name, double low, double high, const char* what) {
  return f.attribute(name, types::list(types::floating), Value(ValueList{Value(low), Value(high)}), what);
}

}  // namespace

MIXGRAD_FUNCTION(random_resized_crop) {
  drawn(f, "RandomResizedCrop")
      .summary("A random part of images, in a size of its own.")
      .description(
          "Area and ratio of the part's sides are drawn up to ten times, until it fits into the images; all areas, "
          "logarithms of ratios and places are equally likely. If none fits it is the middle of the images. 22 random "
          "numbers are drawn for the whole tensor.")
      .reference("Szegedy et al., Going Deeper with Convolutions, CVPR 2015")
      .attribute("size", types::int_or_tuple(2), "Height and width of the result, or one number for both.");
  ends(f, "scale", 0.08, 1, "The smallest and the largest area of the part, of that of the images.");
  ends(f, "ratio", 0.75, 1.3333333333333333, "The smallest and the largest ratio of the part's width to its height.")
      .attribute("interpolation", resize_mode(), Value::enumerator(kBilinear), "What new elements are made of.")
      .attribute("antialias", types::boolean, true, "Whether filters widen when the part shrinks.");
  image_generator(f)
      .positional(2)
      .output("out", "The part. float16 and bfloat16 compute in float32.", "as img", "[..., C, height, width]")
      .error("shape", "img has fewer than two axes, or images have no elements")
      .error("value",
             "a size is not positive, scale is not two numbers in order between 0 and 1, or ratio not two positive "
             "ones")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape(resized_crop_shape)
      .composed(resized_crop_body)
      .example(R"(
        let img = tensor([[[1, 2], [3, 4]]])
        expect random_resized_crop(img, 2, scale: [1, 1], ratio: [1, 1]) = [[[1, 2], [3, 4]]] within 1e-6
        expect random_resized_crop(img, [3, 4]) shape = [1, 3, 4]
      )");
}

MIXGRAD_FUNCTION(random_erasing) {
  drawn(f, "RandomErasing")
      .summary("Erases a random rectangle of images.")
      .description(
          "Area and ratio of its sides are drawn up to ten times, until it is smaller than the images; all areas, "
          "logarithms of ratios and places are equally likely. If none fits nothing is erased. 23 random numbers are "
          "drawn for the whole tensor, and two for each element that may be erased where value is null.")
      .reference("Zhong et al., Random Erasing Data Augmentation, AAAI 2020")
      .attribute("p", types::floating, 0.5, "How probable it is that something is erased.")
      .minimum(0)
      .maximum(1);
  ends(f, "scale", 0.02, 0.33, "The smallest and the largest area of the rectangle, of that of the images.");
  ends(f, "ratio", 0.3, 3.3, "The smallest and the largest ratio of its height to its width.")
      .attribute("value", types::optional(types::list(types::floating)), Value(ValueList{Value(0.0)}),
                 "What stands there instead: a number for each channel, or one for all; null for random numbers of "
                 "the standard normal distribution, the same for all images.");
  image_generator(f)
      .positional(2)
      .output("out", "The images.", "as img", "[..., C, H, W]")
      .error("shape", "img has fewer than two axes, or images have no elements")
      .error("value",
             "p is not between 0 and 1, scale is not two numbers in order between 0 and 1, ratio not two positive "
             "ones, or value has another number of numbers")
      .shape(erasing_shape)
      .composed(erasing_body)
      .example(R"(
        let img = tensor([[[1, 1], [1, 1]]])
        expect random_erasing(img, 0) = [[[1, 1], [1, 1]]]
        expect sum(random_erasing(img, 1, scale: [0.25, 0.25], ratio: [1, 1])) = 3
      )");
}

}  // namespace mixgrad
