// Weighted sums of a few elements for each place: what sampling at places of an image is made of. Each of the three
// functions is linear in each of its tensors, and they are each other's gradients.
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr const char* kIndices = "Positions along the last axis of x: which elements are added.";
constexpr const char* kIndexError = "an index lies outside the last axis of x, or is negative";
constexpr const char* kShapeError = "a tensor has fewer than two axes, or shapes do not fit each other";

FunctionBuilder& sampling(FunctionBuilder& f) {
  return f.in_namespace("nn")
      .reference("PyTorch 2.x, torch.nn.functional.grid_sample, for places and weights that are given")
      .error("index", kIndexError)
      .error("shape", kShapeError)
      .batching("axis");  // all axes but the last two are alike
}

Shape with_last_two(Shape shape, int64_t rows, int64_t columns) {
  shape[shape.rank() - 2] = rows;
  shape[shape.rank() - 1] = columns;
  return shape;
}
int64_t last(const Shape& shape) { return shape[shape.rank() - 1]; }
int64_t last_but_one(const Shape& shape) { return shape[shape.rank() - 2]; }

void two_axes(Infer& infer) {
  if (infer.rank(0) < 2)
    throw infer.error(ErrorCode::kShape, 0, "the tensor needs an axis of channels and one of places")
        .given(infer.shape(0).text())
        .accepted("[..., C, L]");
}

void must_be(Infer& infer, int i, const Shape& expected) {
  if (infer.shape(i) == expected) return;
  throw infer.error(ErrorCode::kShape, i, "the shapes do not fit each other")
      .given(infer.shape(i).text())
      .accepted(expected.text());
}

// The indices have the axes of input 0 but for the last two.
void check_indices(Infer& infer, int i) {
  const Shape& shape = infer.shape(i);
  if (shape.rank() == infer.rank(0))
    return must_be(infer, i, with_last_two(infer.shape(0), last_but_one(shape), last(shape)));
  throw infer.error(ErrorCode::kShape, i, "the indices must have as many axes as the other tensors")
      .given(shape.text())
      .accepted(std::to_string(infer.rank(0)) + " axes");
}

void set(Backward& b, int i, const Tensor& gradient) { b.set(i, as_dtype(b.context, gradient, b.dtype(i))); }

}  // namespace

MIXGRAD_FUNCTION(weighted_take) {
  sampling(f)
      .summary("Weighted sums of elements along the last axis, taken by their positions.")
      .description(
          "All channels are taken from at the same places, with the same weights. The elements of a sum are added in "
          "the order of k; one whose weight is 0 counts nothing, whatever it is. float16 and bfloat16 compute in "
          "float32. "
          "What grid_sample is made of.")
      .math("out_{…cp} = \\sum_k weights_{…kp} \\, x_{…c, indices_{…kp}}")
      .tensor("x", "The tensor.", "floating", "[..., C, L]")
      .tensor("indices", kIndices, "integer", "[..., K, P]")
      .carries_indices()
      .tensor("weights", "What the elements are multiplied by.", "floating", "[..., K, P]")
      .output("out", "The sums.", "promoted(x, weights)", "[..., C, P]")
      .shape([](Infer& infer) {
        two_axes(infer);
        check_indices(infer, 1);
        must_be(infer, 2, infer.shape(1));
        DType dtype = promote(infer.dtype(0), infer.dtype(2));
        infer.output(dtype, with_last_two(infer.shape(0), last_but_one(infer.shape(0)), last(infer.shape(1))));
      })
      .gradient({"x", "indices", "weights"},
                [](Backward& b) {
                  Context& c = b.context;
                  Tensor indices = b.input(1);
                  if (b.needs(0))
                    set(b, 0, op<"weighted_take_gradient">(c, b.grad(), indices, b.input(2), Value(last(b.shape(0)))));
                  if (b.needs(2)) set(b, 2, op<"weighted_take_products">(c, b.grad(), b.input(0), indices));
                })
      .example(R"(
        let x = tensor([[10, 20, 30]])
        let places = argsort(tensor([[3, 1, 2]]))
        expect weighted_take(x, places, tensor([[1, 0.5, 2]])) = [[20, 15, 20]]
      )");
}

