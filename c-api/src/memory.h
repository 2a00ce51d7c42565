// Checking what describes memory of the caller.
#pragma once

#include <functional>

#include "core/tensor/tensor.h"

namespace mixgrad::abi {

DType dtype_argument(int32_t number);
Shape shape_argument(int32_t rank, const int64_t* sizes);
// A tensor over the caller's elements, `data` being the first; strides may be negative, null is row-major.
Tensor tensor_over(void* data, DType dtype, const Shape& shape, const int64_t* strides, bool read_only,
                   std::function<void()> deleter);
void check_readable(const Tensor& tensor);  // a trace error if it has no elements
void check_on_cpu(const Tensor& tensor);    // a device error if the host can not follow its address

}  // namespace mixgrad::abi
