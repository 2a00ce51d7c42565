// The operators that pooling is made of: windows over the last axes, and one element for each.
#include "core/kernels/windows.h"

#include "core/ops/gradients.h"
#include "core/ops/pooling.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr int kSizes = 1, kKernel = 2, kStride = 3, kPadding = 4;
constexpr int64_t kMost = INT32_MAX;  // so that no product of two leaves 64 bits

FunctionBuilder& windows(FunctionBuilder& f, const char* sizes, const char* sizes_text, const char* x,
                         const char* text) {
  Type integers = types::list(types::integer);
  return f.in_namespace("nn")
      .tensor(x, text, "floating")
      .attribute(sizes, integers, sizes_text)
      .attribute("kernel_size", integers, Value(ValueList{}),
                 "The elements of a window along each axis. If the list is empty, the windows cut the axis into parts "
                 "of nearly one size: window j of m goes from j n / m, rounded down, to (j + 1) n / m, rounded up.")
      .attribute("stride", integers, Value(ValueList{}), "The steps between windows; 1 if the list is empty.")
      .attribute("padding", integers, Value(ValueList{}),
                 "How far the first windows reach beyond the first elements; 0 if the list is empty.");
}

// Lists of one number for each axis, or empty ones.
void check_lists(Infer& infer) {
  int axes = static_cast<int>(infer.list(kSizes).size()), given = static_cast<int>(infer.arguments().size());
  for (int i = kSizes; i < given; ++i) {
    int n = static_cast<int>(infer.list(i).size());
    if (i == kSizes ? n < 1 || n > 3 : n != 0 && n != axes)
      throw infer.error(ErrorCode::kValue, i, "there must be one number for each of one to three axes")
          .given(std::to_string(n))
          .accepted(i == kSizes ? "1 to 3" : "0 or " + std::to_string(axes));
    int64_t least = i == kSizes || i == kPadding ? 0 : 1;
    for (const Value& v : infer.list(i)) {
      if (v.as_int() < least || v.as_int() > kMost)
        throw infer
            .error(ErrorCode::kValue, i,
                   "argument " + name_mark(infer.function().arguments[i].name) + " has a number that is out of range")
            .given(std::to_string(v.as_int()))
            .accepted(std::to_string(least) + " to " + std::to_string(kMost));
    }
  }
  if (infer.rank(0) < axes)
    throw infer.error(ErrorCode::kShape, 0, "the tensor has fewer axes than the windows")
        .given(infer.shape(0).text())
        .accepted("at least " + std::to_string(axes) + " axes");
}

Shape with_last(Shape shape, const Shape& last) {
  for (int i = 0; i < last.rank(); ++i) shape[shape.rank() - last.rank() + i] = last[i];
  return shape;
}

void check_filled(Infer& infer) {
  Shape sizes = infer.sizes(kSizes), lists[4];
  for (int i = 0; i < 4; ++i) lists[i] = infer.sizes(kKernel + i);
  for (int i = 0; i < sizes.rank(); ++i) {
    AxisWindows a;
    int axis = infer.rank(0) - sizes.rank() + i;
    a.size = infer.shape(0)[axis];
    a.count = sizes[i];
    a.kernel = lists[0].rank() ? lists[0][i] : 0;
    if (lists[1].rank()) a.stride = lists[1][i];
    if (lists[2].rank()) a.padding = lists[2][i];
    if (lists[3].rank()) a.dilation = lists[3][i];
    // Of those that begin inside the last one is empty if any is. Parts are empty only where the axis is.
    int64_t before = a.kernel == 0 ? 0 : a.telling();
    for (int64_t j = 0; j < a.count; j = j + 1 < before ? j + 1 : std::max(j + 1, a.count - 1)) {
      if (a.is_empty(j))
        throw infer.error(ErrorCode::kShape, 0, "a window along axis " + number_mark(axis) + " has no elements")
            .given(infer.shape(0).text());
    }
  }
}

// The gradient goes to the elements that were the largest.
void max_windows_gradient(Backward& b) {
  if (!b.has_grad(0)) return;
  Context& c = b.context;
  int axes = static_cast<int>(b.argument(kSizes).as_list().size());
  Tensor zeros = zeros_of(c, {b.dtype(0), merged_last_axes(b.shape(0), axes)});
  Shape flat = merged_last_axes(b.grad(0).shape(), axes);
  Tensor sums = op<"put_along_axis_add">(c, zeros, as_shape(c, b.output(1), flat), as_shape(c, b.grad(0), flat));
  b.set(0, as_shape(c, sums, b.shape(0)));
}

