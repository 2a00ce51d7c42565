// Functions that make one element of many.
#include "core/ops/families.h"

namespace mixgrad {

namespace {
constexpr const char* kOrder = " Elements are added in one order, whatever the layout and the number of threads.";

void same_dtype(Infer& infer) { infer.output(infer.dtype(0), shape_of_result(infer)); }
void bool_dtype(Infer& infer) { infer.output(DType::kBool, shape_of_result(infer)); }
void chosen_dtype(Infer& infer) { infer.output(sum_dtype(infer, 3), shape_of_result(infer)); }
void not_empty(Infer& infer) {
  int64_t reduced = 1;
  Shape axes = infer.sizes(1);
  for (int64_t axis : axes) reduced *= infer.shape(0)[static_cast<int>(axis)];
  if (reduced == 0) {
    throw infer.error(ErrorCode::kValue, 0, "there is no largest or smallest of no elements")
        .given("shape " + infer.shape(0).text());
  }
  same_dtype(infer);
}

Shape kept_shape(Backward& b) { return reduced_shape(b.shape(0), b.argument(1).as_shape(), true); }
Tensor kept(Backward& b, const Tensor& t) { return as_shape(b.context, t, kept_shape(b)); }
void spread(Backward& b, const Tensor& gradient) {
  Tensor g = op<"broadcast_to">(b.context, kept(b, gradient), b.shape(0));
  b.set(0, as_dtype(b.context, g, b.dtype(0)));
}
// Equal extremes share the gradient.
void extreme_gradient(Backward& b) {
  Tensor chosen = op<"equal">(b.context, b.input(0), kept(b, b.output(0)));
  Tensor shares = op<"astype">(b.context, chosen, b.grad().dtype());
  Tensor count = op<"sum">(b.context, shares, b.argument(1), Value(true));
  b.set(0, op<"multiply">(b.context, shares, op<"divide">(b.context, kept(b, b.grad()), count)));
}
}  // namespace

MIXGRAD_FUNCTION(sum) {
  sum_dtype_attribute(
      reduction(f, "Python Array API standard 2024.12, sum", "any", "dtype, or as x if floating, else int64 or uint64"))
      .summary("Adds elements along axes.")
      .description(
          std::string(
              "Booleans and signed integers are added in int64, unsigned ones in uint64; both wrap around. float16 and "
              "bfloat16 are added in float32. The sum of no elements is 0.") +
          kOrder)
      .math("out = \\sum_i x_i")
      .shape(chosen_dtype)
      .gradient({}, [](Backward& b) { spread(b, b.grad()); })
      .example(R"(
        let x = tensor([[1, 2], [3, 4]])
        expect sum(x) = 10
        expect sum(x, 1) = [3, 7]
        expect sum(x, 0, keepdims: true) = [[4, 6]]
      )");
}

MIXGRAD_FUNCTION(mean) {
  reduction(f, "Python Array API standard 2024.12, mean", "any", "as x if floating, else float32")
      .summary("Averages elements along axes.")
      .description(std::string("The sum divided by the number of elements. Integers are added in float32. The mean of "
                               "no elements is NaN.") +
                   kOrder)
      .math("out = \\frac{1}{n} \\sum_i x_i")
      .shape([](Infer& infer) { infer.output(floating_dtype(infer.dtype(0)), shape_of_result(infer)); })
      .gradient({},
                [](Backward& b) {
                  int64_t n = 1;
                  Shape axes = b.argument(1).as_shape();
                  for (int64_t axis : axes) n *= b.shape(0)[static_cast<int>(axis)];
                  spread(b, op<"divide">(b.context, b.grad(), Value(static_cast<double>(n))));
                })
      .example(R"(
        let x = tensor([[1, 2], [3, 6]])
        expect mean(x) = 3
        expect mean(x, 0) = [2, 4]
      )");
}

MIXGRAD_FUNCTION(max) {
  reduction(f, "Python Array API standard 2024.12, max", "numeric", "as x")
      .summary("The largest elements along axes.")
      .description(
          "NaN wins over every number. Where several elements are the largest they share the gradient equally.")
      .math("out = \\max_i x_i")
      .alias("amax")
      .error("value", "an axis to reduce has no elements")
      .shape(not_empty)
      .gradient({"x", "out"}, extreme_gradient)
      .example(R"(
        let x = tensor([[1, 5], [3, 4]])
        expect max(x) = 5
        expect max(x, 1) = [5, 4]
      )");
}

MIXGRAD_FUNCTION(min) {
  reduction(f, "Python Array API standard 2024.12, min", "numeric", "as x")
      .summary("The smallest elements along axes.")
      .description(
          "NaN wins over every number. Where several elements are the smallest they share the gradient equally.")
      .math("out = \\min_i x_i")
      .alias("amin")
      .error("value", "an axis to reduce has no elements")
      .shape(not_empty)
      .gradient({"x", "out"}, extreme_gradient)
      .example(R"(
        let x = tensor([[1, 5], [3, 4]])
        expect min(x) = 1
        expect min(x, 0) = [1, 4]
      )");
}

MIXGRAD_FUNCTION(any) {
  reduction(f, "Python Array API standard 2024.12, any", "any", "bool")
      .summary("Tells whether any element along axes is true.")
      .description(
          "Elements of other types than bool count as true where they are not zero. Of no elements the answer is "
          "false.")
      .shape(bool_dtype)
      .no_gradient("piecewise constant")
      .example(R"(
        let x = tensor([[0, 1], [0, 0]])
        expect any(x) = true
        expect any(x, 1) = [true, false]
      )");
}

MIXGRAD_FUNCTION(all) {
  reduction(f, "Python Array API standard 2024.12, all", "any", "bool")
      .summary("Tells whether all elements along axes are true.")
      .description(
          "Elements of other types than bool count as true where they are not zero. Of no elements the answer is true.")
      .shape(bool_dtype)
      .no_gradient("piecewise constant")
      .example(R"(
        let x = tensor([[1, 1], [1, 0]])
        expect all(x) = false
        expect all(x, 1) = [true, false]
      )");
}

}  // namespace mixgrad
