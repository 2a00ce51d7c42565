// What a call gives, by the function's own rules, without running it.
#pragma once

#include <span>
#include <vector>

#include "core/graph/graph.h"

namespace mixgrad {

struct NodeOutputs {
  std::vector<TensorSpec> specs;
  bool list = false;    // the function gives one list of tensors
  Tensor window;        // of a view: its strides and offset
  bool copied = false;  // a view that has to copy
};

// What stands in an argument's place, the values being those of `slots`.
Value value_of(const Operand& operand, const std::vector<Tensor>& slots);
// A tensor without elements: what rules see of a value.
Tensor without_elements(const TensorSpec& spec);

// Can a graph hold calls of it? Operators and composed functions; no methods, constructors, services or in-place forms.
bool is_recordable(const Function& function);

// `arguments` are bound; tensors need a dtype, a shape and strides, no storage.
NodeOutputs infer_outputs(const Function& function, std::span<const Value> arguments);
// What a whole graph gives for inputs of these specs; an error of Graph::check_inputs, or of a call inside, if nothing.
std::vector<TensorSpec> infer_graph(const Graph& graph, const std::vector<TensorSpec>& inputs);

}  // namespace mixgrad
