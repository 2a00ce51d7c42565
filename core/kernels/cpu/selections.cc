#include "core/kernels/selections.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/stable_order.h"
#include "core/kernels/cpu/visit.h"

namespace mixgrad {

namespace {

constexpr int64_t kChunk = 1 << 16;

template <class T>
UniqueElements unique_of(const Tensor& x) {
  const T* data = x.data<T>();
  int64_t n = x.elements();
  std::vector<int64_t> order(static_cast<size_t>(n));
  in_stable_order(data, 1, n, n, false, [&](int64_t r, int64_t place) { order[static_cast<size_t>(r)] = place; });
  auto starts = [&](size_t i) { return i == 0 || !(data[order[i]] == data[order[i - 1]]); };
  int64_t found = 0;
  for (size_t i = 0; i < order.size(); ++i) found += starts(i);
  UniqueElements out{Tensor::empty(x.dtype(), Shape{found}), Tensor::empty(DType::kInt64, Shape{found}),
                     Tensor::empty(DType::kInt64, x.shape()), Tensor::empty(DType::kInt64, Shape{found})};
  int64_t which = -1, *inverse = out.inverse.data<int64_t>(), *counts = out.counts.data<int64_t>();
  for (size_t i = 0; i < order.size(); ++i) {
    if (starts(i)) {
      ++which;
      out.values.data<T>()[which] = data[order[i]];
      out.indices.data<int64_t>()[which] = order[i];
      counts[which] = 0;
    }
    ++counts[which];
    inverse[order[i]] = which;
  }
  return out;
}

}  // namespace

std::vector<Tensor> nonzero_cpu(const Tensor& x, const CancelFlag* cancel) {
  Tensor truths = contiguous(x, DType::kBool);
  const uint8_t* data = truths.data<uint8_t>();
  int64_t n = truths.elements(), chunks = (n + kChunk - 1) / kChunk;
  std::vector<int64_t> before(static_cast<size_t>(chunks) + 1, 0);
  parallel_for(
      chunks, 1,
      [&](int64_t begin, int64_t end) {
        for (int64_t chunk = begin; chunk < end; ++chunk) {
          int64_t last = std::min(n, (chunk + 1) * kChunk);
          before[static_cast<size_t>(chunk) + 1] =
              std::count_if(data + chunk * kChunk, data + last, [](uint8_t truth) { return truth != 0; });
        }
      },
      cancel);
  for (size_t chunk = 1; chunk < before.size(); ++chunk) before[chunk] += before[chunk - 1];
  std::vector<Tensor> out;
  for (int axis = 0; axis < x.rank(); ++axis) out.push_back(Tensor::empty(DType::kInt64, Shape{before.back()}));
  parallel_for(
      chunks, 1,
      [&](int64_t begin, int64_t end) {
        for (int64_t chunk = begin; chunk < end; ++chunk) {
          int64_t to = before[static_cast<size_t>(chunk)];
          for (int64_t i = chunk * kChunk; i < std::min(n, (chunk + 1) * kChunk); ++i) {
            if (!data[i]) continue;
            int64_t rest = i;
            for (int axis = x.rank() - 1; axis > 0; --axis) {
              out[static_cast<size_t>(axis)].data<int64_t>()[to] = rest % x.shape()[axis];
              rest /= x.shape()[axis];
            }
            out[0].data<int64_t>()[to++] = rest;
          }
        }
      },
      cancel);
  return out;
}

UniqueElements unique_cpu(const Tensor& x) {
  UniqueElements out;
  visit_plain(compute_type(x.dtype()), [&](auto zero) {
    using T = decltype(zero);
    out = unique_of<T>(contiguous(x, compute_type(x.dtype())));
  });
  out.values = contiguous(out.values, x.dtype());
  return out;
}

}  // namespace mixgrad
