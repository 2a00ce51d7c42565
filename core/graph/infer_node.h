// What a call gives, by the function's own rules, without running it.
#pragma once

#include <span>
#include <vector>

#include "core/context/infer.h"

namespace mixgrad {

struct NodeOutputs {
  std::vector<TensorSpec> specs;
  bool list = false;    // the function gives one list of tensors
  Tensor window;        // of a view: its strides and offset
  bool copied = false;  // a view that has to copy
};

// Can a graph hold calls of it? Operators and composed functions; no methods, constructors, services or in-place forms.
bool is_recordable(const Function& function);

// `arguments` are bound; tensors need a dtype, a shape and strides, no storage.
NodeOutputs infer_outputs(const Function& function, std::span<const Value> arguments);

}  // namespace mixgrad
