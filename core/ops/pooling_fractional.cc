// Max pooling over windows at random places, so that sizes shrink by a fraction.
#include "core/ops/losses.h"
#include "core/ops/pooling.h"
#include "core/ops/random.h"

namespace mixgrad {

namespace {

constexpr int kX = 0, kSamples = 1, kKernel = 2, kSize = 3, kRatio = 4;

Shape in_front(const Shape& shape, int axes) {
  Shape out;
  for (int i = 0; i < shape.rank() - axes; ++i) out.push_back(shape[i]);
  return out;
}
Shape samples_shape(const Shape& x, int axes) {
  Shape out = in_front(x, axes);
  out.push_back(axes);
  return out;
}

// How many windows there are along each axis.
template <int kAxes>
Shape window_counts(Infer& infer) {
  check_axes(infer, kAxes);
  bool by_size = infer.has(kSize);
  if (by_size == infer.has(kRatio))
    throw infer
        .error(ErrorCode::kValue, kSize,
               "either " + name_mark("output_size") + " or " + name_mark("output_ratio") +
                   " says how many windows there are")
        .given(by_size ? "both" : "neither");
  Shape kernel = numbers_of(infer.argument(kKernel)), counts = last_axes_of(infer.shape(kX), kAxes);
  if (by_size) {
    Shape given = numbers_of(infer.argument(kSize));
    for (int i = 0; i < kAxes; ++i) counts[i] = given[i];
  } else {
    const ValueList& ratios = infer.list(kRatio);
    if (ratios.size() != 1 && ratios.size() != kAxes)
      throw infer.error(ErrorCode::kValue, kRatio, "there must be one number for all axes, or one for each")
          .given(std::to_string(ratios.size()))
          .accepted("1 or " + std::to_string(kAxes));
    for (int i = 0; i < kAxes; ++i) {
      double ratio = ratios[ratios.size() == 1 ? 0 : static_cast<size_t>(i)].as_float();
      if (!(ratio > 0 && ratio < 1))
        throw infer.error(ErrorCode::kValue, kRatio, "a ratio is out of range")
            .given(std::to_string(ratio))
            .accepted("above 0, below 1");
      counts[i] = static_cast<int64_t>(static_cast<double>(counts[i]) * ratio);
    }
  }
  for (int i = 0; i < kAxes; ++i) {
    int64_t size = infer.shape(kX)[infer.rank(kX) - kAxes + i];
    if (kernel[i] < 1 || kernel[i] > size)
      throw infer.error(ErrorCode::kValue, kKernel, "a window does not fit the axis along which it moves")
          .given(std::to_string(kernel[i]))
          .accepted("1 to " + std::to_string(size));
    if (counts[i] < 1 || counts[i] > size - kernel[i] + 1)
      throw infer.error(ErrorCode::kValue, by_size ? kSize : kRatio, "so many windows do not fit the axis")
          .given(std::to_string(counts[i]))
          .accepted("1 to " + std::to_string(size - kernel[i] + 1));
  }
  Shape wanted = samples_shape(infer.shape(kX), kAxes);
  if (infer.has(kSamples) && !(infer.shape(kSamples) == wanted))
    throw infer.error(ErrorCode::kShape, kSamples, "there must be a number for each axis of each plane")
        .given(infer.shape(kSamples).text())
        .accepted(wanted.text());
  return counts;
}

template <int kAxes>
void values_shape(Infer& infer) {
  infer.output(infer.dtype(kX), with_last_axes(infer.shape(kX), window_counts<kAxes>(infer)));
}

// Where the elements of the windows along one axis are, [planes, windows, kernel]. Window i of m begins at
// floor((i + u) a) - floor(u a) with a = (n - kernel) / (m - 1), the last one so that it ends with the axis.
Tensor places_along(Context& c, const Tensor& samples, int64_t size, int64_t windows, int64_t kernel) {
  double step = windows > 1 ? static_cast<double>(size - kernel) / static_cast<double>(windows - 1) : 0;
  Tensor number = as_shape(c, op<"arange">(c, whole(0), Value(windows)), Shape{1, windows});
  auto floor_of = [&](const Tensor& steps) { return op<"floor">(c, times(c, steps, Value(step))); };
  Tensor moved = minus(c, floor_of(plus(c, as_dtype(c, number, DType::kFloat64), samples)), floor_of(samples));
  Tensor start = op<"where">(c, op<"equal">(c, number, Value(windows - 1)), Value(size - kernel),
                             as_dtype(c, moved, DType::kInt64));
  return plus(c, op<"expand_dims">(c, start, whole(-1)), op<"arange">(c, whole(0), Value(kernel)));
}

// Values and positions of the largest elements.
template <int kAxes>
std::pair<Tensor, Tensor> pooled(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Shape counts = window_counts<kAxes>(infer), kernel = numbers_of(call[kKernel]);
  Tensor x = call.tensor(kX);
  Shape sizes = last_axes_of(x.shape(), kAxes), drawn = samples_shape(x.shape(), kAxes);
  int64_t planes = in_front(x.shape(), kAxes).elements();
  Tensor samples = call.has(kSamples) ? call.tensor(kSamples) : fractions_for(call, {x.dtype(), drawn});
  samples = as_shape(c, as_dtype(c, samples, DType::kFloat64), Shape{planes, kAxes});
  Tensor places;  // in the axes so far together, [planes, windows, elements of each]
  int64_t windows = 1, elements = 1;
  for (int i = 0; i < kAxes; ++i) {
    int sample = kAxes == 2 ? 1 - i : i;  // of two axes the last one's number comes first
    Tensor along = places_along(c, slice_of(c, samples, 1, sample, sample + 1), sizes[i], counts[i], kernel[i]);
    if (places) {
      Tensor lines = times(c, as_shape(c, places, Shape{planes, windows, 1, elements, 1}), Value(sizes[i]));
      along = plus(c, lines, as_shape(c, along, Shape{planes, 1, counts[i], 1, kernel[i]}));
    }
    windows *= counts[i];
    elements *= kernel[i];
    places = as_shape(c, along, Shape{planes, windows, elements});
  }
  Value last(int64_t{-1});
  Tensor all = as_shape(c, x, Shape{planes, sizes.elements()}),
         flat = as_shape(c, places, Shape{planes, windows * elements});
  Tensor found = as_shape(c, op<"take_along_axis">(c, all, flat, last), Shape{planes, windows, elements});
  Tensor best = op<"argmax">(c, found, last, Value(true));
  Shape out = with_last_axes(x.shape(), counts);
  auto chosen = [&](const Tensor& of) { return as_shape(c, op<"take_along_axis">(c, of, best, last), out); };
  return {chosen(found), chosen(places)};
}

template <int kAxes>
FunctionBuilder& fractional(FunctionBuilder& f, const char* name, const char* what) {
  Type numbers = one_for_each_axis(kAxes);
  pooling(f, name, kAxes)
      .summary(std::string("The largest elements of windows at random places along ") + axes_text(kAxes) + what)
      .description(std::string(
          "Windows are one or two sizes apart, in a random order, so that an axis may shrink by any "
          "fraction; each plane has places of its own. With a number u in [0, 1), window i of m along an axis "
          "of n elements begins at ⌊(i + u) a⌋ − ⌊u a⌋, with a = (n − k) / (m − 1), and the last one at n − k, "
          "computed in float64. The first element gets the gradient, if several are the largest; a NaN counts "
          "as the largest."))
      .math("out_j = \\max_k x_{s_j + k}")
      .reference("Graham, Fractional Max-Pooling, 2014")
      .tensor("random_samples",
              std::string("The numbers u in [0, 1), for each plane those of ") +
                  (kAxes == 2 ? "width and height" : "depth, height and width") +
                  "; drawn if they are left out, in x's dtype, float32 for smaller ones.",
              "floating", "[..., " + std::to_string(kAxes) + "]")
      .optional()
      .without_gradient()
      .attribute("kernel_size", numbers, "The size of a window; one number for all axes.")
      .attribute("output_size", types::optional(numbers), Value::null(),
                 "How many windows there are; one number for all axes.")
      .attribute("output_ratio", types::optional(types::list(types::floating)), Value::null(),
                 "How many windows there are for an element, above 0 and below 1, of each axis or of all: the numbers "
                 "of windows are rounded down. Either this or output_size must be given.")
      .positional(1);
  return from_generator(f)
      .trait("random")
      .error("shape",
             "x has fewer axes than the windows, or one of them has no elements, or random_samples has not a "
             "number for each axis of each plane")
      .error("value",
             "not one of output_size and output_ratio is given, or kernel_size or so many windows do not fit x");
}

template <int kAxes>
FunctionBuilder& fractional_max_pool(FunctionBuilder& f, const char* name) {
  return fractional<kAxes>(f, name, ".")
      .output("out", "The largest elements.", "as x", pooled_text(kAxes, "n"))
      .shape(values_shape<kAxes>)
      .composed([](Invocation& call) { call.result(pooled<kAxes>(call).first); });
}
template <int kAxes>
FunctionBuilder& fractional_max_pool_with_indices(FunctionBuilder& f, const char* name) {
  return values_and_indices(fractional<kAxes>(f, name, ", and where they are."), kAxes)
      .shape([](Infer& infer) {
        values_shape<kAxes>(infer);
        infer.output(DType::kInt64, infer.output(0).shape);
      })
      .composed([](Invocation& call) {
        auto [values, indices] = pooled<kAxes>(call);
        call.result(values);
        call.result(indices);
      });
}

}  // namespace

MIXGRAD_FUNCTION(fractional_max_pool2d) {
  fractional_max_pool<2>(f, "fractional_max_pool2d").example(R"(
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
        let samples = tensor([0.5, 0.5])
        let pooled = fractional_max_pool2d(x, random_samples: samples, kernel_size: [2, 1], output_size: [2, 3])
        expect pooled = [[5, 7, 8], [9, 11, 12]]
      )");
}
MIXGRAD_FUNCTION(fractional_max_pool3d) {
  fractional_max_pool<3>(f, "fractional_max_pool3d").example(R"(
        let x = tensor([[[1, 2, 3], [4, 5, 6]]])
        expect fractional_max_pool3d(x, kernel_size: 1, output_size: [1, 2, 3]) = [[[1, 2, 3], [4, 5, 6]]]
        expect fractional_max_pool3d(x, kernel_size: 1, output_size: [1, 2, 2]) shape = [1, 2, 2]
      )");
}
MIXGRAD_FUNCTION(fractional_max_pool2d_with_indices) {
  fractional_max_pool_with_indices<2>(f, "fractional_max_pool2d_with_indices").example(R"(
        let x = tensor([[1, 9, 3], [7, 5, 6]])
        let best = fractional_max_pool2d_with_indices(x, kernel_size: 2, output_size: [1, 2])
        expect best.values = [[9, 9]]
        expect best.indices index = [[1, 1]]
      )");
}
MIXGRAD_FUNCTION(fractional_max_pool3d_with_indices) {
  fractional_max_pool_with_indices<3>(f, "fractional_max_pool3d_with_indices").example(R"(
        let x = tensor([[[1, 9, 3], [7, 5, 6]]])
        let best = fractional_max_pool3d_with_indices(x, kernel_size: [1, 2, 2], output_size: [1, 1, 2])
        expect best.values = [[[9, 9]]]
        expect best.indices index = [[[1, 1]]]
      )");
}

}  // namespace mixgrad
