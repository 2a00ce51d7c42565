#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/correlate.cc"
#include <algorithm>

#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/correlate.h"
#include "core/kernels/cpu/gemm_pack-inl.h"
#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/cpu/pair_fold.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// The sums of kRows rows from row r on, at the tile's positions from f on.
template <class T, int kRows, bool kPacked>
HWY_INLINE void Sum(const Correlation<T>& c, int64_t r, int64_t f, T* HWY_RESTRICT sums) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  V all[kRows][2];
  for (int i = 0; i < kRows; ++i) all[i][0] = all[i][1] = hn::Set(d, c.start ? c.start[r + i] : T{0});
  const T *HWY_RESTRICT a = c.weights + r * c.depth, *image = c.image + f;
  for (int64_t p = 0; p < c.depth; ++p) {
    const T* from = image + c.offsets[p];
    const V b0 = hn::LoadU(d, from), b1 = hn::LoadU(d, from + kLanes<T>);
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
      const V x = hn::Set(d, kPacked ? a[i] : a[i * c.depth]);
      all[i][0] = hn::MulAdd(x, b0, all[i][0]);
      all[i][1] = hn::MulAdd(x, b1, all[i][1]);
    }
    a += kPacked ? kRows : 1;
  }
  for (int i = 0; i < kRows; ++i) {
    hn::Store(all[i][0], d, sums + i * kTileWidth<T>);
    hn::Store(all[i][1], d, sums + i * kTileWidth<T> + kLanes<T>);
  }
}

template <class T, int kRows>
void SumAny(int64_t rows, const Correlation<T>& c, int64_t r, int64_t f, T* sums) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return SumAny<T, kRows - 1>(rows, c, r, f, sums);
  }
  c.packed ? Sum<T, kRows, true>(c, r, f, sums) : Sum<T, kRows, false>(c, r, f, sums);
}

// Writes the wanted positions of a tile.
template <class T>
void Write(const Correlation<T>& c, int64_t rows, int64_t r, int64_t f, const T* sums) {
  const Positions& at = c.at;
  const int64_t last = std::min(f + kTileWidth<T>, at.length());
  for (int64_t k = f; k < last;) {
    const int64_t number = k / at.line_apart, x = k - number * at.line_apart, plane = number / at.lines_apart,
                  line = number - plane * at.lines_apart, n = std::min(at.count - x, last - k);
    if (line < at.lines && n > 0) {
      T* to = c.out + r * c.row_step + plane * c.plane_step + line * c.line_step + x * c.step;
      const T* from = sums + (k - f);
      for (int64_t i = 0; i < rows; ++i, to += c.row_step, from += kTileWidth<T>) {
        if (c.step == 1) {
          std::copy_n(from, n, to);
        } else {
          for (int64_t j = 0; j < n; ++j) to[j * c.step] = from[j];
        }
      }
    }
    k += at.line_apart - x;
  }
}

template <class T>
void Correlate(const Correlation<T>& c) {
  alignas(64) T sums[kTileRows * kTileWidth<T>];
  const int64_t tiles = (c.rows + kTileRows - 1) / kTileRows, length = c.at.length();
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t r = tile * c.rows / tiles, rows = (tile + 1) * c.rows / tiles - r;
    for (int64_t f = 0; f < length; f += kTileWidth<T>) {
      SumAny<T, kTileRows>(rows, c, r, f, sums);
      Write(c, rows, r, f, sums);
    }
  }
}

template <class T>
void Pack(const T* weights, int64_t row_step, const int64_t* places, int64_t rows, int64_t depth, T* to) {
  const int64_t tiles = (rows + kTileRows - 1) / kTileRows;
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t first = tile * rows / tiles, last = (tile + 1) * rows / tiles;
    for (int64_t p = 0; p < depth; ++p) {
      for (int64_t r = first; r < last; ++r) *to++ = weights[r * row_step + places[p]];
    }
  }
}

template <class T>
using Lines = hn::CappedTag<T, 64 / sizeof(T)>;
constexpr int kProductRows = 4, kProductTerms = HWY_TARGET <= HWY_AVX3 ? 6 : 3;

