// What a rule keeps for a parameter goes where the parameter goes, also into another element type.
#pragma once

#include "core/kernels/library.h"
#include "core/optim/term.h"

namespace mixgrad {

// The tensor stays the same object; its values move to the device and take the dtype. Outside of a trace's values, and
// before a step notes what it would have to put back.
inline void follow(const Tensor& state, DType dtype, Device device) {
  relocate(state, device);
  if (state.dtype() == dtype) return;
  Tensor converted = Tensor::empty(dtype, state.shape(), device);
  copy_elements(state, converted);
  TensorImpl& impl = *state.impl();
  impl.dtype = dtype;
  impl.strides = converted.strides();
  impl.offset = 0;
  impl.storage = converted.impl()->storage;
}

}  // namespace mixgrad
