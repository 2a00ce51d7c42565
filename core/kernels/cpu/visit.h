// Runs a template for an element type.
#pragma once

#include <cstdint>
#include <type_traits>

#include "core/runtime/error.h"
#include "core/tensor/dtype.h"

namespace mixgrad {

// f(T{}) with the C++ type of an element whose order and arithmetic are the machine's: booleans as bytes; float16 and
// bfloat16 are to be converted to float32 first.
template <class F>
void visit_plain(DType dtype, F f) {
  switch (dtype) {
    case DType::kBool:
    case DType::kUInt8:
      return f(uint8_t{});
    case DType::kInt8:
      return f(int8_t{});
    case DType::kInt16:
      return f(int16_t{});
    case DType::kInt32:
      return f(int32_t{});
    case DType::kInt64:
      return f(int64_t{});
    case DType::kUInt16:
      return f(uint16_t{});
    case DType::kUInt32:
      return f(uint32_t{});
    case DType::kUInt64:
      return f(uint64_t{});
    case DType::kFloat32:
      return f(float{});
    case DType::kFloat64:
      return f(double{});
    default:
      throw Error(ErrorCode::kInternal, "half precision has to be widened first");
  }
}

// f(T{}) with an unsigned type of the element's size: for moving elements.
template <class F>
void visit_bytes(DType dtype, F f) {
  switch (item_bytes(dtype)) {
    case 1:
      return f(uint8_t{});
    case 2:
      return f(uint16_t{});
    case 4:
      return f(uint32_t{});
    default:
      return f(uint64_t{});
  }
}

// NaN counts as the largest.
template <class T>
bool ordered_less(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (a != a) return false;
    if (b != b) return true;
  }
  return a < b;
}

}  // namespace mixgrad
