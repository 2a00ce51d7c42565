// Sums and products of all elements up to each one, in order.
#include <algorithm>
#include <type_traits>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 15;

template <bool kProduct, class T>
T combined(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return kProduct ? a * b : a + b;
  } else {  // wraps
    uint64_t x = static_cast<uint64_t>(a), y = static_cast<uint64_t>(b);
    return static_cast<T>(kProduct ? x * y : x + y);
  }
}

// Rows that are taken at once, since each waits for its last sum. Lines of more of them may push each other out of the
// nearest cache.
constexpr int kTogether = 4;

// Rows of n elements that lie side by side. What comes before the first element is `start`, if there is something.
template <bool kProduct, int kRows, class T>
void along_rows(const T* from, T* to, int64_t n, bool initial, T start) {
  int64_t step = n + initial;
  T last[kRows];
  for (int r = 0; r < kRows; ++r) {
    last[r] = initial ? start : from[r * n];
    to[r * step] = last[r];
  }
  for (int64_t i = initial ? 0 : 1; i < n; ++i) {
#pragma GCC unroll 4
    for (int r = 0; r < kRows; ++r) {
      last[r] = combined<kProduct>(last[r], from[r * n + i]);
      to[r * step + i + initial] = last[r];
    }
  }
}

// [x, axis, dtype, include_initial]
template <bool kProduct>
void run(const KernelCall& call) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType type = compute_type(output.dtype());
  Tensor x = contiguous(call.tensor(0), output.dtype());  // to the result's dtype first, then to the one that computes
  if (type != output.dtype()) x = contiguous(x, type);
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  AxisLayout layout(x.shape(), call.has(1) ? call.arguments[1].as_int() : 0);
  bool initial = call.arguments[3].as_bool();
  int64_t n = layout.length, inner = layout.inner;
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    const T* from = x.data<T>();
    T* to = result.data<T>();
    const T start = kProduct ? 1 : 0;
    int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, n * inner));
    if (inner == 1) grain = (grain + kTogether - 1) / kTogether * kTogether;
    parallel_for(layout.outer, grain, [=](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end;) {
        const T* a = from + o * n * inner;
        T* b = to + o * (n + initial) * inner;
        if (inner == 1 && n + initial > 0) {
          bool several = end - o >= kTogether;
          if (several)
            along_rows<kProduct, kTogether>(a, b, n, initial, start);
          else
            along_rows<kProduct, 1>(a, b, n, initial, start);
          o += several ? kTogether : 1;
          continue;
        }
        if (initial) b = std::fill_n(b, inner, start);
        for (int64_t i = 0; i < n * inner; ++i) {
          bool first = i < inner && !initial;
          b[i] = first ? a[i] : combined<kProduct>(b[i - inner], a[i]);
        }
        ++o;
      }
    });
  });
  if (!direct) copy_cpu(result, output);
}

}  // namespace

MIXGRAD_KERNEL(cumulative_sum, kCpu) { run<false>(call); }
MIXGRAD_KERNEL(cumulative_prod, kCpu) { run<true>(call); }

}  // namespace mixgrad
