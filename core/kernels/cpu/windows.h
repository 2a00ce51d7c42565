// Windows that move over images: what lies in them as columns of a matrix, and columns added back into an image.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>

#include "core/tensor/shape.h"

namespace mixgrad {

// Along three axes, the first of which have one element where there are fewer.
struct Windows {
  std::array<int64_t, 3> size{1, 1, 1}, count{1, 1, 1}, kernel{1, 1, 1}, stride{1, 1, 1}, padding{0, 0, 0},
      dilation{1, 1, 1};

  // `size` and `count` stand behind the last axis of other things: examples, channels.
  Windows(const Shape& image, const Shape& positions, const Shape& windows, const Shape& steps, const Shape& before,
          const Shape& gaps) {
    int n = steps.rank();
    auto put = [n](std::array<int64_t, 3>& to, const Shape& from) {
      for (int i = 0; i < n; ++i) to[3 - n + i] = from[from.rank() - n + i];
    };
    put(size, image);
    put(count, positions);
    put(kernel, windows);
    put(stride, steps);
    put(padding, before);
    put(dilation, gaps);
  }

  int64_t elements() const { return size[0] * size[1] * size[2]; }      // of an image
  int64_t positions() const { return count[0] * count[1] * count[2]; }  // of windows on it
  int64_t window() const { return kernel[0] * kernel[1] * kernel[2]; }  // elements of one
  // Whether the columns are the image itself.
  bool is_plain() const {
    return window() == 1 && size == count && stride == std::array<int64_t, 3>{1, 1, 1} &&
           padding == std::array<int64_t, 3>{0, 0, 0};
  }
};

// For each element of a window and its positions [begin, end), line by line: f(row, column, offset, first, n). Position
// `column + i` reads element first + i * stride of the line at `offset` of the image, or nothing outside of it; an
// offset of -1 is outside altogether.
template <class F>
void for_each_line(const Windows& w, int64_t begin, int64_t end, F f) {
  int64_t row = 0, start_line = w.count[2] ? begin / w.count[2] : 0, start = begin - start_line * w.count[2];
  for (int64_t a = 0; a < w.kernel[0]; ++a) {
    for (int64_t b = 0; b < w.kernel[1]; ++b) {
      for (int64_t c = 0; c < w.kernel[2]; ++c, ++row) {
        int64_t x = start, z = start_line / w.count[1], y = start_line - z * w.count[1];
        for (int64_t at = begin; at < end;) {
          int64_t n = std::min(w.count[2] - x, end - at);
          int64_t i = z * w.stride[0] - w.padding[0] + a * w.dilation[0],
                  j = y * w.stride[1] - w.padding[1] + b * w.dilation[1];
          bool inside = i >= 0 && i < w.size[0] && j >= 0 && j < w.size[1];
          f(row, at - begin, inside ? (i * w.size[1] + j) * w.size[2] : -1,
            x * w.stride[2] - w.padding[2] + c * w.dilation[2], n);
          at += n;
          x = 0;
          if (++y == w.count[1]) y = 0, ++z;
        }
      }
    }
  }
}

// Which of n elements, `stride` apart from `first` on, lie in [0, size).
struct Inside {
  int64_t begin, end;
  Inside(int64_t from, int64_t to) : begin(from), end(to) {}
  Inside(int64_t size, int64_t first, int64_t stride, int64_t n) {
    begin = first >= 0 ? 0 : std::min(n, (stride - 1 - first) / stride);
    end = first >= size ? begin : std::max(begin, std::min(n, (size - 1 - first) / stride + 1));
  }
};

// columns[(channel * window + k) * ld + position - begin], zero where a window reaches beyond the image.
template <class T>
void gather_columns(const Windows& w, const T* images, int64_t channels, int64_t begin, int64_t end, T* columns,
                    int64_t ld) {
  int64_t step = w.stride[2], window = w.window(), elements = w.elements();
  for (int64_t channel = 0; channel < channels; ++channel, images += elements, columns += window * ld) {
    for_each_line(w, begin, end, [&](int64_t row, int64_t column, int64_t offset, int64_t first, int64_t n) {
      T* to = columns + row * ld + column;
      if (offset < 0) {
        std::fill(to, to + n, T{0});
        return;
      }
      Inside in(w.size[2], first, step, n);
      const T* from = images + offset + first;
      std::fill(to, to + in.begin, T{0});
      if (step == 1) {
        std::copy(from + in.begin, from + in.end, to + in.begin);
      } else {
        for (int64_t i = in.begin; i < in.end; ++i) to[i] = from[i * step];
      }
      std::fill(to + in.end, to + n, T{0});
    });
  }
}

// The reverse: adds columns to the images, elements of a window in row-major order and positions in theirs.
template <class T>
void add_columns(const Windows& w, const T* columns, int64_t ld, int64_t channels, int64_t begin, int64_t end,
                 T* images) {
  auto sum = [](T a, T b) {
    if constexpr (std::is_floating_point_v<T>)
      return a + b;
    else  // wraps
      return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  };
  int64_t step = w.stride[2], window = w.window(), elements = w.elements();
  for (int64_t channel = 0; channel < channels; ++channel, images += elements, columns += window * ld) {
    for_each_line(w, begin, end, [&](int64_t row, int64_t column, int64_t offset, int64_t first, int64_t n) {
      if (offset < 0) return;
      const T* from = columns + row * ld + column;
      Inside in(w.size[2], first, step, n);
      T* to = images + offset + first;
      if (step == 1) {
        for (int64_t i = in.begin; i < in.end; ++i) to[i] = sum(to[i], from[i]);
      } else {
        for (int64_t i = in.begin; i < in.end; ++i) to[i * step] = sum(to[i * step], from[i]);
      }
    });
  }
}

}  // namespace mixgrad
