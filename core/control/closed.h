// Graphs without state: what their functions used of outside is an input, what they wrote to it a result.
#pragma once

#include "core/graph/graph.h"

namespace mixgrad {

struct Closed {
  std::vector<Ref<Graph>> graphs;
  // In place of the states of all: those that a graph writes to, and the others.
  std::vector<Tensor> written, read;
};

// The graphs take the same tensors: the first `front`, what is written, the others, what is read. They give their first
// `front` results, what is written as it is at their end, and their other results; those after the first `returning`
// graphs just look, and give what they gave.
Closed close_over(const std::vector<Ref<Graph>>& graphs, size_t front, size_t returning);

// With copies of what is about to be written: a gradient reads it as it was.
Closed as_it_was(Context& context, const Closed& closed);
// The inputs in that order.
ValueList closed_inputs(const Closed& closed, const std::vector<Tensor>& given, size_t front);
// Takes the results of what was written out of `results`, where they stand behind the first `front`, and writes them.
void commit_written(Context& context, const Closed& closed, ValueList& results, size_t front);

}  // namespace mixgrad
