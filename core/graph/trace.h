// Tracing: calls with tensors that stand for values are written down instead of run.
#pragma once

#include <functional>

#include "core/graph/graph.h"

namespace mixgrad {

using TracedBody = std::function<std::vector<Tensor>(Context& context, const std::vector<Tensor>& inputs)>;

// Calls `body` once with tracing tensors of these specs. `keep_composed`: composed functions are recorded whole, so
// that the graph holds for other shapes; else they are expanded, and gradients can be taken inside.
Ref<Graph> trace(Context& context, const std::vector<TensorSpec>& inputs, bool keep_composed, const TracedBody& body);

std::vector<TensorSpec> specs_of(const std::vector<Tensor>& tensors);

}  // namespace mixgrad
