// The gradient of a graph, to be called inside a trace.
#pragma once

#include "core/autograd/node.h"
#include "core/graph/graph.h"

namespace mixgrad {

// Which results have gradients, and which inputs are to get theirs, by position.
struct PullBack {
  std::vector<int> outputs, inputs;
};

// The gradients of the wanted inputs: the graph is run at `given`, and `grads` are those of the results. Zeros where
// a result does not depend on an input. What `sums` holds for a wanted input is added to, use by use, as an eager pass
// would go on with the sum of later steps.
std::vector<Tensor> pull_back(Context& context, const Graph& graph, const std::vector<Tensor>& given,
                              const PullBack& which, const std::vector<Tensor>& grads,
                              const std::vector<Tensor>& sums = {});

// For each input of the graph, whether a gradient of these outputs may reach it. Another has none rather than zeros,
// which would be NaN where a slope outside of the graph is infinite.
std::vector<bool> reached_inputs(const Graph& graph, const std::vector<int>& outputs);

// The gradient of a call of one of these graphs as a call of another: it takes the tensors of the call, which stand
// first in its list, and then the gradients of those results that have one.
struct PullBackCall {
  PullBack which;
  ValueList given;
  size_t tensors = 0;

  PullBackCall(Backward& b, size_t tensors, std::initializer_list<const Graph*> graphs);
  bool is_needed() const { return !which.inputs.empty() && !which.outputs.empty(); }
  Ref<Graph> graph(Backward& b, const Graph& of) const;  // gives the gradients of the inputs that want one
  void set(Backward& b, const ValueList& gradients) const;
};

}  // namespace mixgrad
