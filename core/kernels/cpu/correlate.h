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
  const T* weights;  // packed, or element (r, p) at r * depth + p
  bool packed;
  const T* start;  // of each row's sums, or null for 0
  int64_t rows;
  Positions at;
  T* out;  // row, plane, line and x are so many elements apart
  int64_t row_step, plane_step, line_step, step;
};

// Sums over positions: out[r * out_step + p] += rows[r][f] times image[offsets[p] + f], for positions in lines.
template <class T>
struct Products {
  const T* image;
  const int64_t* offsets;
  int64_t depth;
  const T* maps;  // wanted positions alone; row, plane and line are so many elements apart
  int64_t row_step, plane_step, line_step, rows;
  Positions at;
  T* out;
  int64_t out_step;
};

template <class T>
struct CorrelationSteps {
  // Each element adds its products in rising p by fused multiply-adds.
  void (*correlate)(const Correlation<T>& c);
  // Position k of a line goes to the partial sum k mod (64 / sizeof(T)), which are added as a tree.
  void (*products)(const Products<T>& c);
  // Packs the weights whose element (r, p) is weights[r * row_step + places[p]].
  void (*pack)(const T* weights, int64_t row_step, const int64_t* places, int64_t rows, int64_t depth, T* to);
  static constexpr int64_t kBehind = 64;  // elements that are read behind the last position
};

template <class T>
CorrelationSteps<T> correlation_steps();  // for this machine
template <>
CorrelationSteps<float> correlation_steps<float>();
template <>
CorrelationSteps<double> correlation_steps<double>();

}  // namespace mixgrad
