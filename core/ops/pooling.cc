// Windows of one size that move along the last axes, and one number for each.
#include "core/ops/pooling.h"

namespace mixgrad {

namespace {

// The attributes of a call, one number for each axis.
struct Windows {
  Shape kernel, stride, padding, dilation;
  bool ceil = false;
};

Windows windows_of(const Function& f, std::span<const Value> arguments) {
  auto given = [&](const char* name) -> const Value* {
    int i = f.find_argument(name);
    return i < 0 || arguments[i].is_null() || arguments[i].is_absent() ? nullptr : &arguments[i];
  };
  auto numbers = [&](const char* name, const Shape& otherwise) {
    const Value* v = given(name);
    return v ? numbers_of(*v) : otherwise;
  };
  Windows w;
  w.kernel = numbers("kernel_size", {});
  Shape ones = w.kernel, zeros = w.kernel;
  for (int i = 0; i < ones.rank(); ++i) ones[i] = 1, zeros[i] = 0;
  w.stride = numbers("stride", w.kernel);
  w.padding = numbers("padding", zeros);
  w.dilation = numbers("dilation", ones);
  w.ceil = given("ceil_mode")->as_bool();
  return w;
}

void check_numbers(Infer& infer, const Windows& w) {
  auto refuse = [&](const char* name, int64_t number, const std::string& accepted) {
    int i = infer.function().find_argument(name);
    throw infer.error(ErrorCode::kValue, i, "argument " + name_mark(name) + " is out of range")
        .given(std::to_string(number))
        .accepted(accepted);
  };
  std::string most = std::to_string(INT32_MAX);
  for (int i = 0; i < w.kernel.rank(); ++i) {
    auto at_least_one = [&](const char* name, int64_t number) {
      if (number < 1 || number > INT32_MAX) refuse(name, number, "1 to " + most);
    };
    at_least_one("kernel_size", w.kernel[i]);
    at_least_one("stride", w.stride[i]);
    at_least_one("dilation", w.dilation[i]);
    int64_t half = ((w.kernel[i] - 1) * w.dilation[i] + 1) / 2;
    if (w.padding[i] < 0 || w.padding[i] > half)
      refuse("padding", w.padding[i], "0 to " + std::to_string(half) + ", half of a window");
  }
}

AxisWindows axis_windows(const Windows& w, int i, int64_t size, int64_t count) {
  return {size, count, w.kernel[i], w.stride[i], w.padding[i], w.dilation[i]};
}

// How many windows there are along each axis.
Shape window_counts(Infer& infer, const Windows& w) {
  int axes = w.kernel.rank();
  check_axes(infer, axes);
  check_numbers(infer, w);
  Shape sizes = last_axes_of(infer.shape(0), axes), counts = sizes;
  for (int i = 0; i < axes; ++i) {
    int64_t n = sizes[i], s = w.stride[i], p = w.padding[i], reach = (w.kernel[i] - 1) * w.dilation[i] + 1;
    if (reach > n + 2 * p && !(w.ceil && n + 2 * p - reach + s - 1 >= 0)) {
      throw infer
          .error(ErrorCode::kShape, infer.function().find_argument("kernel_size"),
                 "a window is larger than the axis that it moves along")
          .given(std::to_string(reach))
          .accepted("at most " + std::to_string(n + 2 * p));
    }
    counts[i] = (n + 2 * p - reach + (w.ceil ? s - 1 : 0)) / s + 1;
    if (w.ceil && (counts[i] - 1) * s >= n + p) --counts[i];  // a window begins within the axis or before it
  }
  return counts;
}

void pooled_shape(Infer& infer) {
  Windows w = windows_of(infer.function(), infer.arguments());
  Shape counts = window_counts(infer, w);
  for (int i = 0; i < counts.rank(); ++i) {
    int axis = infer.rank(0) - counts.rank() + i;
    AxisWindows a = axis_windows(w, i, infer.shape(0)[axis], counts[i]);
    for (int64_t j = 0; w.dilation[i] > 1 && j < a.count; ++j) {
      if (a.is_empty(j))
        throw infer.error(ErrorCode::kShape, 0, "a window along axis " + number_mark(axis) + " holds padding alone")
            .given(infer.shape(0).text());
    }
  }
  infer.output(infer.dtype(0), with_last_axes(infer.shape(0), counts));
}

// The means; sums are divided by `divisor` where there is one.
Tensor means(Invocation& call, const Tensor& x, const Windows& w, bool count_include_pad, int64_t divisor = 0) {
  Infer infer(call.function, call.arguments);
  Shape counts = window_counts(infer, w), sizes = last_axes_of(x.shape(), counts.rank()), none = w.padding;
  int64_t elements = 1;
  bool same = true;
  for (int i = 0; i < counts.rank(); ++i) {
    int64_t padded = sizes[i] + 2 * w.padding[i];
    if (__builtin_mul_overflow(elements, w.kernel[i], &elements)) same = false;  // of tensors without elements
    same = same && (counts[i] - 1) * w.stride[i] + w.kernel[i] <= padded && (count_include_pad || w.padding[i] == 0);
    if (count_include_pad) sizes[i] = padded, none[i] = 0;
  }
  if (divisor == 0 && same) divisor = elements;
  return means_of_windows(call.context, x, counts, Value(w.kernel), Value(w.stride), Value(w.padding), divisor, sizes,
                          Value(none));
}

Results max_windows_of(Invocation& call) {
  Windows w = windows_of(call.function, call.arguments);
  Infer infer(call.function, call.arguments);
  Shape counts = window_counts(infer, w);
  return op_results<"max_windows">(call.context, call.tensor(0), Value(counts), Value(w.kernel), Value(w.stride),
                                   Value(w.padding), Value(w.dilation));
}
void max_body(Invocation& call) { call.result(max_windows_of(call).tensor(0)); }
void max_with_indices_body(Invocation& call) { give_both(call, max_windows_of(call)); }

void avg_body(Invocation& call) {
  Windows w = windows_of(call.function, call.arguments);
  bool count_include_pad = call[call.function.find_argument("count_include_pad")].as_bool();
  int divisor = call.function.find_argument("divisor_override");
  bool own = divisor >= 0 && call.has(divisor);
  call.result(means(call, call.tensor(0), w, count_include_pad, own ? call[divisor].as_int() : 0));
}

void lp_body(Invocation& call) {
  Context& c = call.context;
  Windows w = windows_of(call.function, call.arguments);
  double p = call[1].as_float(), elements = 1;
  for (int64_t k : w.kernel) elements *= static_cast<double>(k);
  DType dtype = call.tensor(0).dtype(), wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
  Tensor powers = op<"pow">(c, as_dtype(c, call.tensor(0), wide), Value(p));
  Tensor sums = op<"multiply">(c, means(call, powers, w, true), Value(elements));
  // The root has no slope at 0: windows of zeros have no gradient.
  Tensor none = p > 0 ? op<"equal">(c, sums, Value(int64_t{0})) : Tensor();
  if (!none) return call.result(as_dtype(c, op<"pow">(c, sums, Value(1 / p)), dtype));
  Tensor roots = op<"pow">(c, op<"where">(c, none, Value(int64_t{1}), sums), Value(1 / p));
  call.result(as_dtype(c, op<"where">(c, none, Value(int64_t{0}), roots), dtype));
}

FunctionBuilder& sized(FunctionBuilder& f, int axes) {
  Type numbers = one_for_each_axis(axes);
  const char* one = axes == 1 ? "" : "; one number for all axes";
  return f.attribute("kernel_size", numbers, std::string("The size of a window") + one + ".")
      .attribute("stride", types::optional(numbers), Value::null(),
                 std::string("Steps between windows") + one + "; the size of a window if it is left out.");
}
FunctionBuilder& padded(FunctionBuilder& f, int axes) {
  return f.attribute("padding", one_for_each_axis(axes), same_for_each_axis(axes, 0),
                     "How far windows reach beyond the ends; at most half of a window.");
}
FunctionBuilder& rounded(FunctionBuilder& f) {
  return f.attribute("ceil_mode", types::boolean, false,
                     "Whether the last windows may reach beyond the end, instead of being left out.");
}
FunctionBuilder& moving(FunctionBuilder& f) {
  return f
      .error("shape",
             "x has fewer axes than the windows, or one of them has no elements, or a window is larger than its axis, "
             "or has none of its elements")
      .error("value",
             "a size, a step or another number is smaller than 1, or the padding is not 0 to half of a window");
}
FunctionBuilder& pooled(FunctionBuilder& f, int axes, const char* what, Body body) {
  return moving(f.output("out", what, "as x", pooled_text(axes, "n"))).shape(pooled_shape).composed(body);
}

FunctionBuilder& max_windows(FunctionBuilder& f, const char* name, int axes, const char* what) {
  pooling(f, name, axes)
      .summary(std::string("The largest elements of windows that move along ") + axes_text(axes) + what)
      .description(
          "Without a stride windows do not overlap. Padding is not an element. The first element gets the gradient, if "
          "several are the largest; a NaN counts as the largest.")
      .math("out_j = \\max_k x_{j s - p + k d}");
  padded(sized(f, axes), axes)
      .attribute("dilation", one_for_each_axis(axes), same_for_each_axis(axes, 1),
                 "The distance between neighbours in a window.")
      .positional(2);
  return rounded(f);
}
FunctionBuilder& max_pool(FunctionBuilder& f, const char* name, int axes) {
  return pooled(max_windows(f, name, axes, "."), axes, "The largest elements.", max_body);
}
FunctionBuilder& max_pool_with_indices(FunctionBuilder& f, const char* name, int axes) {
  max_windows(f, name, axes, ", and where they are.");
  return moving(values_and_indices(f, axes))
      .shape([](Infer& infer) {
        pooled_shape(infer);
        infer.output(DType::kInt64, infer.output(0).shape);
      })
      .composed(max_with_indices_body);
}

FunctionBuilder& avg_pool(FunctionBuilder& f, const char* name, int axes) {
  pooling(f, name, axes)
      .summary(std::string("Averages windows that move along ") + axes_text(axes) + ".")
      .description(
          "Windows that would reach beyond the end are left out unless ceil_mode is set. Without a stride they do not "
          "overlap. Sums are added in float64.")
      .math("out_j = \\frac{1}{k} \\sum_i x_{j s - p + i}");
  rounded(padded(sized(f, axes), axes))
      .attribute("count_include_pad", types::boolean, true, "Whether padding counts as elements, which are 0.")
      .positional(2);
  if (axes > 1) {  // as in torch.nn
    f.attribute("divisor_override", types::optional(types::integer), Value::null(),
                "What sums are divided by; the numbers of elements if it is left out.")
        .minimum(1);
  }
  return pooled(f, axes, "The averages.", avg_body);
}

FunctionBuilder& lp_pool(FunctionBuilder& f, const char* name, int axes) {
  pooling(f, name, axes)
      .summary(std::string("Norms of windows that move along ") + axes_text(axes) + ".")
      .description(
          "The root of order norm_type of the sum of the powers; elements keep their signs in odd powers. Without a "
          "stride windows do not overlap. A window that reaches beyond the end counts as if the rest were average.")
      .math("out_j = \\left(\\sum_i x_{j s + i}^p\\right)^{1 / p}")
      .attribute("norm_type", types::number, "The order of the norm, p.");
  rounded(sized(f, axes)).positional(3);
  return pooled(f, axes, "The norms.", lp_body);
}

}  // namespace

MIXGRAD_FUNCTION(max_pool1d) {
  max_pool(f, "max_pool1d", 1).example(R"(
        let x = tensor([1, 5, 2, 4])
        expect max_pool1d(x, 2) = [5, 4]
        expect max_pool1d(x, 3, stride: 1) = [5, 5]
      )");
}
MIXGRAD_FUNCTION(max_pool2d) {
  max_pool(f, "max_pool2d", 2).example(R"(
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect max_pool2d(x, 2) = [[6, 8]]
        expect max_pool2d(x, [1, 2], dilation: [1, 2], stride: 1) = [[3, 4], [7, 8]]
      )");
}
MIXGRAD_FUNCTION(max_pool3d) {
  max_pool(f, "max_pool3d", 3).example(R"(
        let x = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
        expect max_pool3d(x, [1, 2, 2]) = [[[4]], [[8]]]
      )");
}

MIXGRAD_FUNCTION(max_pool1d_with_indices) {
  max_pool_with_indices(f, "max_pool1d_with_indices", 1).example(R"(
        let best = max_pool1d_with_indices(tensor([1, 5, 2, 4]), 2)
        expect best.values = [5, 4]
        expect best.indices index = [1, 3]
      )");
}
MIXGRAD_FUNCTION(max_pool2d_with_indices) {
  max_pool_with_indices(f, "max_pool2d_with_indices", 2).example(R"(
        let best = max_pool2d_with_indices(tensor([[1, 2, 3, 4], [5, 6, 7, 8]]), 2)
        expect best.values = [[6, 8]]
        expect best.indices index = [[5, 7]]
      )");
}
MIXGRAD_FUNCTION(max_pool3d_with_indices) {
  max_pool_with_indices(f, "max_pool3d_with_indices", 3).example(R"(
        let best = max_pool3d_with_indices(tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]), [1, 2, 2])
        expect best.values = [[[4]], [[8]]]
        expect best.indices index = [[[3]], [[7]]]
      )");
}

