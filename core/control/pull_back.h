// The gradient of a graph, to be called inside a trace.
#pragma once

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

}  // namespace mixgrad
