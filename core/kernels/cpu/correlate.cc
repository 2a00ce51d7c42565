#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/correlate.cc"
#include <algorithm>

#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/correlate.h"
#include "core/kernels/cpu/gemm_pack-inl.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// The sums of kRows rows from row r on, at the tile's positions from f on.
template <class T, int kRows>
HWY_INLINE void Sum(const Correlation<T>& c, int64_t r, int64_t f, T* HWY_RESTRICT sums) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  V all[kRows][2];
  for (int i = 0; i < kRows; ++i) all[i][0] = all[i][1] = hn::Set(d, c.start ? c.start[r + i] : T{0});
  const T *HWY_RESTRICT a = c.weights + r * c.depth, *image = c.image + f;
  for (int64_t p = 0; p < c.depth; ++p, a += kRows) {
    const T* from = image + c.offsets[p];
    const V b0 = hn::LoadU(d, from), b1 = hn::LoadU(d, from + kLanes<T>);
#pragma GCC unroll 16
    for (int i = 0; i < kRows; ++i) {
      const V x = hn::Set(d, a[i]);
      all[i][0] = hn::MulAdd(x, b0, all[i][0]);
      all[i][1] = hn::MulAdd(x, b1, all[i][1]);
    }
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
  Sum<T, kRows>(c, r, f, sums);
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
void CorrelatePositions(const Correlation<T>& c) {
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

// Rows in lanes: the sums of the rows of kVectors vectors from row r on, at kPositions positions of a line.
constexpr int kMostPositions = HWY_TARGET <= HWY_AVX3 ? 14 : 6;

template <class T, int kVectors, int kPositions>
HWY_INLINE void SumRows(const Correlation<T>& c, int64_t r, const T* HWY_RESTRICT image, const T* start,
                        T* HWY_RESTRICT sums) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  constexpr int64_t kWidth = kVectors * kLanes<T>;
  V all[kPositions][kVectors];
  for (int i = 0; i < kPositions; ++i) {
    for (int j = 0; j < kVectors; ++j) all[i][j] = hn::Load(d, start + j * kLanes<T>);
  }
  const T* HWY_RESTRICT weights = c.weights + r * c.depth;
  for (int64_t p = 0; p < c.depth; ++p, weights += kWidth) {
    const T* from = image + c.offsets[p];
    V rows[kVectors];
    for (int j = 0; j < kVectors; ++j) rows[j] = hn::LoadU(d, weights + j * kLanes<T>);
#pragma GCC unroll 16
    for (int i = 0; i < kPositions; ++i) {
      const V x = hn::Set(d, from[i]);
      for (int j = 0; j < kVectors; ++j) all[i][j] = hn::MulAdd(x, rows[j], all[i][j]);
    }
  }
  for (int i = 0; i < kPositions; ++i) {
    for (int j = 0; j < kVectors; ++j) hn::Store(all[i][j], d, sums + i * kWidth + j * kLanes<T>);
  }
}

template <class T, int kVectors, int kPositions>
void SumRowsAny(int64_t positions, const Correlation<T>& c, int64_t r, const T* image, const T* start, T* sums) {
  if constexpr (kPositions > 1) {
    if (positions < kPositions) return SumRowsAny<T, kVectors, kPositions - 1>(positions, c, r, image, start, sums);
  }
  SumRows<T, kVectors, kPositions>(c, r, image, start, sums);
}

template <class T, int kVectors>
void CorrelateRows(const Correlation<T>& c, int64_t r) {
  constexpr int64_t kWidth = kVectors * kLanes<T>;
  alignas(64) T sums[kMostPositions * kWidth], start[kWidth] = {};
  const int64_t rows = std::min(kWidth, c.rows - r), tiles = (c.at.count + kMostPositions - 1) / kMostPositions;
  if (c.start) std::copy_n(c.start + r, rows, start);
  for (int64_t plane = 0; plane < c.at.planes; ++plane) {
    for (int64_t line = 0; line < c.at.lines; ++line) {
      const T* image = c.image + (plane * c.at.lines_apart + line) * c.at.line_apart;
      T* out = c.out + r * c.row_step + plane * c.plane_step + line * c.line_step;
      for (int64_t tile = 0; tile < tiles; ++tile) {
        const int64_t x = tile * c.at.count / tiles, positions = (tile + 1) * c.at.count / tiles - x;
        SumRowsAny<T, kVectors, kMostPositions>(positions, c, r, image + x, start, sums);
        T* to = out + x * c.step;
        if (c.step == 1) {
          Transpose(sums, kWidth, rows, positions, to, c.row_step);
          continue;
        }
        for (int64_t i = 0; i < rows; ++i) {
          for (int64_t k = 0; k < positions; ++k) to[i * c.row_step + k * c.step] = sums[k * kWidth + i];
        }
      }
    }
  }
}

template <class T>
void Correlate(const Correlation<T>& c) {
  if (!c.rows_in_lanes) return CorrelatePositions(c);
  for (int64_t r = 0; r < c.rows; r += kTileWidth<T>)
    c.rows - r > kLanes<T> ? CorrelateRows<T, 2>(c, r) : CorrelateRows<T, 1>(c, r);
}

// Lanes of rows, or elements between lines, stay empty.
template <class T>
bool RowsInLanes(int64_t rows, int64_t depth, const Positions& at) {
  const int64_t lanes = (rows + kLanes<T> - 1) / kLanes<T> * kLanes<T>;
  return depth >= kFewTerms && lanes * at.count <= rows * at.line_apart;
}

template <class T>
void Pack(const T* weights, int64_t row_step, const int64_t* places, int64_t rows, int64_t depth, bool rows_in_lanes,
          T* to) {
  const int64_t most = rows_in_lanes ? kTileWidth<T> : kTileRows, tiles = (rows + most - 1) / most;
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t first = rows_in_lanes ? tile * most : tile * rows / tiles,
                  last = rows_in_lanes ? std::min(first + most, rows) : (tile + 1) * rows / tiles;
    const int64_t count = last - first, width = !rows_in_lanes ? count : count > kLanes<T> ? most : kLanes<T>;
    for (int64_t p = 0; p < depth; ++p, to += width) {
      for (int64_t i = 0; i < count; ++i) to[i] = weights[(first + i) * row_step + places[p]];
      std::fill(to + count, to + width, T{0});
    }
  }
}

}  // namespace

CorrelationSteps<float> CorrelationStepsOfFloats() { return {Correlate<float>, RowsInLanes<float>, Pack<float>}; }
CorrelationSteps<double> CorrelationStepsOfDoubles() { return {Correlate<double>, RowsInLanes<double>, Pack<double>}; }

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
