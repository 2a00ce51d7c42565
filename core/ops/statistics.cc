// Products, spreads and counts along axes.
#include <algorithm>

#include "core/ops/families.h"

namespace mixgrad {

namespace {

int64_t count_of(const Shape& shape, const Shape& axes) {
  int64_t n = 1;
  for (int64_t axis : axes) n *= shape[static_cast<int>(axis)];
  return n;
}

// The kept axes, then the reduced ones.
Shape reduced_last(int rank, const Shape& axes) {
  Shape order;
  for (int i = 0; i < rank; ++i) {
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) order.push_back(i);
  }
  for (int64_t axis : axes) order.push_back(axis);
  return order;
}

// For each element of the rows the product of the others: of those before it and of those behind it. No division, so
// zeros do no harm.
Tensor products_of_others(Context& c, const Tensor& rows) {
  Value axis(int64_t{1});
  int64_t n = rows.shape()[1];
  auto before = [&](const Tensor& x) {
    return slice_of(c, op<"cumulative_prod">(c, x, axis, Value::null(), Value(true)), 1, 0, n);
  };
  Tensor behind = op<"flip">(c, before(op<"flip">(c, rows, axis)), axis);
  return op<"multiply">(c, before(rows), behind);
}

void prod_gradient(Backward& b) {
  Context& c = b.context;
  DType wide = wide_dtype_of(b.output_spec().dtype);
  Tensor x = as_dtype(c, b.input(0), wide);
  Shape axes = b.argument(1).as_shape(), order = reduced_last(x.rank(), axes), inverse = order;
  for (int i = 0; i < order.rank(); ++i) inverse[static_cast<int>(order[i])] = i;
  int64_t n = count_of(x.shape(), axes), rows = b.grad().elements();
  Tensor turned = op<"permute_dims">(c, x, order);
  Tensor others = products_of_others(c, as_shape(c, turned, Shape{rows, n}));
  Tensor g = op<"multiply">(c, as_shape(c, as_dtype(c, b.grad(), wide), Shape{rows, 1}), others);
  g = op<"permute_dims">(c, as_shape(c, g, turned.shape()), inverse);
  b.set(0, as_dtype(c, g, b.dtype(0)));
}

Tensor variance(Invocation& call) {
  Context& c = call.context;
  Tensor x = as_dtype(c, call.tensor(0), wide_dtype_of(call.tensor(0).dtype()));
  double n = static_cast<double>(count_of(x.shape(), call[1].as_shape())) - call[3].as_float();
  Tensor distance = op<"subtract">(c, x, op<"mean">(c, x, call[1], Value(true)));
  return op<"divide">(c, op<"sum">(c, op<"square">(c, distance), call[1], call[2]), Value(std::max(n, 0.0)));
}

FunctionBuilder& spread(FunctionBuilder& f, const char* reference) {
  return reduction(f, reference, "numeric", "floating(x)")
      .attribute("correction", types::number, 0.0,
                 "What is taken from the number of elements: 0 for that of a population, 1 for a sample's.")
      .shape([](Infer& infer) { infer.output(floating_dtype(infer.dtype(0)), shape_of_result(infer)); });
}

}  // namespace

MIXGRAD_FUNCTION(prod) {
  sum_dtype_attribute(reduction(f, "Python Array API standard 2024.12, prod", "any",
                                "dtype, or as x if floating, else int64 or uint64"))
      .summary("Multiplies elements along axes.")
      .description(
          "Booleans and signed integers are multiplied in int64, unsigned ones in uint64; both wrap around. float16 "
          "and "
          "bfloat16 are multiplied in float32. The product of no elements is 1. One order, whatever the layout and the "
          "number of threads.")
      .math("out = \\prod_i x_i")
      .shape([](Infer& infer) { infer.output(sum_dtype(infer, 3), shape_of_result(infer)); })
      .gradient({"x"}, prod_gradient)
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect prod(x) = 24
        expect prod(x, 1) = [2, 12]
      )");
}

