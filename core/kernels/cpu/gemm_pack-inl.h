// Operands of a product in the order in which tiles read them. Per-target: include inside a foreach_target file.
#if defined(MIXGRAD_GEMM_PACK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MIXGRAD_GEMM_PACK_INL_H
#undef MIXGRAD_GEMM_PACK_INL_H
#else
#define MIXGRAD_GEMM_PACK_INL_H
#endif

#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// A tile of C: `kTileRows` rows by two vectors, whose sums and operands fill the registers.
template <class T>
inline constexpr int64_t kLanes = hn::MaxLanes(hn::ScalableTag<T>());
template <class T>
inline constexpr int64_t kTileWidth = 2 * kLanes<T>;
inline constexpr int kTileRows = HWY_TARGET <= HWY_AVX3 ? 12 : 6;

template <class T>
HWY_INLINE void CopyPart(const T* from, int64_t n, T* to) {
  const hn::ScalableTag<T> d;
  for (; n >= kLanes<T>; n -= kLanes<T>, from += kLanes<T>, to += kLanes<T>) hn::StoreU(hn::LoadU(d, from), d, to);
  hn::SafeCopyN(static_cast<size_t>(n), d, from, to);
}

// panel[p * kTileWidth + q] = b[p * ldb + q], zero from `width` on.
template <class T>
void PackRows(const T* b, int64_t ldb, int64_t depth, int64_t width, T* panel) {
  constexpr int64_t kWidth = kTileWidth<T>;
  const hn::ScalableTag<T> d;
  for (int64_t p = 0; p < depth; ++p, b += ldb, panel += kWidth) {
    if (width < kWidth) {
      hn::Store(hn::Zero(d), d, panel);
      hn::Store(hn::Zero(d), d, panel + kLanes<T>);
      CopyPart(b, width, panel);
    } else {
      hn::Store(hn::LoadU(d, b), d, panel);
      hn::Store(hn::LoadU(d, b + kLanes<T>), d, panel + kLanes<T>);
    }
  }
}

// Four rows of four floats become four columns, and two of two doubles two, within each 16 bytes of the vectors.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void TransposeVectors(D d, const V* rows, V* columns) {
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    columns[0] = hn::InterleaveLower(d, rows[0], rows[1]);
    columns[1] = hn::InterleaveUpper(d, rows[0], rows[1]);
  } else {
    V even = hn::InterleaveLower(d, rows[0], rows[2]), odd = hn::InterleaveLower(d, rows[1], rows[3]),
      even_upper = hn::InterleaveUpper(d, rows[0], rows[2]), odd_upper = hn::InterleaveUpper(d, rows[1], rows[3]);
    columns[0] = hn::InterleaveLower(d, even, odd);
    columns[1] = hn::InterleaveUpper(d, even, odd);
    columns[2] = hn::InterleaveLower(d, even_upper, odd_upper);
    columns[3] = hn::InterleaveUpper(d, even_upper, odd_upper);
  }
}

// The same of 16 bytes of each row in memory.
template <class T>
HWY_INLINE void TransposeBlock(const T* from, int64_t ld, T* to, int64_t step) {
  constexpr int kBlock = 16 / sizeof(T);
  const hn::FixedTag<T, kBlock> d;
  hn::Vec<decltype(d)> rows[kBlock], columns[kBlock];
  for (int q = 0; q < kBlock; ++q) rows[q] = hn::LoadU(d, from + q * ld);
  TransposeVectors(d, rows, columns);
  for (int p = 0; p < kBlock; ++p) hn::StoreU(columns[p], d, to + p * step);
}

// to[p * step + q] = from[q * ld + p]
template <class T>
void Transpose(const T* from, int64_t ld, int64_t depth, int64_t width, T* to, int64_t step) {
  constexpr int64_t kBlock = 16 / sizeof(T);
  int64_t q = 0;
  for (; q + kBlock <= width; q += kBlock) {
    int64_t p = 0;
    for (; p + kBlock <= depth; p += kBlock) TransposeBlock(from + q * ld + p, ld, to + p * step + q, step);
    for (; p < depth; ++p) {
      for (int64_t i = 0; i < kBlock; ++i) to[p * step + q + i] = from[(q + i) * ld + p];
    }
  }
  for (; q < width; ++q) {
    for (int64_t p = 0; p < depth; ++p) to[p * step + q] = from[q * ld + p];
  }
}

// panel[p * kTileWidth + q] = b[q * ldb + p], zero from `width` on.
template <class T>
void PackColumns(const T* b, int64_t ldb, int64_t depth, int64_t width, T* panel) {
  Transpose(b, ldb, depth, width, panel, kTileWidth<T>);
  if (width == kTileWidth<T>) return;
  for (int64_t p = 0; p < depth; ++p) {
    for (int64_t q = width; q < kTileWidth<T>; ++q) panel[p * kTileWidth<T> + q] = T{0};
  }
}

// out[p * rows + r] = a[p * lda + r]
template <class T>
void GatherRows(const T* a, int64_t lda, int64_t depth, int64_t rows, T* out) {
  if (rows == kTileRows) {
    for (int64_t p = 0; p < depth; ++p, a += lda, out += kTileRows) {
      for (int r = 0; r < kTileRows; ++r) out[r] = a[r];
    }
  } else {
    for (int64_t p = 0; p < depth; ++p, a += lda, out += rows) {
      for (int64_t r = 0; r < rows; ++r) out[r] = a[r];
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#endif
