// Sums over positions: what correlate.cc multiplies the weights with, multiplied with the maps.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/correlate_gradient.cc"
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

// Positions in lanes.
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
      const T* map = c.maps + r * c.row_step + plane * c.plane_step + line * n;
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
void AddSums(const Products<T>& c, int64_t r, int64_t p) {
  constexpr int64_t kAll = 64 / sizeof(T);
  alignas(64) T sums[kRows * kTerms * kAll];
  for (int64_t lane = 0; lane < kAll; lane += static_cast<int64_t>(hn::Lanes(Lines<T>())))
    SumProducts<T, kRows, kTerms>(c, r, p, lane, sums);
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kTerms; ++j)
      c.sums[(r + i) * c.depth + p + j] += sum_of_lanes(sums + (i * kTerms + j) * kAll, kAll);
  }
}

template <class T, int kRows>
void AddProductsOfRows(const Products<T>& c, int64_t r) {
  int64_t p = 0;
  for (; p + kProductTerms <= c.depth; p += kProductTerms) AddSums<T, kRows, kProductTerms>(c, r, p);
  for (; p < c.depth; ++p) AddSums<T, kRows, 1>(c, r, p);
}

template <class T>
void AddSmallProducts(const Products<T>& c) {
  int64_t r = 0;
  for (; r + kProductRows <= c.rows; r += kProductRows) AddProductsOfRows<T, kProductRows>(c, r);
  for (; r < c.rows; ++r) AddProductsOfRows<T, 1>(c, r);
}

// Rows in lanes: of the rows of kVectors vectors, whose maps are turned, kTerms elements of the window from p on.
template <class T, int kVectors, int kTerms>
HWY_INLINE void AddTerms(const Products<T>& c, const T* HWY_RESTRICT maps, int64_t p, T* HWY_RESTRICT sums) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  V all[kTerms][kVectors];
  const T* from[kTerms];
  for (int i = 0; i < kTerms; ++i) {
    for (int j = 0; j < kVectors; ++j) all[i][j] = hn::Zero(d);
    from[i] = c.image + c.offsets[p + i];
  }
  for (int64_t plane = 0; plane < c.at.planes; ++plane) {
    for (int64_t line = 0; line < c.at.lines; ++line) {
      const int64_t begin = (plane * c.at.lines_apart + line) * c.at.line_apart;
      for (int64_t f = begin; f < begin + c.at.count; ++f, maps += kVectors * kLanes<T>) {
        V rows[kVectors];
        for (int j = 0; j < kVectors; ++j) rows[j] = hn::LoadU(d, maps + j * kLanes<T>);
#pragma GCC unroll 16
        for (int i = 0; i < kTerms; ++i) {
          const V x = hn::Set(d, from[i][f]);
          for (int j = 0; j < kVectors; ++j) all[i][j] = hn::MulAdd(x, rows[j], all[i][j]);
        }
      }
    }
  }
  sums += p * kVectors * kLanes<T>;
  for (int i = 0; i < kTerms; ++i) {
    for (int j = 0; j < kVectors; ++j, sums += kLanes<T>) hn::StoreU(hn::Add(hn::LoadU(d, sums), all[i][j]), d, sums);
  }
}

template <class T, int kVectors, int kTerms>
void AddTermsAny(int64_t terms, const Products<T>& c, const T* maps, int64_t p, T* sums) {
  if constexpr (kTerms > 1) {
    if (terms < kTerms) return AddTermsAny<T, kVectors, kTerms - 1>(terms, c, maps, p, sums);
  }
  AddTerms<T, kVectors, kTerms>(c, maps, p, sums);
}

template <class T, int kVectors>
void AddProductsOfTile(const Products<T>& c, int64_t r) {
  constexpr int64_t kWidth = kVectors * kLanes<T>;
  const int64_t rows = std::min(kWidth, c.rows - r), positions = c.at.lines * c.at.count;
  for (int64_t plane = 0; plane < c.at.planes; ++plane) {
    T* to = c.turned + plane * positions * kWidth;
    Transpose(c.maps + r * c.row_step + plane * c.plane_step, c.row_step, positions, rows, to, kWidth);
    for (int64_t f = 0; rows < kWidth && f < positions; ++f)
      std::fill(to + f * kWidth + rows, to + (f + 1) * kWidth, T{0});
  }
  const int64_t tiles = (c.depth + kTileRows - 1) / kTileRows;
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t p = tile * c.depth / tiles, terms = (tile + 1) * c.depth / tiles - p;
    AddTermsAny<T, kVectors, kTileRows>(terms, c, c.turned, p, c.sums + r * c.depth);
  }
}

bool IsSmall(int64_t rows, int64_t depth) { return rows < kFewRows || depth < kFewTerms; }

template <class T>
void AddProducts(const Products<T>& c) {
  if (IsSmall(c.rows, c.depth)) return AddSmallProducts(c);
  for (int64_t r = 0; r < c.rows; r += kTileWidth<T>)
    c.rows - r > kLanes<T> ? AddProductsOfTile<T, 2>(c, r) : AddProductsOfTile<T, 1>(c, r);
}

template <class T>
void Unpack(const T* sums, int64_t rows, int64_t depth, T* to) {
  if (IsSmall(rows, depth)) {
    std::copy_n(sums, rows * depth, to);
    return;
  }
  for (int64_t r = 0; r < rows; r += kTileWidth<T>) {
    const int64_t width = rows - r > kLanes<T> ? kTileWidth<T> : kLanes<T>;
    Transpose(sums + r * depth, width, std::min(width, rows - r), depth, to + r * depth, depth);
  }
}

}  // namespace

GradientSteps<float> GradientStepsOfFloats() { return {AddProducts<float>, Unpack<float>}; }
GradientSteps<double> GradientStepsOfDoubles() { return {AddProducts<double>, Unpack<double>}; }

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(GradientStepsOfFloats)
MIXGRAD_SIMD_TABLE(GradientStepsOfDoubles)

template <>
GradientSteps<float> gradient_steps<float>() {
  return GradientStepsOfFloats_dispatch()();
}
template <>
GradientSteps<double> gradient_steps<double>() {
  return GradientStepsOfDoubles_dispatch()();
}

}  // namespace mixgrad
#endif