MIXGRAD_FUNCTION(weighted_take_gradient) {
  sampling(f)
      .summary("Adds numbers, multiplied by weights, to elements of a tensor of zeros.")
      .description(
          "The gradient of weighted_take with regard to x. What comes to one element is added in float64, in the "
          "order of k, and then of p; a weight of 0 adds nothing.")
      .math("out_{…cl} = \\sum_{k, p: indices_{…kp} = l} weights_{…kp} \\, grad_{…cp}")
      .tensor("grad", "A number for each sum.", "floating", "[..., C, P]")
      .tensor("indices", "Positions along the last axis of the result.", "integer", "[..., K, P]")
      .carries_indices()
      .tensor("weights", "What the numbers are multiplied by.", "floating", "[..., K, P]")
      .attribute("size", types::count, "How many elements the last axis of the result has.")
      .output("out", "The sums.", "promoted(grad, weights)", "[..., C, size]")
      .error("value", "size is negative")
      .shape([](Infer& infer) {
        two_axes(infer);
        check_indices(infer, 1);
        must_be(infer, 2, infer.shape(1));
        must_be(infer, 0, with_last_two(infer.shape(0), last_but_one(infer.shape(0)), last(infer.shape(1))));
        DType dtype = promote(infer.dtype(0), infer.dtype(2));
        infer.output(dtype, with_last_two(infer.shape(0), last_but_one(infer.shape(0)), infer.integer(3)));
      })
      .gradient({"grad", "indices", "weights"},
                [](Backward& b) {
                  Context& c = b.context;
                  Tensor indices = b.input(1);
                  if (b.needs(0)) set(b, 0, op<"weighted_take">(c, b.grad(), indices, b.input(2)));
                  if (b.needs(2)) set(b, 2, op<"weighted_take_products">(c, b.input(0), b.grad(), indices));
                })
      .example(R"(
        let grad = tensor([[1, 10]])
        let places = argsort(tensor([[3, 1]]))
        expect weighted_take_gradient(grad, places, tensor([[1, 0.5]]), 3) = [[5, 1, 0]]
      )");
}

MIXGRAD_FUNCTION(weighted_take_products) {
  sampling(f)
      .summary("Products of numbers with the elements at their places, added up over the channels.")
      .description(
          "The gradient of weighted_take with regard to the weights. Sums are added in float64, in the order of c.")
      .math("out_{…kp} = \\sum_c grad_{…cp} \\, x_{…c, indices_{…kp}}")
      .tensor("grad", "A number for each channel and place.", "floating", "[..., C, P]")
      .tensor("x", "The tensor.", "floating", "[..., C, L]")
      .tensor("indices", kIndices, "integer", "[..., K, P]")
      .carries_indices()
      .output("out", "The sums.", "promoted(grad, x)", "[..., K, P]")
      .shape([](Infer& infer) {
        two_axes(infer);
        check_indices(infer, 2);
        must_be(infer, 0, with_last_two(infer.shape(0), last_but_one(infer.shape(0)), last(infer.shape(2))));
        if (infer.rank(1) != infer.rank(0)) must_be(infer, 1, infer.shape(0));
        must_be(infer, 1, with_last_two(infer.shape(0), last_but_one(infer.shape(0)), last(infer.shape(1))));
        infer.output(promote(infer.dtype(0), infer.dtype(1)), infer.shape(2));
      })
      .gradient({"grad", "x", "indices"},
                [](Backward& b) {
                  Context& c = b.context;
                  Tensor indices = b.input(2);
                  if (b.needs(0)) set(b, 0, op<"weighted_take">(c, b.input(1), indices, b.grad()));
                  if (b.needs(1))
                    set(b, 1, op<"weighted_take_gradient">(c, b.input(0), indices, b.grad(), Value(last(b.shape(1)))));
                })
      .example(R"(
        let x = tensor([[10, 20], [1, 2]])
        let places = argsort(tensor([[3, 1]]))
        expect weighted_take_products(tensor([[1, 2], [3, 4]]), x, places) = [[26, 24]]
      )");
}

}  // namespace mixgrad