MIXGRAD_FUNCTION(var) {
  spread(f, "Python Array API standard 2024.12, var")
      .summary("Variance along axes: the mean square of the distances from the mean.")
      .description(
          "In two passes: the mean first. Integers, float16 and bfloat16 compute in float32. Where no more elements "
          "are "
          "there than the correction takes away, the result is NaN or infinite.")
      .math("out = \\frac{1}{n - correction} \\sum_i (x_i - \\bar x)^2")
      .composed([](Invocation& call) {
        call.result(as_dtype(call.context, variance(call), floating_dtype(call.tensor(0).dtype())));
      })
      .example(R"(
        let x = tensor([[1, 3], [2, 6]])
        expect var(x, 1) = [1, 4]
        expect var(x, 1, correction: 1) = [2, 8]
      )");
}

MIXGRAD_FUNCTION(std) {
  spread(f, "Python Array API standard 2024.12, std")
      .summary("Standard deviation along axes: the square root of the variance.")
      .description(
          "Integers, float16 and bfloat16 compute in float32. Where no more elements are there than the correction "
          "takes "
          "away, the result is NaN or infinite. Where the deviation is 0, so is the gradient.")
      .math("out = \\sqrt{\\frac{1}{n - correction} \\sum_i (x_i - \\bar x)^2}")
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor square = variance(call), some = op<"greater">(c, square, Value(int64_t{0}));
        Tensor root = op<"sqrt">(c, op<"where">(c, some, square, Value(int64_t{1})));
        Tensor out = op<"where">(c, some, root, square);
        call.result(as_dtype(c, out, floating_dtype(call.tensor(0).dtype())));
      })
      .example(R"(
        let x = tensor([[1, 3], [2, 6]])
        expect std(x, 1) = [1, 2]
      )");
}

MIXGRAD_FUNCTION(logsumexp) {
  reduction(f, "PyTorch 2.x, torch.logsumexp", "numeric", "floating(x)")
      .summary("Logarithm of the sum of the exponentials of elements along axes.")
      .description(
          "The largest element is subtracted first, so large elements do not overflow. Of no elements it is minus "
          "infinity. float16 and bfloat16 compute in float32.")
      .math("out = \\ln \\sum_i e^{x_i}")
      .shape([](Infer& infer) { infer.output(floating_dtype(infer.dtype(0)), shape_of_result(infer)); })
      .composed([](Invocation& call) {
        Context& c = call.context;
        DType dtype = floating_dtype(call.tensor(0).dtype());
        Tensor x = as_dtype(c, call.tensor(0), wide_dtype_of(dtype)), out;
        if (count_of(x.shape(), call[1].as_shape()) == 0) {
          out = op<"log">(c, op<"sum">(c, op<"exp">(c, x), call[1], call[2]));
        } else {
          // Whatever is taken off comes back, so the gradient need not pass through it.
          Ref<Context> quiet = c.switched(false);
          Tensor most = op<"max">(*quiet, x, call[1], Value(true));
          most = op<"where">(*quiet, op<"isinf">(*quiet, most), Value(int64_t{0}), most);
          Tensor total = op<"sum">(c, op<"exp">(c, op<"subtract">(c, x, most)), call[1], Value(true));
          out = op<"add">(c, op<"log">(c, total), most);
          if (!call[2].as_bool() && call[1].as_shape().rank() > 0) out = op<"squeeze">(c, out, call[1]);
        }
        call.result(as_dtype(c, out, dtype));
      })
      .example(R"(
        expect logsumexp(tensor([0, 0])) = 0.6931472 within 1e-6
        expect logsumexp(tensor([[1000, 1000], [0, 0]]), 1) = [1000.6931, 0.6931472] within 1e-4
      )");
}

MIXGRAD_FUNCTION(count_nonzero) {
  reduction(f, "Python Array API standard 2024.12, count_nonzero", "any", "int64")
      .summary("Counts the elements along axes that are not zero.")
      .description("NaN counts. Of no elements it is 0.")
      .math("out = \\sum_i [x_i \\ne 0]")
      .shape([](Infer& infer) { infer.output(DType::kInt64, shape_of_result(infer)); })
      .composed([](Invocation& call) {
        Tensor some = as_dtype(call.context, call.tensor(0), DType::kBool);
        call.result(op<"sum">(call.context, some, call[1], call[2]));
      })
      .no_gradient("it counts")
      .example(R"(
        let x = tensor([[0, 1], [2, 3]])
        expect count_nonzero(x) = 3
        expect count_nonzero(x, 1) = [1, 2]
      )");
}

}  // namespace mixgrad
