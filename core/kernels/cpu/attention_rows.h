// What attention does to rows of a block of scores, by vectors.
#pragma once

#include <cstdint>

namespace mixgrad {

template <class T>
struct AttentionRows {
  // x = x scale + mask; the mask may be null, and is one number for the row if `step` is 0. Gives the largest.
  T (*score)(T* x, int64_t n, T scale, const T* mask, int64_t step);
  T (*exponential)(T* x, int64_t n, T shift);            // x = exp(x - shift); gives the sum
  void (*scale)(T* x, int64_t n, T factor);              // x = x factor
  T (*dot)(const T* a, const T* b, int64_t n);           // the sum of products
  void (*weigh)(T* x, const T* by, int64_t n, T shift);  // x = by (x - shift)
};

template <class T>
AttentionRows<T> attention_rows();  // for this machine
template <>
AttentionRows<float> attention_rows<float>();
template <>
AttentionRows<double> attention_rows<double>();

}  // namespace mixgrad
