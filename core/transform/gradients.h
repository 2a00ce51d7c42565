// Reverse-mode differentiation over the nodes that hang off tensors.
#pragma once

#include <vector>

#include "core/context/context.h"

namespace mixgrad {

// The gradients of `outputs` (each weighted by its `grad_outputs`, absent: ones, for a rank-0 or one-element output)
// with regard to `inputs`; absent where an input had no part. With `create_graph` the pass is itself recorded, and what
// the nodes saved is kept.
std::vector<Tensor> gradients(Context& context, const std::vector<Tensor>& outputs, const std::vector<Tensor>& inputs,
                              const std::vector<Tensor>& grad_outputs, bool create_graph, bool keep_saved = false);

// Adds the gradient of every leaf that requires one to its `grad`.
void backward(Context& context, const Tensor& output, const Tensor& grad_output, bool keep_saved);

}  // namespace mixgrad
