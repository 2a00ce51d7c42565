// Runs of elementwise calls in a graph, such as an optimiser's, made together.
#pragma once

#include <vector>

#include "core/context/context.h"
#include "core/graph/graph.h"

namespace mixgrad {

// From node `first` on, as many calls as can be made together, if there are at least two: their results are put into
// the slots that later nodes, outputs and writes read. Returns the number of the node after them, or `first`. Only for
// runs that neither record nor trace.
size_t run_chain(Context& context, const Graph& graph, size_t first, std::vector<Tensor>& slots);

}  // namespace mixgrad
