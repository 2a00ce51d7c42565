// A copy of an image with its padding around it, and with neighbouring windows' elements beside each other: where
// windows are s apart, elements s apart follow one another.
#pragma once

#include <algorithm>
#include <cstdint>

namespace mixgrad {

struct ConvolutionFrame {
  int64_t apart[2];                 // windows along lines of a column, and along a line
  int64_t planes = 1, lines, line;  // of one of the apart[0] * apart[1] parts; planes are examples

  int64_t part() const { return planes * lines * line; }
  int64_t channel() const { return apart[0] * apart[1] * part(); }
  // Of element (u, v) of the padded image, in a plane.
  int64_t place(int64_t u, int64_t v) const {
    return (u % apart[0] * apart[1] + v % apart[1]) * part() + u / apart[0] * line + v / apart[1];
  }

  // Puts an image of height x width at (u, v), as far as it lies in the frame.
  template <class T>
  void put(const T* image, int64_t height, int64_t width, int64_t u, int64_t v, int64_t plane, T* to) const {
    to += plane * lines * line;
    int64_t last = std::min(height, lines * apart[0] - u);
    for (int64_t i = std::max<int64_t>(0, -u); i < last; ++i) {
      const T* from = image + i * width;
      for (int64_t part = 0; part < apart[1]; ++part) {
        int64_t j = ((part - v) % apart[1] + apart[1]) % apart[1];  // the first whose place is of this part
        if (v + j < 0) j += (-(v + j) + apart[1] - 1) / apart[1] * apart[1];
        int64_t begin = (v + j) / apart[1];
        int64_t n = j < width ? std::min((width - j + apart[1] - 1) / apart[1], line - begin) : 0;
        T* place_of = to + this->place(u + i, part) + begin;
        if (apart[1] == 1) {
          if (n > 0) std::copy_n(from + j, n, place_of);
        } else {
          for (int64_t k = 0; k < n; ++k) place_of[k] = from[j + k * apart[1]];
        }
      }
    }
  }
};

}  // namespace mixgrad
