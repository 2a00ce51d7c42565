// Helpers that many gradient rules share.
#pragma once

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"

namespace mixgrad {

// The reverse of broadcasting: sums `gradient` down to the shape and dtype of input `i`, and sets it.
void set_broadcast(Backward& b, int i, const Tensor& gradient);

}  // namespace mixgrad