MIXGRAD_FUNCTION(avg_pool1d) {
  avg_pool(f, "avg_pool1d", 1).example(R"(
        let x = tensor([1, 5, 2, 4])
        expect avg_pool1d(x, 2) = [3, 3]
        expect avg_pool1d(x, 2, padding: 1, count_include_pad: false) = [1, 3.5, 4]
      )");
}
MIXGRAD_FUNCTION(avg_pool2d) {
  avg_pool(f, "avg_pool2d", 2).example(R"(
        let x = tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
        expect avg_pool2d(x, 2) = [[3.5, 5.5]]
        expect avg_pool2d(x, [1, 2], stride: 1) = [[1.5, 2.5, 3.5], [5.5, 6.5, 7.5]]
        expect avg_pool2d(x, 2, divisor_override: 1) = [[14, 22]]
      )");
}
MIXGRAD_FUNCTION(avg_pool3d) {
  avg_pool(f, "avg_pool3d", 3).example(R"(
        let x = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
        expect avg_pool3d(x, [1, 2, 2]) = [[[2.5]], [[6.5]]]
      )");
}

MIXGRAD_FUNCTION(lp_pool1d) {
  lp_pool(f, "lp_pool1d", 1).example(R"(
        expect lp_pool1d(tensor([3, 4, 6, 8]), 2, 2) = [5, 10] within 1e-5
      )");
}
MIXGRAD_FUNCTION(lp_pool2d) {
  lp_pool(f, "lp_pool2d", 2).example(R"(
        expect lp_pool2d(tensor([[3, 4], [6, 8]]), 2, [1, 2]) = [[5], [10]] within 1e-5
      )");
}
MIXGRAD_FUNCTION(lp_pool3d) {
  lp_pool(f, "lp_pool3d", 3).example(R"(
        expect lp_pool3d(tensor([[[3, 4], [6, 8]]]), 2, [1, 1, 2]) = [[[5], [10]]] within 1e-5
      )");
}

}  // namespace mixgrad
