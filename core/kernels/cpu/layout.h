// Small helpers by which kernels bring tensors into the layout they work on.
#pragma once

#include "core/kernels/program.h"
#include "core/schema/value.h"
#include "core/tensor/tensor.h"

namespace mixgrad {

// Row-major and of this type: the tensor itself if it is so already, else a copy.
inline Tensor contiguous(const Tensor& x, DType dtype) {
  if (x.dtype() == dtype && x.is_contiguous()) return x;
  Tensor copy = Tensor::empty(dtype, x.shape());
  copy_cpu(x, copy);
  return copy;
}
inline Tensor contiguous(const Tensor& x) { return contiguous(x, x.dtype()); }

// A row-major tensor as [outer, length, inner] around one axis; rank 0 counts as one axis of one element.
struct AxisLayout {
  int64_t outer = 1, length = 1, inner = 1;
  AxisLayout(const Shape& shape, int64_t axis) {
    for (int i = 0; i < shape.rank(); ++i) {
      if (i < axis)
        outer *= shape[i];
      else if (i == axis)
        length = shape[i];
      else
        inner *= shape[i];
    }
  }
};

// The float type in which float16 and bfloat16 are computed; other types stay.
inline DType compute_type(DType dtype) {
  return dtype == DType::kFloat16 || dtype == DType::kBFloat16 ? DType::kFloat32 : dtype;
}

}  // namespace mixgrad