constexpr const char* kListError =
    "a list has not a number for each axis, there are not one to three axes, or a number is out of range";

}  // namespace

MIXGRAD_FUNCTION(max_windows) {
  windows(f, "output_size", "How many windows there are along each of the last axes.", "x", "The tensor.")
      .attribute("dilation", types::list(types::integer), Value(ValueList{}),
                 "The distance between neighbours in a window; 1 if the list is empty.")
      .summary("The largest elements of windows over the last axes, and where they are.")
      .description(
          "Padding is not an element. The first element counts, if several are the largest; a NaN counts as the "
          "largest. A position is that in the last axes together, in row-major order. What max_pool2d and "
          "adaptive_max_pool2d are made of.")
      .reference("PyTorch 2.x, torch.nn.functional.max_pool2d, with return_indices")
      .positional(2)
      .output("values", "The largest elements.", "as x", "[..., *output_size]")
      .output("indices", "Their positions in the last axes together, in row-major order.", "int64",
              "[..., *output_size]")
      .carries_indices()
      .record("MaxWindows")
      .error("value", kListError)
      .error("shape", "x has fewer axes than output_size, or a window has no elements")
      .shape([](Infer& infer) {
        check_lists(infer);
        check_filled(infer);
        Shape out = with_last(infer.shape(0), infer.sizes(kSizes));
        infer.output(infer.dtype(0), out);
        infer.output(DType::kInt64, out);
      })
      .batching("axis")  // the windows move along the last axes, also behind an axis of examples
      .gradient({"indices"}, max_windows_gradient)
      .example(R"(
        let best = max_windows(tensor([3, 9, 1, 7, 8]), [2], kernel_size: [2], stride: [2])
        expect best.values = [9, 7]
        expect best.indices index = [1, 3]
      )");
}

MIXGRAD_FUNCTION(sum_windows) {
  windows(f, "output_size", "How many windows there are along each of the last axes.", "x", "The tensor.")
      .summary("The sums of windows over the last axes.")
      .description(
          "Padding counts as 0. Sums are added in float64 and rounded once. What avg_pool2d and adaptive_avg_pool2d "
          "are made of.")
      .reference("PyTorch 2.x, torch.nn.functional.avg_pool2d, with divisor_override 1")
      .positional(2)
      .output("out", "The sums.", "as x", "[..., *output_size]")
      .error("value", kListError)
      .error("shape", "x has fewer axes than output_size")
      .shape([](Infer& infer) {
        check_lists(infer);
        infer.output(infer.dtype(0), with_last(infer.shape(0), infer.sizes(kSizes)));
      })
      .batching("axis")
      .gradient({},
                [](Backward& b) {
                  Value like(last_axes_of(b.shape(0), static_cast<int>(b.argument(kSizes).as_list().size())));
                  b.set(0, op<"sum_windows_gradient">(b.context, b.grad(), like, b.argument(kKernel),
                                                      b.argument(kStride), b.argument(kPadding)));
                })
      .example(R"(
        expect sum_windows(tensor([1, 2, 3, 4]), [3], kernel_size: [2]) = [3, 5, 7]
        expect sum_windows(tensor([1, 2, 3, 4, 5]), [2]) = [6, 12]
      )");
}

MIXGRAD_FUNCTION(sum_windows_gradient) {
  windows(f, "like_size", "The sizes of the result's last axes.", "grad", "A number for each window.")
      .summary("Adds a number to all elements of each window, in a tensor of zeros.")
      .description("The transpose of sum_windows.")
      .reference("PyTorch 2.x, the gradient of torch.nn.functional.avg_pool2d")
      .positional(2)
      .output("out", "The sums.", "as grad", "[..., *like_size]")
      .error("value", kListError)
      .error("shape", "grad has fewer axes than like_size")
      .shape([](Infer& infer) {
        check_lists(infer);
        infer.output(infer.dtype(0), with_last(infer.shape(0), infer.sizes(kSizes)));
      })
      .batching("axis")
      .gradient({},
                [](Backward& b) {
                  Value windows(last_axes_of(b.shape(0), static_cast<int>(b.argument(kSizes).as_list().size())));
                  b.set(0, op<"sum_windows">(b.context, b.grad(), windows, b.argument(kKernel), b.argument(kStride),
                                             b.argument(kPadding)));
                })
      .example(R"(
        expect sum_windows_gradient(tensor([1, 10]), [3], kernel_size: [2]) = [1, 11, 10]
      )");
}

}  // namespace mixgrad
