// Reductions of rows that belong together, by the numbers of their segments.
#include "core/ops/families.h"
#include "core/ops/scatter.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

template <DType (*dtype)(DType)>
void segment_shape(Infer& infer) {
  if (infer.rank(0) == 0)
    throw infer.error(ErrorCode::kShape, 0, "there must be rows").given("[]").accepted("[N, ...]");
  if (infer.rank(1) != 1 || infer.shape(1)[0] != infer.shape(0)[0])
    throw infer.error(ErrorCode::kShape, 1, "there must be one number for each row of " + name_mark("x"))
        .given(infer.shape(1).text())
        .accepted(Shape{infer.shape(0)[0]}.text());
  Shape out = infer.shape(0);
  out[0] = infer.integer(2);
  infer.output(dtype(infer.dtype(0)), out);
}
DType own_dtype(DType dtype) { return dtype; }

void segment_gradient(Backward& b, Scatter how) {
  Context& c = b.context;
  Tensor ids = b.input(1);
  Route route{[&c, ids](const Tensor& target) { return op<"take">(c, target, ids); },
              [&c, ids](const Tensor& target, const Tensor& elements, Scatter by) {
                return op<"index_reduce">(c, target, ids, elements, Value(int64_t{0}), how_value(by));
              }};
  set_reduced({b, route, how, 0, false, true, b.shape(0)});
}
template <Scatter how>
void gradient_of(Backward& b) {
  segment_gradient(b, how);
}

// Examples that share the numbers stand behind the rows.
void segment_batching(Batching& b) {
  if (b.batched(1)) return b.each();
  Context& c = b.context;
  std::vector<Value> given{op<"moveaxis">(c, b.tensor(0), whole(0), whole(1)), b.tensor(1), b.plain(2)};
  Results made;
  invoke(c, b.function, given, made);
  b.result(op<"moveaxis">(c, made.tensor(), whole(1), whole(0)));
}

FunctionBuilder& segment(FunctionBuilder& f, const char* name, const char* dtype) {
  return f.reference(std::string("JAX, jax.ops.") + name)
      .reference("TensorFlow 2.x, tf.math.unsorted_" + std::string(name))
      .tensor("x", "The rows.", "numeric", "[N, ...]")
      .tensor("segment_ids", "For each row the number of its segment, in any order.", "integer", "[N]")
      .carries_indices()
      .attribute("num_segments", types::count, "How many segments there are.")
      .positional(3)
      .output("out", "For each segment one row.", dtype, "[num_segments, ...]")
      .error("index", "a number is not that of a segment; the message names its position")
      .error("shape", "x has no axis, or there is not one number for each row")
      .error("value", "num_segments is negative")
      .error("out_of_memory", "there is not enough memory for so many segments")
      .batching("segment", segment_batching);
}

}  // namespace

MIXGRAD_FUNCTION(segment_sum) {
  segment(f, "segment_sum", "as x")
      .summary("Adds the rows of each segment.")
      .description(
          "In their order, for any number of threads. The sum of a segment without rows is 0. Integers wrap around; "
          "float16 and bfloat16 are added in float32 and rounded once.")
      .math("out_s = \\sum_{i : ids_i = s} x_i")
      .shape(segment_shape<own_dtype>)
      .gradient({"segment_ids"}, gradient_of<Scatter::kSum>)
      .example(R"(
        let ids = argmax(tensor([[1, 0], [0, 1], [1, 0]]), 1)
        expect segment_sum(tensor([1, 2, 3]), ids, 2) = [4, 2]
      )");
}

MIXGRAD_FUNCTION(segment_prod) {
  segment(f, "segment_prod", "as x")
      .summary("Multiplies the rows of each segment.")
      .description(
          "In their order, for any number of threads. The product of a segment without rows is 1. Integers wrap "
          "around; float16 and bfloat16 are multiplied in float32 and rounded once.")
      .math("out_s = \\prod_{i : ids_i = s} x_i")
      .shape(segment_shape<own_dtype>)
      .gradient({"x", "segment_ids", "out"}, gradient_of<Scatter::kProd>)
      .example(R"(
        let ids = argmax(tensor([[1, 0], [0, 1], [1, 0]]), 1)
        expect segment_prod(tensor([2, 3, 4]), ids, 2) = [8, 3]
      )");
}

MIXGRAD_FUNCTION(segment_mean) {
  segment(f, "segment_mean", "floating(x)")
      .summary("Averages the rows of each segment.")
      .description(
          "Their sum, in their order, divided by their number. The mean of a segment without rows is 0. Integers, "
          "float16 and bfloat16 are added in float32.")
      .math("out_s = \\frac{1}{n_s} \\sum_{i : ids_i = s} x_i")
      .shape(segment_shape<floating_dtype>)
      .gradient({"segment_ids"}, gradient_of<Scatter::kMean>)
      .example(R"(
        let ids = argmax(tensor([[1, 0], [0, 1], [1, 0]]), 1)
        expect segment_mean(tensor([1, 2, 3]), ids, 2) = [2, 2]
      )");
}

MIXGRAD_FUNCTION(segment_max) {
  segment(f, "segment_max", "as x")
      .summary("The largest elements of the rows of each segment.")
      .description(
          "NaN wins over every number. A segment without rows has minus infinity, or the lowest integer. Equal "
          "extremes share the gradient.")
      .math("out_s = \\max_{i : ids_i = s} x_i")
      .shape(segment_shape<own_dtype>)
      .gradient({"x", "segment_ids", "out"}, gradient_of<Scatter::kMax>)
      .example(R"(
        let ids = argmax(tensor([[1, 0], [0, 1], [1, 0]]), 1)
        expect segment_max(tensor([1, 2, 3]), ids, 2) = [3, 2]
      )");
}

MIXGRAD_FUNCTION(segment_min) {
  segment(f, "segment_min", "as x")
      .summary("The smallest elements of the rows of each segment.")
      .description(
          "NaN wins over every number. A segment without rows has infinity, or the largest integer. Equal extremes "
          "share the gradient.")
      .math("out_s = \\min_{i : ids_i = s} x_i")
      .shape(segment_shape<own_dtype>)
      .gradient({"x", "segment_ids", "out"}, gradient_of<Scatter::kMin>)
      .example(R"(
        let ids = argmax(tensor([[1, 0], [0, 1], [1, 0]]), 1)
        expect segment_min(tensor([1, 2, 3]), ids, 2) = [1, 2]
      )");
}

}  // namespace mixgrad
