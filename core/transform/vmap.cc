// vmap: a function of one example, for many at once.
#include "core/schema/builder.h"
#include "core/transform/batching.h"
#include "core/transform/function_call.h"

namespace mixgrad {

namespace {

int normal_axis(const char* argument, int64_t axis, int rank) {
  if (axis >= -rank && axis < rank) return static_cast<int>(axis < 0 ? axis + rank : axis);
  std::string shown = axis < 0 ? std::to_string(axis) : number_mark(axis);
  throw Error(ErrorCode::kIndex, "axis " + shown + " does not exist in a tensor with " + std::to_string(rank) +
                                     (rank == 1 ? " axis" : " axes"))
      .on(argument)
      .given(shown)
      .accepted(rank == 0 ? "null" : number_mark(0) + " to " + number_mark(rank - 1));
}

Tensor moved(Context& context, const Tensor& x, int from, int to) {
  if (from == to) return x;
  std::vector<int64_t> order;
  for (int i = 0; i < x.rank(); ++i) {
    if (i != from) order.push_back(i);
  }
  order.insert(order.begin() + to, from);
  return op<"permute_dims">(context, x, Value(Shape(std::span<const int64_t>(order))));
}

struct Mapped {
  std::vector<MaybeBatched> inputs;  // examples along axis 0
  std::vector<TensorSpec> examples;
  int64_t size = -1;
};

Mapped map_inputs(Context& context, const std::vector<Tensor>& given, const Value& in_axes) {
  Mapped out;
  if (!in_axes.is_null() && in_axes.as_list().size() != given.size()) {
    throw Error(ErrorCode::kValue, "there must be one axis, or null, for each tensor")
        .on("in_axes")
        .given(std::to_string(in_axes.as_list().size()))
        .accepted(std::to_string(given.size()));
  }
  for (size_t i = 0; i < given.size(); ++i) {
    const Tensor& t = given[i];
    Value axis = in_axes.is_null() ? Value(int64_t{0}) : in_axes.as_list()[i];
    if (axis.is_null()) {
      out.inputs.push_back({t, false});
      out.examples.push_back({t.dtype(), t.shape(), t.device()});
      continue;
    }
    int at = normal_axis(in_axes.is_null() ? "inputs" : "in_axes", axis.as_int(), t.rank());
    if (out.size >= 0 && t.shape()[at] != out.size) {
      throw Error(ErrorCode::kShape, "the tensors hold different numbers of examples")
          .on("inputs")
          .given(std::to_string(t.shape()[at]) + " in the tensor at position " + number_mark(static_cast<int64_t>(i)))
          .accepted(std::to_string(out.size));
    }
    out.size = t.shape()[at];
    Shape example = t.shape();
    example.erase(at);
    out.inputs.push_back({moved(context, t, at, 0), true});
    out.examples.push_back({t.dtype(), example, t.device()});
  }
  if (out.size < 0) throw Error(ErrorCode::kValue, "at least one tensor must hold examples").on("in_axes");
  return out;
}

}  // namespace

MIXGRAD_FUNCTION(vmap) {
  f.summary("Applies a function of one example to many at once.")
      .description(
          "The function is called once, with tensors that stand for one example; what it did is then done for all "
          "examples together, by each operator's batching rule. The result is that of a loop over the examples, to the "
          "bit where the operators' results do not depend on the machine. Each call of a random function draws for one "
          "example after the other, so random numbers are the loop's if there is one such call. grad may be used "
          "inside, and vmap inside grad.")
      .reference("Bradbury et al., JAX: Composable Transformations of Python+NumPy Programs, 2018")
      .attribute("fn", types::function("(...Tensor) -> Tensor"),
                 "Function from one example to one tensor. It is called once, with tensors that stand for values.")
      .attribute("inputs", types::list(types::tensor), "One tensor for each parameter of the function.")
      .attribute("in_axes", types::optional(types::list(types::optional(types::axis))), Value::null(),
                 "For each tensor the axis along which its examples lie, or null if all examples share it; the first "
                 "axis of each if left out.")
      .attribute("out_axis", types::axis, 0, "The axis of the result along which the examples lie.")
      .positional(2)
      .output("output", types::tensor, "The function's results, along one more axis.")
      .trait("transform")
      .error("shape", "the tensors hold different numbers of examples")
      .error("index", "a tensor, or the result, has no such axis")
      .error(
          "value",
          "no tensor holds examples, in_axes does not fit, or the function calls an operator that has no batching rule")
      .error("trace", "the function writes something that differs between examples to a tensor they share")
      .error("type", "the function returned more or less than one tensor")
      .native([](Invocation& call) {
        Context& context = call.context;
        Mapped mapped = map_inputs(context, tensors_of(call[1]), call[2]);
        Ref<Context> quiet = context.with_recording(false);
        Ref<Graph> graph = trace_function(*quiet, call[0], mapped.examples, false);
        check_one_result(*graph);
        if (context.tracer) context.tracer->read_shape();  // rules look at the number of examples
        MaybeBatched out = run_batched(context, *graph, mapped.inputs, mapped.size)[0];
        Tensor result = out.tensor;
        if (!out.batched) {
          Shape shape = result.shape();
          shape.insert(0, mapped.size);
          result = op<"copy">(context, op<"broadcast_to">(context, result, Value(shape)));
        }
        call.result(moved(context, result, 0, normal_axis("out_axis", call[3].as_int(), result.rank())));
      })
      .example(R"(
        let x = tensor([[1, 2], [3, 4], [5, 6]])
        let w = tensor([10, 1])
        expect vmap((row) => matmul(row, w), [x]) = [12, 34, 56]
        expect vmap((row, v) => matmul(row, v), [x, x]) = [5, 25, 61]
        expect vmap((column) => sum(column), [x], in_axes: [1]) = [9, 12]
      )");
}

}  // namespace mixgrad
