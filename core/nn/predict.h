// What a model makes of data outside of training, and what it looks like.
#pragma once

#include "core/nn/module.h"

namespace mixgrad {

// The outputs for the rows of x, at most batch_size of them at a time: in evaluation mode and without gradients. Each
// module gets its mode back.
Tensor predict(Context& context, Module& module, const Tensor& x, int64_t batch_size);

// The table of a model's layers. Forward is traced for an input of this shape and dtype: nothing is computed.
std::string summary(Context& context, Module& module, const Shape& input, DType dtype);

}  // namespace mixgrad
