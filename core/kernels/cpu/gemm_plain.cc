// Products of matrices in our own code: blocks of 4 rows by a few vectors of columns, B packed into panels.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/gemm_plain.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include <algorithm>
#include <vector>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/simd.h"
#include "core/runtime/error.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {

template <class T>
inline constexpr int64_t kPanel = 128 / sizeof(T);  // columns of a packed panel

// kRows rows of C by one panel. A's rows lie `row` apart, its columns `column`.
template <class T, int kRows>
void PanelRows(const T* a, int64_t row, int64_t column, const T* panel, int64_t k, T* c, int64_t ldc, int64_t width,
               bool accumulate) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  constexpr int64_t kLanes = sizeof(V) / sizeof(T), kVectors = kPanel<T> / kLanes;
  alignas(64) T tile[kRows][kPanel<T>] = {};
  if (accumulate) {
    for (int r = 0; r < kRows; ++r) {
      for (int64_t j = 0; j < width; ++j) tile[r][j] = c[r * ldc + j];
    }
  }
  // Two vectors at a time keep the sums in registers on every target.
  constexpr int64_t kStep = kVectors < 2 ? 1 : 2;
  for (int64_t v = 0; v < kVectors; v += kStep) {
    V acc[kRows][kStep];
    for (int r = 0; r < kRows; ++r) {
      for (int64_t s = 0; s < kStep; ++s) acc[r][s] = hn::Load(d, &tile[r][(v + s) * kLanes]);
    }
    for (int64_t p = 0; p < k; ++p) {
      V b[kStep];
      for (int64_t s = 0; s < kStep; ++s) b[s] = hn::Load(d, panel + p * kPanel<T> + (v + s) * kLanes);
      for (int r = 0; r < kRows; ++r) {
        V x = hn::Set(d, a[r * row + p * column]);
        for (int64_t s = 0; s < kStep; ++s) acc[r][s] = hn::MulAdd(x, b[s], acc[r][s]);
      }
    }
    for (int r = 0; r < kRows; ++r) {
      for (int64_t s = 0; s < kStep; ++s) hn::Store(acc[r][s], d, &tile[r][(v + s) * kLanes]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int64_t j = 0; j < width; ++j) c[r * ldc + j] = tile[r][j];
  }
}

template <class T>
void Multiply(const Gemm& g) {
  const T* a = static_cast<const T*>(g.a);
  const T* b = static_cast<const T*>(g.b);
  T* c = static_cast<T*>(g.c);
  int64_t row = g.transposed_a ? 1 : g.lda, column = g.transposed_a ? g.lda : 1;
  std::vector<T> storage(static_cast<size_t>(g.k * kPanel<T> + 64 / sizeof(T)));
  T* panel = reinterpret_cast<T*>((reinterpret_cast<uintptr_t>(storage.data()) + 63) / 64 * 64);
  for (int64_t j = 0; j < g.n; j += kPanel<T>) {
    int64_t width = g.n - j < kPanel<T> ? g.n - j : kPanel<T>;
    for (int64_t p = 0; p < g.k; ++p) {
      for (int64_t q = 0; q < kPanel<T>; ++q) {
        panel[p * kPanel<T> + q] = q >= width ? T{0} : g.transposed_b ? b[(j + q) * g.ldb + p] : b[p * g.ldb + j + q];
      }
    }
    int64_t i = 0;
    for (; i + 4 <= g.m; i += 4) {
      PanelRows<T, 4>(a + i * row, row, column, panel, g.k, c + i * g.ldc + j, g.ldc, width, g.accumulate);
    }
    for (; i < g.m; ++i) {
      PanelRows<T, 1>(a + i * row, row, column, panel, g.k, c + i * g.ldc + j, g.ldc, width, g.accumulate);
    }
  }
}

void MultiplyFloats(const Gemm& g) { g.dtype == DType::kFloat64 ? Multiply<double>(g) : Multiply<float>(g); }

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(MultiplyFloats)

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

void gemm_plain(const Gemm& g) {
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
    case DType::kFloat32:
    case DType::kFloat64:
      return MultiplyFloats_dispatch()(g);
    default:
      throw Error(ErrorCode::kDType, "matrices of this type can not be multiplied").given(dtype_name(g.dtype));
  }
}

}  // namespace mixgrad
#endif
