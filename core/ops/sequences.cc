// Sequences of different lengths in one tensor.
#include "core/ops/losses.h"
#include "core/transform/batching.h"

namespace mixgrad {

namespace {

FunctionBuilder& sequences(FunctionBuilder& f, const char* name) {
  return f.reference(std::string("MXNet 1.9, mxnet.nd.") + name)
      .in_namespace("nn")
      .tensor("x", "The sequences: steps along axis, examples along the other of the first two axes.", "any",
              "[T, N, ...]");
}
FunctionBuilder& stepping(FunctionBuilder& f) {
  return f.attribute("axis", types::axis, 0, "The axis of the steps, which is one of the first two.")
      .error("index", "axis is not one of the first two")
      .error("shape", "x has less than two axes, or there is not one length for each example")
      .error("value", "a length is not one that a sequence of so many steps can have");
}

// The axis of the examples.
int checked(Infer& infer) {
  if (infer.rank(0) < 2)
    throw infer.error(ErrorCode::kShape, 0, "there must be an axis of steps and one of examples")
        .given(infer.shape(0).text())
        .accepted("[T, N, ...]");
  int axis = static_cast<int>(infer.integer(2));
  if (axis > 1)
    throw infer.error(ErrorCode::kIndex, 2, "steps lie along one of the first two axes")
        .given(number_mark(axis))
        .accepted(number_mark(0) + " or " + number_mark(1));
  int64_t examples = infer.shape(0)[1 - axis];
  if (infer.has(1) && (infer.rank(1) != 1 || infer.shape(1)[0] != examples))
    throw infer.error(ErrorCode::kShape, 1, "there must be one length for each example")
        .given(infer.shape(1).text())
        .accepted(Shape{examples}.text());
  return 1 - axis;
}
void same_shape_rule(Infer& infer) {
  checked(infer);
  infer.output(infer.dtype(0), infer.shape(0));
}
void last_shape(Infer& infer) {
  int examples = checked(infer);
  if (infer.shape(0)[1 - examples] == 0)
    throw infer.error(ErrorCode::kShape, 0, "sequences without steps have no last one").given(infer.shape(0).text());
  Shape out = infer.shape(0);
  out.erase(1 - examples);
  infer.output(infer.dtype(0), out);
}

// The examples of all calls are examples of one.
void sequence_batching(Batching& b) {
  Context& c = b.context;
  int64_t axis = b.plain(2).as_int();
  Tensor x = b.lifted(0);
  int64_t inner = x.shape()[axis == 0 ? 2 : 1], steps = x.shape()[axis == 0 ? 1 : 2];
  if (axis == 0) x = op<"moveaxis">(c, x, whole(0), whole(1));
  Shape merged = axis == 0 ? Shape{steps, b.size * inner} : Shape{b.size * inner, steps};
  for (int i = 3; i < x.rank(); ++i) merged.push_back(x.shape()[i]);
  ValueList given{op<"reshape">(c, x, merged), Value(), Value(axis)};
  if (b.has(1)) given[1] = op<"reshape">(c, b.lifted(1), Shape{b.size * inner});
  for (size_t i = 3; i < b.function.arguments.size(); ++i) given.push_back(b.plain(static_cast<int>(i)));
  Results made;
  invoke(c, b.function, given, made);
  Tensor out = made.tensor();
  bool has_steps = out.rank() == static_cast<int>(merged.rank());
  Shape apart;
  if (has_steps && axis == 0) apart.push_back(steps);
  apart.push_back(b.size), apart.push_back(inner);
  if (has_steps && axis == 1) apart.push_back(steps);
  for (int i = 2; i < merged.rank(); ++i) apart.push_back(merged[i]);
  out = op<"reshape">(c, out, apart);
  b.result(has_steps && axis == 0 ? op<"moveaxis">(c, out, whole(1), whole(0)) : out);
}

// Every step gets the gradient of the last one, and all but the last ones are masked away.
void last_gradient(Backward& b) {
  Context& c = b.context;
  int64_t axis = b.argument(2).as_int(), steps = b.shape(0)[static_cast<int>(axis)];
  Tensor spread = op<"broadcast_to">(c, op<"expand_dims">(c, b.grad(), Value(axis)), b.shape(0));
  Shape line, column;
  for (int i = 0; i < b.shape(0).rank(); ++i) {
    line.push_back(i == axis ? steps : 1);
    column.push_back(i == 1 - axis ? b.shape(0)[i] : 1);
  }
  Tensor number = as_shape(c, op<"arange">(c, whole(1), Value(steps + 1)), line);
  Value last = b.has(1) ? Value(as_shape(c, as_dtype(c, b.input(1), DType::kInt64), column)) : Value(steps);
  b.set(0, op<"where">(c, op<"equal">(c, number, last), spread, whole(0)));
}

Value lengths_of(Backward& b) { return b.has(1) ? Value(b.input(1)) : Value(); }

}  // namespace

MIXGRAD_FUNCTION(sequence_mask) {
  stepping(sequences(f, "SequenceMask")
               .summary("Sets the steps behind the end of each sequence to one number.")
               .description("A new tensor; without lengths a copy of x.")
               .math("out_{tn} = x_{tn} if t < lengths_n, else value")
               .optional_tensor("lengths", "How many steps each sequence has, from 0 to T.", "integer", "[N]"))
      .attribute("value", types::number, 0.0, "The number; converted to x's dtype.")
      .positional(2)
      .output("out", "The sequences.", "as x", "[T, N, ...]")
      .shape(same_shape_rule)
      .batching("sequences", sequence_batching)
      .gradient({"lengths"},
                [](Backward& b) {
                  b.set(0, op<"sequence_mask">(b.context, b.grad(), lengths_of(b), b.argument(2), Value(0.0)));
                })
      .example(R"(
        let x = tensor([[1, 2], [3, 4], [5, 6]])
        expect sequence_mask(x, tensor([1, 2], dtype: int64), value: 9) = [[1, 2], [9, 4], [9, 9]]
      )");
}

MIXGRAD_FUNCTION(sequence_last) {
  stepping(sequences(f, "SequenceLast")
               .summary("The last step of each sequence.")
               .description("A new tensor; without lengths the last step of all.")
               .math("out_n = x_{lengths_n - 1\\, n}")
               .optional_tensor("lengths", "How many steps each sequence has, from 1 to T.", "integer", "[N]"))
      .positional(2)
      .output("out", "The last steps.", "as x", "[N, ...]")
      .shape(last_shape)
      .batching("sequences", sequence_batching)
      .gradient({"lengths"}, last_gradient)
      .example(R"(
        let x = tensor([[1, 2], [3, 4], [5, 6]])
        expect sequence_last(x, tensor([1, 3], dtype: int64)) = [1, 6]
      )");
}

MIXGRAD_FUNCTION(sequence_reverse) {
  stepping(sequences(f, "SequenceReverse")
               .summary("Reverses the steps of each sequence; those behind its end stay where they are.")
               .description("A new tensor; without lengths all steps are reversed.")
               .math("out_{tn} = x_{lengths_n - 1 - t\\, n} if t < lengths_n, else x_{tn}")
               .optional_tensor("lengths", "How many steps each sequence has, from 0 to T.", "integer", "[N]"))
      .positional(2)
      .output("out", "The sequences.", "as x", "[T, N, ...]")
      .shape(same_shape_rule)
      .batching("sequences", sequence_batching)
      .gradient(
          {"lengths"},
          [](Backward& b) { b.set(0, op<"sequence_reverse">(b.context, b.grad(), lengths_of(b), b.argument(2))); })
      .example(R"(
        let x = tensor([[1, 2], [3, 4], [5, 6]])
        expect sequence_reverse(x, tensor([2, 3], dtype: int64)) = [[3, 6], [1, 4], [5, 2]]
      )");
}

}  // namespace mixgrad
