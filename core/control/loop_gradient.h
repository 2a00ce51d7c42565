// The gradient of a loop: its steps from the last to the first, over the states that it kept.
#pragma once

#include "core/autograd/node.h"
#include "core/control/scan.h"

namespace mixgrad {

struct LoopGradient {
  const Graph* body = nullptr;  // gives the states, then what is stacked
  ScanLayout at;                // of the call's tensors; of a loop without anything scanned, `scanned` is 0
  size_t kept = 0;              // where the states of all steps stand among the results
  Tensor count, positions;      // how many steps were taken, if fewer than there is room for
};

// Sets the gradients of the call's tensors.
void set_loop_gradient(Backward& b, const LoopGradient& loop);

}  // namespace mixgrad
