// Correlations of images of several channels by tiles: some rows of weights by some positions, whose sums stay in
// registers while the window's elements of all channels are added. Columns are never gathered: positions lie so that
// those of a tile read, for each element of the window, neighbours in the image.
#pragma once

#include <cstdint>

namespace mixgrad {

// Positions f = (plane * lines_apart + line) * line_apart + x, of which those with line < lines and x < count are
// wanted.
struct Positions {
  int64_t planes, lines, count, lines_apart, line_apart;
  int64_t length() const { return ((planes - 1) * lines_apart + lines - 1) * line_apart + count; }
};

template <class T>
struct Correlation {
  const T* image;  // element (p, f) of the columns is image[offsets[p] + f]; vectors read behind the last
  const int64_t* offsets;
  int64_t depth;
  const T* weights;    // packed
  bool rows_in_lanes;  // or positions
  const T* start;      // of each row's sums, or null for 0
  int64_t rows;
  Positions at;
  T* out;  // row, plane, line and x are so many elements apart
  int64_t row_step, plane_step, line_step, step;
};

template <class T>
struct CorrelationSteps {
  // Each element adds its products in rising p by fused multiply-adds.
  void (*correlate)(const Correlation<T>& c);
  // Which way is faster.
  bool (*rows_in_lanes)(int64_t rows, int64_t depth, const Positions& at);
  // Packs the weights whose element (r, p) is weights[r * row_step + places[p]]; lanes may stay empty.
  void (*pack)(const T* weights, int64_t row_step, const int64_t* places, int64_t rows, int64_t depth,
               bool rows_in_lanes, T* to);
  static constexpr int64_t kBehind = 64;    // elements that are read behind the last position
  static constexpr int64_t kTileRows = 32;  // a multiple of all tiles' rows in lanes
};

// Sums over positions: (r, p) += maps[r][f] times image[offsets[p] + f].
template <class T>
struct Products {
  const T* image;
  const int64_t* offsets;
  int64_t depth;
  const T* maps;  // wanted positions alone; row and plane are so many elements apart
  int64_t row_step, plane_step, rows;
  Positions at;
  T* turned;  // scratch of kTileRows elements for each wanted position
  T* sums;    // packed
};

template <class T>
struct GradientSteps {
  // Adds in rising f by fused multiply-adds. Of few rows or terms, position k of a line goes to the partial sum k mod
  // (64 / sizeof(T)), which are added as a tree.
  void (*products)(const Products<T>& c);
  // to[r * depth + p]; the sums have whole tiles of kTileRows rows.
  void (*unpack)(const T* sums, int64_t rows, int64_t depth, T* to);
};

// Measured: for less, maps with rows in lanes take more time to be turned than to be used.
inline constexpr int64_t kFewRows = 8, kFewTerms = 24;

template <class T>
CorrelationSteps<T> correlation_steps();  // for this machine
template <>
CorrelationSteps<float> correlation_steps<float>();
template <>
CorrelationSteps<double> correlation_steps<double>();
template <class T>
GradientSteps<T> gradient_steps();
template <>
GradientSteps<float> gradient_steps<float>();
template <>
GradientSteps<double> gradient_steps<double>();

}  // namespace mixgrad
