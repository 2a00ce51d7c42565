// Windows that cut the last axes into a number of parts, and one number for each.
#include "core/ops/pooling.h"

namespace mixgrad {

namespace {

void adaptive_shape(Infer& infer) {
  Shape counts = numbers_of(infer.argument(1));
  check_axes(infer, counts.rank());
  for (int64_t n : counts) {
    if (n < 0 || n > INT32_MAX)
      throw infer.error(ErrorCode::kValue, 1, "argument " + name_mark("output_size") + " is out of range")
          .given(std::to_string(n))
          .accepted("0 to " + std::to_string(INT32_MAX));
  }
  infer.output(infer.dtype(0), with_last_axes(infer.shape(0), counts));
}

FunctionBuilder& parts(FunctionBuilder& f, const char* name, int axes) {
  const char* one = axes == 1 ? "" : "; one number for all axes";
  return pooling(f, name, axes)
      .attribute("output_size", one_for_each_axis(axes), std::string("How many windows there are") + one + ".")
      .positional(2)
      .error("shape", "x has fewer axes than the windows, or one of them has no elements")
      .error("value", "output_size is negative");
}
FunctionBuilder& adaptive(FunctionBuilder& f, const char* name, int axes, const char* what, Body body) {
  return parts(f, name, axes).output("out", what, "as x", "[..., *output_size]").shape(adaptive_shape).composed(body);
}

constexpr const char* kParts =
    "Window j of m along an axis of n elements goes from j n / m, rounded down, to (j + 1) n / m, rounded up: where n "
    "is no multiple of m neighbours overlap, or have different sizes. One window for all is global pooling.";

Results max_windows_of(Invocation& call) {
  return op_results<"max_windows">(call.context, call.tensor(0), Value(numbers_of(call[1])));
}
void max_body(Invocation& call) { call.result(max_windows_of(call).tensor(0)); }

void avg_body(Invocation& call) {
  Tensor x = call.tensor(0);
  Shape counts = numbers_of(call[1]), sizes = last_axes_of(x.shape(), counts.rank());
  int64_t elements = 1;
  for (int i = 0; i < counts.rank(); ++i)
    elements *= counts[i] > 0 && sizes[i] % counts[i] == 0 ? sizes[i] / counts[i] : 0;
  Value none(ValueList{});
  call.result(means_of_windows(call.context, x, counts, none, none, none, elements, sizes, none));
}

FunctionBuilder& largest(FunctionBuilder& f, int axes, const char* what) {
  return f.summary(std::string("The largest elements of a number of windows that cover ") + axes_text(axes) + what)
      .description(std::string(kParts) +
                   " The first element gets the gradient, if several are the largest; a NaN counts as the largest.")
      .math("out_j = \\max_{\\lfloor j n / m \\rfloor \\le i < \\lceil (j + 1) n / m \\rceil} x_i");
}
FunctionBuilder& adaptive_max(FunctionBuilder& f, const char* name, int axes) {
  return largest(adaptive(f, name, axes, "The largest elements.", max_body), axes, ".");
}
FunctionBuilder& adaptive_max_with_indices(FunctionBuilder& f, const char* name, int axes) {
  largest(values_and_indices(parts(f, name, axes), axes), axes, ", and where they are.");
  return f
      .shape([](Infer& infer) {
        adaptive_shape(infer);
        infer.output(DType::kInt64, infer.output(0).shape);
      })
      .composed([](Invocation& call) { give_both(call, max_windows_of(call)); });
}

FunctionBuilder& adaptive_avg(FunctionBuilder& f, const char* name, int axes) {
  return adaptive(f, name, axes, "The averages.", avg_body)
      .summary(std::string("The averages of a number of windows that cover ") + axes_text(axes) + ".")
      .description(std::string(kParts) + " Sums are added in float64.")
      .math("out_j = \\operatorname{mean}_{\\lfloor j n / m \\rfloor \\le i < \\lceil (j + 1) n / m \\rceil} x_i");
}

}  // namespace

MIXGRAD_FUNCTION(adaptive_max_pool1d) {
  adaptive_max(f, "adaptive_max_pool1d", 1).example(R"(
        expect adaptive_max_pool1d(tensor([1, 5, 2, 4, 3]), 2) = [5, 4]
      )");
}
MIXGRAD_FUNCTION(adaptive_max_pool2d) {
  adaptive_max(f, "adaptive_max_pool2d", 2).example(R"(
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect adaptive_max_pool2d(x, 1) = [[8]]
        expect adaptive_max_pool2d(x, [1, 2]) = [[6, 8]]
      )");
}
MIXGRAD_FUNCTION(adaptive_max_pool3d) {
  adaptive_max(f, "adaptive_max_pool3d", 3).example(R"(
        let x = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
        expect adaptive_max_pool3d(x, [2, 1, 1]) = [[[4]], [[8]]]
      )");
}

MIXGRAD_FUNCTION(adaptive_max_pool1d_with_indices) {
  adaptive_max_with_indices(f, "adaptive_max_pool1d_with_indices", 1).example(R"(
        let best = adaptive_max_pool1d_with_indices(tensor([1, 5, 2, 4, 3]), 2)
        expect best.values = [5, 4]
        expect best.indices index = [1, 3]
      )");
}
MIXGRAD_FUNCTION(adaptive_max_pool2d_with_indices) {
  adaptive_max_with_indices(f, "adaptive_max_pool2d_with_indices", 2).example(R"(
        let best = adaptive_max_pool2d_with_indices(tensor([[1, 2, 3, 4], [5, 6, 7, 8]]), [1, 2])
        expect best.values = [[6, 8]]
        expect best.indices index = [[5, 7]]
      )");
}
MIXGRAD_FUNCTION(adaptive_max_pool3d_with_indices) {
  adaptive_max_with_indices(f, "adaptive_max_pool3d_with_indices", 3).example(R"(
        let best = adaptive_max_pool3d_with_indices(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]), [2, 1, 1])
        expect best.values = [[[4]], [[8]]]
        expect best.indices index = [[[3]], [[7]]]
      )");
}

MIXGRAD_FUNCTION(adaptive_avg_pool1d) {
  adaptive_avg(f, "adaptive_avg_pool1d", 1).example(R"(
        expect adaptive_avg_pool1d(tensor([1, 5, 3, 5, 7]), 2) = [3, 5]
      )");
}
MIXGRAD_FUNCTION(adaptive_avg_pool2d) {
  adaptive_avg(f, "adaptive_avg_pool2d", 2).example(R"(
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect adaptive_avg_pool2d(x, 1) = [[4.5]]
        expect adaptive_avg_pool2d(x, [1, 2]) = [[3.5, 5.5]]
      )");
}
MIXGRAD_FUNCTION(adaptive_avg_pool3d) {
  adaptive_avg(f, "adaptive_avg_pool3d", 3).example(R"(
        let x = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
        expect adaptive_avg_pool3d(x, [2, 1, 1]) = [[[2.5]], [[6.5]]]
      )");
}

}  // namespace mixgrad