// The part of the partial sums from lane `lane` on, of kRows rows and kTerms elements of the window.
template <class T, int kRows, int kTerms>
HWY_INLINE void SumProducts(const Products<T>& c, int64_t r, int64_t p, int64_t lane, T* HWY_RESTRICT sums) {
  const Lines<T> d;
  using V = hn::Vec<decltype(d)>;
  constexpr int64_t kAll = 64 / sizeof(T);
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d)), n = c.at.count;
  V all[kRows][kTerms];
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kTerms; ++j) all[i][j] = hn::Zero(d);
  }
  int64_t offsets[kTerms];
  for (int j = 0; j < kTerms; ++j) offsets[j] = c.offsets[p + j];
  for (int64_t plane = 0; plane < c.at.planes; ++plane) {
    for (int64_t line = 0; line < c.at.lines; ++line) {
      const T* map = c.maps + r * c.row_step + plane * c.plane_step + line * c.line_step;
      const T* image = c.image + (plane * c.at.lines_apart + line) * c.at.line_apart;
      int64_t k = lane;
      for (; k + lanes <= n; k += kAll) {
        V rows[kRows];
        for (int i = 0; i < kRows; ++i) rows[i] = hn::LoadU(d, map + i * c.row_step + k);
        for (int j = 0; j < kTerms; ++j) {
          const V x = hn::LoadU(d, image + offsets[j] + k);
          for (int i = 0; i < kRows; ++i) all[i][j] = hn::MulAdd(rows[i], x, all[i][j]);
        }
      }
      if (k >= n) continue;
      const size_t part = static_cast<size_t>(n - k);
      V rows[kRows];
      for (int i = 0; i < kRows; ++i) rows[i] = LoadPart(d, map + i * c.row_step + k, part);
      for (int j = 0; j < kTerms; ++j) {
        const V x = LoadPart(d, image + offsets[j] + k, part);  // what lies behind may be infinite
        for (int i = 0; i < kRows; ++i) all[i][j] = hn::MulAdd(rows[i], x, all[i][j]);
      }
    }
  }
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kTerms; ++j) hn::StoreU(all[i][j], d, sums + (i * kTerms + j) * kAll + lane);
  }
}

template <class T, int kRows, int kTerms>
void AddProducts(const Products<T>& c, int64_t r, int64_t p) {
  constexpr int64_t kAll = 64 / sizeof(T);
  alignas(64) T sums[kRows * kTerms * kAll];
  for (int64_t lane = 0; lane < kAll; lane += static_cast<int64_t>(hn::Lanes(Lines<T>())))
    SumProducts<T, kRows, kTerms>(c, r, p, lane, sums);
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kTerms; ++j)
      c.out[(r + i) * c.out_step + p + j] += sum_of_lanes(sums + (i * kTerms + j) * kAll, kAll);
  }
}

template <class T, int kRows>
void AddProductsOfRows(const Products<T>& c, int64_t r) {
  int64_t p = 0;
  for (; p + kProductTerms <= c.depth; p += kProductTerms) AddProducts<T, kRows, kProductTerms>(c, r, p);
  for (; p < c.depth; ++p) AddProducts<T, kRows, 1>(c, r, p);
}

template <class T>
void AddAllProducts(const Products<T>& c) {
  int64_t r = 0;
  for (; r + kProductRows <= c.rows; r += kProductRows) AddProductsOfRows<T, kProductRows>(c, r);
  for (; r < c.rows; ++r) AddProductsOfRows<T, 1>(c, r);
}

}  // namespace

CorrelationSteps<float> CorrelationStepsOfFloats() { return {Correlate<float>, AddAllProducts<float>, Pack<float>}; }
CorrelationSteps<double> CorrelationStepsOfDoubles() {
  return {Correlate<double>, AddAllProducts<double>, Pack<double>};
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(CorrelationStepsOfFloats)
MIXGRAD_SIMD_TABLE(CorrelationStepsOfDoubles)

template <>
CorrelationSteps<float> correlation_steps<float>() {
  return CorrelationStepsOfFloats_dispatch()();
}
template <>
CorrelationSteps<double> correlation_steps<double>() {
  return CorrelationStepsOfDoubles_dispatch()();
}

}  // namespace mixgrad
#endif
