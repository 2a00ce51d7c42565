// Leaves that are views: whoever writes to their base, or to another of its views, may not overwrite them unseen.
#pragma once

#include "core/autograd/node.h"

namespace mixgrad {

// Makes a leaf want a gradient, or no longer; a gradient error for what is the result of recorded calls.
void set_requires_grad(const Tensor& tensor, bool on);

// Before a write while recording: a gradient error if it changes a leaf that wants a gradient and is another view of
// the same base, or if the write itself is recorded, for then the base and all its views would get a new past.
void check_leaf_views(const Tensor& target, bool recorded);

}  // namespace mixgrad
