// The way back from max pooling: elements return to where they were, among zeros.
#include "core/ops/pooling.h"

namespace mixgrad {

namespace {

constexpr int kX = 0, kIndices = 1, kKernel = 2, kStride = 3, kPadding = 4, kSize = 5;

Shape for_each_axis(const Value& given, const Shape& like, int64_t otherwise) {
  Shape out = like;
  for (int i = 0; i < out.rank(); ++i) out[i] = otherwise;
  return given.is_absent() || given.is_null() ? out : numbers_of(given);
}

template <int kAxes>
Shape unpooled_sizes(Infer& infer) {
  check_axes(infer, kAxes);
  if (!(infer.shape(kIndices) == infer.shape(kX)))
    throw infer.error(ErrorCode::kShape, kIndices, "there must be one position for each element")
        .given(infer.shape(kIndices).text())
        .accepted(infer.shape(kX).text());
  Shape kernel = numbers_of(infer.argument(kKernel)), padding = for_each_axis(infer.argument(kPadding), kernel, 0);
  Shape stride = infer.has(kStride) ? numbers_of(infer.argument(kStride)) : kernel;
  Shape counts = last_axes_of(infer.shape(kX), kAxes), sizes = counts;
  auto check = [&](int argument, int64_t number, int64_t least, int64_t most) {
    if (number >= least && number <= most) return;
    const std::string& name = infer.function().arguments[static_cast<size_t>(argument)].name;
    throw infer.error(ErrorCode::kValue, argument, "argument " + name_mark(name) + " is out of range")
        .given(std::to_string(number))
        .accepted(std::to_string(least) + " to " + std::to_string(most));
  };
  for (int i = 0; i < kAxes; ++i) {
    check(kKernel, kernel[i], 1, INT32_MAX);
    check(kStride, stride[i], 1, INT32_MAX);
    check(kPadding, padding[i], 0, kernel[i] / 2);
    checked_bytes(Shape{counts[i], stride[i], 2}, 1);
    sizes[i] = (counts[i] - 1) * stride[i] - 2 * padding[i] + kernel[i];
  }
  if (!infer.has(kSize)) return sizes;
  Shape given = numbers_of(infer.argument(kSize));
  for (int i = 0; i < kAxes; ++i)  // sizes of which pooling makes so many windows
    check(kSize, given[i], std::max<int64_t>(sizes[i] - stride[i] + 1, 1), sizes[i] + stride[i] - 1);
  return given;
}

template <int kAxes>
void unpooled_shape(Infer& infer) {
  infer.output(infer.dtype(kX), with_last_axes(infer.shape(kX), unpooled_sizes<kAxes>(infer)));
}

template <int kAxes>
void unpool(Invocation& call) {
  Context& c = call.context;
  Infer infer(call.function, call.arguments);
  Tensor x = call.tensor(kX);
  Shape out = with_last_axes(x.shape(), unpooled_sizes<kAxes>(infer)), elements = merged_last_axes(x.shape(), kAxes);
  Tensor put =
      op<"scatter">(c, zeros_of(c, {x.dtype(), merged_last_axes(out, kAxes)}),
                    as_shape(c, call.tensor(kIndices), elements), as_shape(c, x, elements), Value(int64_t{-1}));
  call.result(as_shape(c, put, out));
}

template <int kAxes>
FunctionBuilder& max_unpool(FunctionBuilder& f, const char* name) {
  Type numbers = one_for_each_axis(kAxes);
  std::string one = kAxes == 1 ? "" : "; one number for all axes", shape = pooled_text(kAxes, "n");
  pooling(f, name, kAxes)
      .summary(std::string("Puts what max pooling gave back where it was, along ") + axes_text(kAxes) + ".")
      .description(
          "All other elements are 0. Where several go to one place, because windows overlapped, the last one in "
          "row-major order stays, and it alone has a gradient.")
      .math("out = 0; out_{indices_j} = x_j")
      .reference("Zeiler, Taylor and Fergus, Adaptive Deconvolutional Networks, ICCV 2011")
      .tensor("indices", "For each element its position in the last axes of the result together, in row-major order.",
              "integer", shape)
      .carries_indices()
      .attribute("kernel_size", numbers, "The size of a window of the pooling" + one + ".")
      .attribute("stride", types::optional(numbers), Value::null(),
                 "Steps between windows" + one + "; the size of a window if it is left out.")
      .attribute("padding", numbers, same_for_each_axis(kAxes, 0), "How far the windows reached beyond the ends.")
      .attribute("output_size", types::optional(numbers), Value::null(),
                 "The sizes of the result's last axes" + one +
                     ", less than a step from (n - 1) stride - 2 padding + kernel_size, which they are if it is left "
                     "out: pooling makes as many windows of several sizes.")
      .positional(3)
      .output("out", "The elements among zeros.", "as x", "[..., *output_size]")
      .error("shape", "x has fewer axes than the windows, or one of them has no elements, or indices has another shape")
      .error("value",
             "a size or a step is smaller than 1, or the padding is not 0 to half of a window, or output_size "
             "is a step or more from the usual")
      .error("index", "a position is not in the result")
      .shape(unpooled_shape<kAxes>)
      .composed(unpool<kAxes>);
  return f;
}

}  // namespace

MIXGRAD_FUNCTION(max_unpool1d) {
  max_unpool<1>(f, "max_unpool1d").example(R"(
        let best = max_pool1d_with_indices(tensor([1, 5, 2, 4]), 2)
        expect max_unpool1d(best.values, best.indices, 2) = [0, 5, 0, 4]
        expect max_unpool1d(best.values, best.indices, 2, output_size: 5) = [0, 5, 0, 4, 0]
      )");
}
MIXGRAD_FUNCTION(max_unpool2d) {
  max_unpool<2>(f, "max_unpool2d").example(R"(
        let best = max_pool2d_with_indices(tensor([[1, 2, 3, 4], [5, 6, 7, 8]]), 2)
        expect max_unpool2d(best.values, best.indices, 2) = [[0, 0, 0, 0], [0, 6, 0, 8]]
      )");
}
MIXGRAD_FUNCTION(max_unpool3d) {
  max_unpool<3>(f, "max_unpool3d").example(R"(
        let best = max_pool3d_with_indices(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]), 2)
        expect max_unpool3d(best.values, best.indices, 2) = [[[0, 0], [0, 0]], [[0, 0], [0, 8]]]
      )");
}

}  // namespace mixgrad
