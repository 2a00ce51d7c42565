// Counting at a graph's borders: inside it counts from 0, callers see indices as their language counts them.
#pragma once

#include "core/graph/graph.h"

namespace mixgrad {

// Finds out which inputs and outputs hold indices. A caller that counts from 1 has had them shifted in the trace: those
// shifts become part of the signature, and pairs of them inside cancel, so that the graph is that of a caller from 0.
void mark_borders(Graph& graph, int64_t caller_first);

}  // namespace mixgrad
