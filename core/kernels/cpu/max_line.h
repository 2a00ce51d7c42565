// The largest elements of windows that lie on one line, by vectors.
#pragma once

#include <cstdint>

#include "core/kernels/windows.h"

namespace mixgrad {

template <class T>
struct MaxLine {
  const T *image, *end;           // `end`: behind the last element that may be read
  AxisWindows line;               // with the stride 1 or 2
  int64_t plane_step, line_step;  // elements between the planes, and the lines, of a window
  int64_t planes, lines, first;   // how many of them, and where the first begins
};

// Windows [begin, end) of the line, all of which lie within it, or fewer: returns the end of what is done. Of equal
// elements the first is taken, NaN is above all.
template <class T>
int64_t max_line(const MaxLine<T>& l, int64_t begin, int64_t end, T* values, int64_t* places);
template <>
int64_t max_line(const MaxLine<float>& l, int64_t begin, int64_t end, float* values, int64_t* places);
template <>
int64_t max_line(const MaxLine<double>& l, int64_t begin, int64_t end, double* values, int64_t* places);

}  // namespace mixgrad
