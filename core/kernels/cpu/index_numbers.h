// Tensors of indices as kernels need them: every number checked before anything is written.
#pragma once

#include <string>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/kernel.h"
#include "core/runtime/error.h"

namespace mixgrad {

// The number at place `at`, in row-major order, of a tensor of this shape is not below `size`.
[[noreturn]] inline void bad_index(const char* argument, const Shape& shape, int64_t at, int64_t given, int64_t size,
                                   const std::string& outside) {
  std::string place;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    place = number_mark(at % shape[axis]) + (place.empty() ? "" : ", ") + place;
    at /= shape[axis];
  }
  throw Error(ErrorCode::kIndex,
              "the index at position [" + place + "] of " + name_mark(argument) + " lies outside " + outside)
      .on(argument)
      .given(number_mark(given))
      .accepted(size == 0 ? std::string("none") : number_mark(0) + " to " + number_mark(size - 1));
}

// Whether all of n numbers are in [0, size).
inline bool all_below(const int64_t* data, int64_t n, int64_t size) {
  uint64_t outside_bits = 0;  // the sign bit of an index, or of what is left behind it
  for (int64_t i = 0; i < n; ++i) {
    auto index = static_cast<uint64_t>(data[i]);
    outside_bits |= index | (static_cast<uint64_t>(size) - 1 - index);
  }
  return outside_bits >> 63 == 0;
}

// int64 and row-major, every one in [0, size); else an index error that names the place of the first bad one.
inline Tensor checked_indices(const Tensor& given, int64_t size, const char* argument, const std::string& outside) {
  Tensor indices = contiguous(given, DType::kInt64);
  const int64_t* data = indices.data<int64_t>();
  int64_t n = indices.elements();
  if (all_below(data, n, size)) return indices;
  for (int64_t i = 0; i < n; ++i) {
    if (data[i] < 0 || data[i] >= size) bad_index(argument, indices.shape(), i, data[i], size, outside);
  }
  return indices;
}
inline Tensor checked_indices(const Tensor& given, int64_t size, int64_t axis) {
  return checked_indices(given, size, "indices",
                         "axis " + number_mark(axis) + ", which has " + std::to_string(size) + " elements");
}

// A view of the tensor broadcast to a shape of its rank or more.
inline Tensor expanded(const Tensor& t, const Shape& shape) {
  Strides strides;
  int added = shape.rank() - t.rank();
  for (int i = 0; i < shape.rank(); ++i) {
    bool repeats = i < added || (t.shape()[i - added] == 1 && shape[i] != 1);
    strides.push_back(repeats ? 0 : t.strides()[i - added]);
  }
  return t.window(shape, strides, t.impl()->offset);
}

}  // namespace mixgrad
