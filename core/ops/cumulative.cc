// Sums and products of all elements up to each one, along an axis.
#include "core/ops/families.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

constexpr int kAxis = 1, kDType = 2, kInitial = 3;

int axis_of(const Value& given) { return given.is(Kind::kInt) ? static_cast<int>(given.as_int()) : 0; }

void cumulative_shape(Infer& infer) {
  if (!infer.has(kAxis) && infer.rank(0) != 1) {
    throw infer.error(ErrorCode::kValue, kAxis, "the axis may be left out only where the tensor has one")
        .given("shape " + infer.shape(0).text());
  }
  DType dtype = sum_dtype(infer, kDType);
  Shape out = infer.shape(0);
  if (infer.flag(kInitial)) ++out[axis_of(infer.argument(kAxis))];
  infer.output(dtype, out);
}

FunctionBuilder& cumulative(FunctionBuilder& f, const char* reference) {
  f.reference(reference)
      .tensor("x", "The tensor, with at least one axis.")
      .attribute("axis", types::optional(types::axis), Value::null(),
                 "The axis; it may be left out where the tensor has one.");
  return sum_dtype_attribute(f)
      .attribute("include_initial", types::boolean, false,
                 "Whether the result begins with what comes of no elements, and so has one element more.")
      .output("out", "The results.", "dtype, or as x if floating, else int64 or uint64", "[...]")
      .error("index", "x has no such axis")
      .error("value", "no axis is given, and x has not just one")
      .method_of_tensor()
      .shape(cumulative_shape);
}

template <FixedName Name>
void one_more_axis(Batching& b) {
  Value axis(int64_t{axis_of(b.plain(kAxis)) + 1});
  b.result(op<Name>(b.context, b.lifted(0), axis, b.plain(kDType), b.plain(kInitial)));
}

// The gradient of the elements themselves: what the initial one gets goes nowhere.
Tensor of_elements(Backward& b, int axis) {
  const Tensor& g = b.grad();
  return b.argument(kInitial).as_bool() ? slice_of(b.context, g, axis, 1, g.shape()[axis]) : g;
}

void cumulative_sum_gradient(Backward& b) {
  int at = axis_of(b.argument(kAxis));
  Value axis(int64_t{at});
  Tensor g = op<"flip">(b.context, of_elements(b, at), axis);
  g = op<"flip">(b.context, op<"cumulative_sum">(b.context, g, axis), axis);
  b.set(0, as_dtype(b.context, g, b.dtype(0)));
}

// x moved by `by` places towards the front; zeros come in behind.
Tensor ahead(Context& c, const Tensor& x, int axis, int64_t by) {
  Shape rest = x.shape();
  rest[axis] = by;
  ValueList parts{slice_of(c, x, axis, by, x.shape()[axis]), zeros_of(c, {x.dtype(), rest})};
  return op<"concat">(c, Value(std::move(parts)), Value(int64_t{axis}));
}

// With R_i = g_i + x_{i+1} R_{i+1}, element i gets R_i times the product of those before it. R in steps that double; no
// division, so zeros do no harm.
void cumulative_prod_gradient(Backward& b) {
  Context& c = b.context;
  int axis = axis_of(b.argument(kAxis));
  DType wide = wide_dtype_of(b.output_spec().dtype);
  Tensor x = as_dtype(c, b.input(0), wide), sums = as_dtype(c, of_elements(b, axis), wide);
  int64_t n = x.shape()[axis];
  Tensor factors = n > 0 ? ahead(c, x, axis, 1) : x;
  for (int64_t by = 1; by < n; by *= 2) {
    sums = op<"add">(c, sums, op<"multiply">(c, factors, ahead(c, sums, axis, by)));
    if (2 * by < n) factors = op<"multiply">(c, factors, ahead(c, factors, axis, by));
  }
  Tensor before = op<"cumulative_prod">(c, x, Value(int64_t{axis}), Value::null(), Value(true));
  Tensor g = op<"multiply">(c, slice_of(c, before, axis, 0, n), sums);
  b.set(0, as_dtype(c, g, b.dtype(0)));
}

}  // namespace

MIXGRAD_FUNCTION(cumulative_sum) {
  cumulative(f, "Python Array API standard 2024.12, cumulative_sum")
      .summary("For each element the sum of all elements up to it, along an axis.")
      .description(
          "Added in order, one after the other. Integers wrap around. float16 and bfloat16 are added in float32, and "
          "each "
          "result is rounded.")
      .math("out_i = \\sum_{j \\le i} x_j")
      .alias("cumsum")
      .batching("cumulative", one_more_axis<"cumulative_sum">)
      .gradient({}, cumulative_sum_gradient)
      .example(R"(
        expect cumulative_sum(tensor([1, 2, 3])) = [1, 3, 6]
        expect cumulative_sum(tensor([[1, 2], [3, 4]]), 1, include_initial: true) = [[0, 1, 3], [0, 3, 7]]
      )");
}

MIXGRAD_FUNCTION(cumulative_prod) {
  cumulative(f, "Python Array API standard 2024.12, cumulative_prod")
      .summary("For each element the product of all elements up to it, along an axis.")
      .description(
          "Multiplied in order, one after the other. Integers wrap around. float16 and bfloat16 are multiplied in "
          "float32, "
          "and each result is rounded.")
      .math("out_i = \\prod_{j \\le i} x_j")
      .alias("cumprod")
      .batching("cumulative", one_more_axis<"cumulative_prod">)
      .gradient({"x"}, cumulative_prod_gradient)
      .example(R"(
        expect cumulative_prod(tensor([1, 2, 3])) = [1, 2, 6]
        expect cumulative_prod(tensor([[1, 2], [3, 4]]), 1, include_initial: true) = [[1, 1, 2], [1, 3, 12]]
      )");
}

}  // namespace mixgrad
