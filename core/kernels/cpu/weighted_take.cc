// Weighted sums of a few elements for each place of the result, and what their gradients are made of. Slices and runs
// of places are shared out among the threads; the elements of a sum are added in the order of their numbers.
#include <algorithm>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"

namespace mixgrad {

namespace {

constexpr int64_t kBlock = 1024, kGrain = 1 << 15;

// [..., c, l], [..., k, p]: `outer` stands for all axes but the last two.
struct Sizes {
  int64_t outer = 1, c, l, k, p;
  Sizes(const Shape& x, const Shape& indices, int64_t length) : l(length) {
    int rank = x.rank();
    for (int i = 0; i < rank - 2; ++i) outer *= x[i];
    c = x[rank - 2];
    k = indices[rank - 2];
    p = indices[rank - 1];
  }
};

Tensor checked(const Tensor& given, int64_t size) {
  Tensor indices = contiguous(given, DType::kInt64);
  const int64_t* data = indices.data<int64_t>();
  int64_t n = indices.elements(), bad = 0;
  for (int64_t i = 0; i < n; ++i)  // negative if one of them is, or the way from it to the last one
    bad |= data[i] | static_cast<int64_t>(static_cast<uint64_t>(size - 1) - static_cast<uint64_t>(data[i]));
  for (int64_t i = 0; bad < 0 && i < n; ++i) {
    if (data[i] >= 0 && data[i] < size) continue;
    std::string place;
    int64_t rest = i;
    for (int a = indices.rank() - 1; a >= 0; --a) {
      place = number_mark(rest % indices.shape()[a]) + (place.empty() ? "" : ", ") + place;
      rest /= indices.shape()[a];
    }
    throw Error(ErrorCode::kIndex, "the index at position [" + place + "] of " + name_mark("indices") +
                                       " lies outside the last axis, which has " + std::to_string(size) + " elements")
        .on("indices")
        .given(number_mark(data[i]))
        .accepted(size == 0 ? std::string("none") : number_mark(0) + " to " + number_mark(size - 1));
  }
  return indices;
}

// f(T{}) in the type that computes; `made` is where a row-major result goes.
template <class F>
void in_type(const KernelCall& call, F f) {
  const Tensor& output = call.outputs[0];
  DType type = compute_type(output.dtype());
  Tensor made = output.dtype() == type && output.is_contiguous() ? output : Tensor::empty(type, output.shape());
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) f(zero, type, made.data<T>());
  });
  if (!made.same(output)) copy_cpu(made, output);
}

// f(o, first place, count)
template <class F>
void for_blocks(const KernelCall& call, const Sizes& s, F f) {
  int64_t blocks = (s.p + kBlock - 1) / kBlock, work = std::max<int64_t>(1, s.c * s.k * std::min(s.p, kBlock));
  parallel_for(
      s.outer * blocks, std::max<int64_t>(1, kGrain / work),
      [&](int64_t begin, int64_t end) {
        for (int64_t b = begin; b < end; ++b) {
          int64_t first = b % blocks * kBlock;
          f(b / blocks, first, std::min(kBlock, s.p - first));
        }
      },
      call.cancel);
}

}  // namespace

// [x, indices, weights]
MIXGRAD_KERNEL(weighted_take, kCpu) {
  Sizes s(call.tensor(0).shape(), call.tensor(1).shape(), call.tensor(0).shape()[call.tensor(0).rank() - 1]);
  Tensor indices = checked(call.tensor(1), s.l);
  if (call.outputs[0].elements() == 0) return;
  in_type(call, [&](auto zero, DType type, auto* made) {
    using T = decltype(zero);
    Tensor x = contiguous(call.tensor(0), type), weights = contiguous(call.tensor(2), type);
    for_blocks(call, s, [&](int64_t o, int64_t first, int64_t count) {
      for (int64_t c = 0; c < s.c; ++c) {
        const T* from = x.data<T>() + (o * s.c + c) * s.l;
        T* to = made + (o * s.c + c) * s.p + first;
        std::fill_n(to, count, T{0});
        for (int64_t k = 0; k < s.k; ++k) {
          const int64_t* at = indices.data<int64_t>() + (o * s.k + k) * s.p + first;
          const T* w = weights.data<T>() + (o * s.k + k) * s.p + first;
          for (int64_t p = 0; p < count; ++p) to[p] += w[p] != 0 ? w[p] * from[at[p]] : T{0};
        }
      }
    });
  });
}

// [grad, indices, weights, size]: sums are added in float64.
MIXGRAD_KERNEL(weighted_take_gradient, kCpu) {
  Sizes s(call.tensor(0).shape(), call.tensor(1).shape(), call.arguments[3].as_int());
  Tensor indices = checked(call.tensor(1), s.l);
  if (call.outputs[0].elements() == 0) return;
  in_type(call, [&](auto zero, DType type, auto* made) {
    using T = decltype(zero);
    Tensor grad = contiguous(call.tensor(0), type), weights = contiguous(call.tensor(2), type);
    int64_t work = std::max<int64_t>(1, s.k * s.p + s.l);
    auto body = [&](int64_t begin, int64_t end) {
      std::vector<double> sums(static_cast<size_t>(s.l));
      for (int64_t row = begin; row < end; ++row) {
        const T* from = grad.data<T>() + row * s.p;
        std::fill(sums.begin(), sums.end(), 0.0);
        for (int64_t k = 0; k < s.k; ++k) {
          const int64_t* at = indices.data<int64_t>() + (row / s.c * s.k + k) * s.p;
          const T* w = weights.data<T>() + (row / s.c * s.k + k) * s.p;
          for (int64_t p = 0; p < s.p; ++p)
            sums[at[p]] += w[p] != 0 ? static_cast<double>(w[p]) * static_cast<double>(from[p]) : 0;
        }
        T* to = made + row * s.l;
        for (int64_t i = 0; i < s.l; ++i) to[i] = static_cast<T>(sums[i]);
      }
    };
    parallel_for(s.outer * s.c, std::max<int64_t>(1, kGrain / work), body, call.cancel);
  });
}

// [grad, x, indices]: sums over the channels are added in float64.
MIXGRAD_KERNEL(weighted_take_products, kCpu) {
  Sizes s(call.tensor(0).shape(), call.tensor(2).shape(), call.tensor(1).shape()[call.tensor(1).rank() - 1]);
  Tensor indices = checked(call.tensor(2), s.l);
  if (call.outputs[0].elements() == 0) return;
  in_type(call, [&](auto zero, DType type, auto* made) {
    using T = decltype(zero);
    Tensor grad = contiguous(call.tensor(0), type), x = contiguous(call.tensor(1), type);
    for_blocks(call, s, [&](int64_t o, int64_t first, int64_t count) {
      double sums[kBlock];
      for (int64_t k = 0; k < s.k; ++k) {
        const int64_t* at = indices.data<int64_t>() + (o * s.k + k) * s.p + first;
        std::fill_n(sums, count, 0.0);
        for (int64_t c = 0; c < s.c; ++c) {
          const T* from = x.data<T>() + (o * s.c + c) * s.l;
          const T* g = grad.data<T>() + (o * s.c + c) * s.p + first;
          for (int64_t p = 0; p < count; ++p) sums[p] += static_cast<double>(g[p]) * static_cast<double>(from[at[p]]);
        }
        T* to = made + (o * s.k + k) * s.p + first;
        for (int64_t p = 0; p < count; ++p) to[p] = static_cast<T>(sums[p]);
      }
    });
  });
}

}  // namespace mixgrad
