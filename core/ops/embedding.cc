// Rows of a table, by their numbers: alone, and reduced for each bag of them.
#include <algorithm>
#include <cmath>

#include "core/ops/losses.h"

namespace mixgrad {

namespace {

FunctionBuilder& lookup(FunctionBuilder& f, const char* name, const char* shape) {
  return f.reference(std::string("PyTorch 2.x, torch.nn.functional.") + name)
      .in_namespace("nn")
      .tensor("indices", "Numbers of rows.", "integer", shape)
      .carries_indices()
      .tensor("weight", "The table: a row for each number.", "floating", "[V, D]");
}

void check_table(Infer& infer, int padding_idx) {
  if (infer.rank(1) != 2)
    throw infer.error(ErrorCode::kShape, 1, "the table must have two axes")
        .given(infer.shape(1).text())
        .accepted("[V, D]");
  int64_t rows = infer.shape(1)[0];
  if (!infer.has(padding_idx)) return;
  int64_t at = infer.integer(padding_idx);
  if (at >= 0 && at < rows) return;
  throw infer.error(ErrorCode::kIndex, padding_idx, "the table has no such row")
      .given(number_mark(at))
      .accepted(rows == 0 ? "none" : number_mark(0) + " to " + number_mark(rows - 1));
}

// Whether a number is another than that of the padding; with an axis behind for the elements of the row.
Tensor is_other(Context& c, const Tensor& indices, const Value& padding_idx) {
  return op<"expand_dims">(c, op<"not_equal">(c, indices, padding_idx), whole(-1));
}

Type bag_mode() {
  return types::enumeration("BagMode", {{"sum", 0, "The sum of the rows."},
                                        {"mean", 1, "The mean of the rows."},
                                        {"max", 2, "The largest element of each column."}});
}

void bag_shape(Infer& infer) {
  if (infer.rank(0) != 2)
    throw infer.error(ErrorCode::kShape, 0, "there must be one row of numbers for each bag")
        .given(infer.shape(0).text())
        .accepted("[B, N]");
  check_table(infer, 4);
  if (infer.has(2) && !(infer.shape(2) == infer.shape(0)))
    throw infer.error(ErrorCode::kShape, 2, "there must be one weight for each of the " + name_mark("indices"))
        .given(infer.shape(2).text())
        .accepted(infer.shape(0).text());
  if (infer.has(2) && infer.integer(3) != 0)
    throw infer.error(ErrorCode::kValue, 2, "rows have weights of their own in the mode sum only").accepted("null");
  infer.output(infer.promoted(1, 3), Shape{infer.shape(0)[0], infer.shape(1)[1]});
}

Tensor largest(Context& c, const Tensor& rows, const Tensor& counted, const Value& axis) {
  if (!counted) return op<"max">(c, rows, axis);
  Tensor most = op<"max">(c, op<"where">(c, counted, rows, Value(-INFINITY)), axis);
  return op<"where">(c, op<"any">(c, counted, axis), most, whole(0));
}

void bag_body(Invocation& call) {
  Context& c = call.context;
  Tensor indices = call.tensor(0);
  DType dtype = Infer(call.function, call.arguments).promoted(1, 3);
  DType wide = item_bytes(dtype) < 4 ? DType::kFloat32 : dtype;
  Tensor rows = as_dtype(c, op<"take">(c, call.tensor(1), indices), wide), counted, out;
  int64_t mode = call[3].as_int();
  Value axis(int64_t{1});
  if (call.has(2)) rows = times(c, rows, as_dtype(c, op<"expand_dims">(c, call.tensor(2), whole(-1)), wide));
  if (call.has(4)) counted = is_other(c, indices, call[4]);
  if (mode == 2 && indices.shape()[1] > 0) {
    out = largest(c, rows, counted, axis);
  } else {
    out = op<"sum">(c, counted ? op<"where">(c, counted, rows, whole(0)) : rows, axis);
    if (mode == 1 && counted) out = over(c, out, op<"maximum">(c, op<"sum">(c, counted, axis), whole(1)));
    if (mode == 1 && !counted) out = over(c, out, whole(std::max<int64_t>(1, indices.shape()[1])));
  }
  call.result(as_dtype(c, out, dtype));
}

}  // namespace

MIXGRAD_FUNCTION(embedding) {
  lookup(f, "embedding", "[...]")
      .summary("Rows of a table, by their numbers.")
      .description("Rows that are asked for several times get the sum of the gradients; that of padding_idx gets none.")
      .math("out_{…j} = weight_{indices_{…}, j}")
      .attribute("padding_idx", types::optional(types::index), Value::null(),
                 "The number of a row that stands for nothing: its gradient is 0. None if it is left out.")
      .positional(2)
      .output("out", "The rows.", "as weight", "[..., D]")
      .error("index", "a number, or padding_idx, lies outside the table")
      .error("shape", "weight has not two axes, or the result would have more than 8")
      .shape([](Infer& infer) {
        check_table(infer, 2);
        Shape shape = infer.shape(0);
        if (shape.rank() == kMaxRank)
          throw infer.error(ErrorCode::kShape, 0, "the result would have more axes than a tensor can have")
              .given(shape.text())
              .accepted("at most " + std::to_string(kMaxRank - 1) + " axes");
        shape.push_back(infer.shape(1)[1]);
        infer.output(infer.dtype(1), shape);
      })
      .composed([](Invocation& call) {
        Context& c = call.context;
        Tensor indices = call.tensor(0), rows = op<"take">(c, call.tensor(1), indices);
        if (call.has(2)) {
          Ref<Context> quiet = c.switched(false);
          Tensor padding = op<"getitem">(*quiet, call.tensor(1), Value(ValueList{call[2]}));
          rows = op<"where">(c, is_other(c, indices, call[2]), rows, padding);
        }
        call.result(rows);
      })
      .example(R"(
        let weight = tensor([[1, 2], [3, 4], [5, 6]])
        let best = topk(tensor([0, 2, 1]), 2).indices
        expect embedding(best, weight) = [[3, 4], [5, 6]]
      )");
}

MIXGRAD_FUNCTION(embedding_bag) {
  lookup(f, "embedding_bag", "[B, N]")
      .summary("The sum, the mean or the largest elements of bags of rows of a table.")
      .description(
          "Each row of indices is a bag. Rows of the number padding_idx do not count; of a bag without rows the result "
          "is 0. float16 and bfloat16 compute in float32.")
      .math("out_{bj} = \\sum_n weight_{indices_{bn}, j}")
      .optional_tensor("per_sample_weights",
                       "What each row is multiplied by before the sum, of the shape of indices; 1 if it is left out.",
                       "floating", "[B, N]")
      .attribute("mode", bag_mode(), Value::enumerator(1), "How a bag is reduced.")
      .attribute("padding_idx", types::optional(types::index), Value::null(),
                 "The number of a row that stands for nothing. None if it is left out.")
      .positional(2)
      .output("out", "A row for each bag.", "promoted(weight, per_sample_weights)", "[B, D]")
      .error("index", "a number, or padding_idx, lies outside the table")
      .error("shape", "indices or weight has not two axes, or per_sample_weights has another shape than indices")
      .error("value", "per_sample_weights is given and mode is not sum")
      .shape(bag_shape)
      .composed(bag_body)
      .example(R"(
        let weight = tensor([[1, 2], [3, 4], [5, 6]])
        let best = topk(tensor([[0, 2, 1]]), 2).indices
        expect embedding_bag(best, weight) = [[4, 5]]
        expect embedding_bag(best, weight, mode: "max") = [[5, 6]]
      )");
}

}  // namespace mixgrad
