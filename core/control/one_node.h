// Calls of graphs that are one node of the recorded past, in a trace and outside: their gradients have one order.
#pragma once

#include "core/autograd/node.h"
#include "core/control/parts.h"

namespace mixgrad {

// Runs the graphs of a call: its results, and with `keep` what its gradient reads behind them.
using RunGraphs = ValueList (*)(Invocation& call, Context& context, bool keep);

// The body of a function whose last argument says whether it keeps, which are the last `kept` results then. Its
// gradient runs the graphs at these arguments again; outside of a trace one that can not be run again is recorded call
// by call.
void run_as_one(Invocation& call, RunGraphs run, size_t kept, std::initializer_list<int> graphs);

// A gradient error if the graph takes numbers from a generator that was given to it: they can not be had again.
void check_runs_again(const Graph& graph);

}  // namespace mixgrad
