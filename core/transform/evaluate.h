// What the functions that differentiate share: a function's graph, run with leaves in place of its arguments.
#pragma once

#include "core/transform/function_call.h"

namespace mixgrad {

struct Evaluated {
  std::vector<Tensor> inputs;  // leaves, or what goes on to where the arguments came from
  Tensor value;
  bool attached = false;  // others than these leaves have part in the value and may ask for its gradients later
};

// The graph of the argument fn; an error unless it gives one tensor and all it gets are floating.
Ref<Graph> graph_of_fn(Context& context, const Value& function, const std::vector<Tensor>& arguments);
Evaluated evaluate(Context& context, const Graph& graph, const std::vector<Tensor>& arguments);
Evaluated evaluate(Context& context, const Value& function, const std::vector<Tensor>& arguments);

// The value as a result of the call: without its past, unless others have part in it or it stands for one in a trace.
Tensor as_result(const Evaluated& evaluated);
// Whether the gradients are recorded: others than the leaves have part in the value, or in these weights of it.
bool is_attached(Context& context, const Evaluated& evaluated, const std::vector<Tensor>& weights);
// Absent gradients as zeros of their inputs' shapes.
ValueList gradients_or_zeros(Context& context, const std::vector<Tensor>& found, const std::vector<Tensor>& inputs);
// A direction has the shape and the dtype of what it is a direction of; the argument of this name holds them.
void check_direction(const char* argument, const Tensor& of, const Tensor& direction);
// One for each of the inputs.
void check_directions(const char* argument, const std::vector<Tensor>& inputs, const std::vector<Tensor>& directions);
// A gradient error unless the function's value is one number.
void check_one_number(const Tensor& value);

}  // namespace mixgrad
