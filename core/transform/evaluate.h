// What the functions that differentiate share: a function's graph, run with leaves in place of its arguments.
#pragma once

#include "core/transform/function_call.h"

namespace mixgrad {

struct Evaluated {
  std::vector<Tensor> inputs;  // leaves
  Tensor value;
};

// The graph of the argument fn; an error unless it gives one tensor and all it gets are floating.
Ref<Graph> graph_of_fn(Context& context, const Value& function, const std::vector<Tensor>& arguments);
Evaluated evaluate(Context& context, const Graph& graph, const std::vector<Tensor>& arguments);
Evaluated evaluate(Context& context, const Value& function, const std::vector<Tensor>& arguments);

// The value as a result of the call: without its past, unless it stands for a value in a trace.
Tensor as_result(const Tensor& value);
// Absent gradients as zeros of their inputs' shapes.
ValueList gradients_or_zeros(Context& context, const std::vector<Tensor>& found, const std::vector<Tensor>& inputs);
// A direction has the shape and the dtype of what it is a direction of; the argument of this name holds them.
void check_direction(const char* argument, const Tensor& of, const Tensor& direction);
// One for each of the inputs.
void check_directions(const char* argument, const std::vector<Tensor>& inputs, const std::vector<Tensor>& directions);
// A gradient error unless the function's value is one number.
void check_one_number(const Tensor& value);

}  // namespace mixgrad
