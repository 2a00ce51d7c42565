// A function-valued argument is always a graph: it is traced once for the specs of its inputs, then run.
#pragma once

#include "core/graph/trace.h"

namespace mixgrad {

// Traces any callable value; its results must be tensors.
Ref<Graph> trace_function(Context& context, const Value& function, const std::vector<TensorSpec>& inputs,
                          bool keep_composed);
std::vector<Tensor> tensors_of(const Value& list);
void check_one_result(const Graph& graph);            // of the argument fn; a type error if there are more or none
Tensor only_one(const std::vector<Tensor>& results);  // a type error if there are more or none
std::vector<Tensor> tensors_of(const ValueList& list);

}  // namespace mixgrad
