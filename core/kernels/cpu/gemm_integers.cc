// Products of matrices of integers: not fast, but complete.
#include <algorithm>
#include <type_traits>

#include "core/kernels/cpu/gemm.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

template <class T>
void multiply_integers(const Gemm& g) {
  using W = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
  const T *a = static_cast<const T*>(g.a), *b = static_cast<const T*>(g.b);
  T* c = static_cast<T*>(g.c);
  for (int64_t i = 0; i < g.m; ++i) {
    T* to = c + i * g.ldc;
    if (!g.accumulate) std::fill(to, to + g.n, T{0});
    for (int64_t p = 0; p < g.k; ++p) {
      W x = static_cast<W>(g.transposed_a ? a[p * g.lda + i] : a[i * g.lda + p]);
      const T* from = g.transposed_b ? b + p : b + p * g.ldb;
      int64_t step = g.transposed_b ? g.ldb : 1;
      for (int64_t j = 0; j < g.n; ++j)
        to[j] = static_cast<T>(static_cast<W>(to[j]) + x * static_cast<W>(from[j * step]));
    }
  }
}

}  // namespace

void gemm_integers(const Gemm& g) {
  switch (g.dtype) {
    case DType::kInt8:
      return multiply_integers<int8_t>(g);
    case DType::kInt16:
      return multiply_integers<int16_t>(g);
    case DType::kInt32:
      return multiply_integers<int32_t>(g);
    case DType::kInt64:
      return multiply_integers<int64_t>(g);
    case DType::kUInt8:
      return multiply_integers<uint8_t>(g);
    case DType::kUInt16:
      return multiply_integers<uint16_t>(g);
    case DType::kUInt32:
      return multiply_integers<uint32_t>(g);
    case DType::kUInt64:
      return multiply_integers<uint64_t>(g);
    default:
      throw Error(ErrorCode::kDType, "matrices of this type can not be multiplied").given(dtype_name(g.dtype));
  }
}

}  // namespace mixgrad
