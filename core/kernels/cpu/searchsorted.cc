// Binary search in sorted elements. NaN counts as the largest.
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 12;

Tensor in_sorted_order(const Tensor& x, const Tensor& sorter) {
  Tensor order = contiguous(sorter, DType::kInt64), out = Tensor::empty(x.dtype(), x.shape());
  const int64_t* at = order.data<int64_t>();
  int64_t n = x.elements();
  for (int64_t i = 0; i < n; ++i) {
    if (at[i] >= 0 && at[i] < n) continue;
    throw Error(ErrorCode::kIndex, "the position at " + number_mark(i) + " of " + name_mark("sorter") +
                                       " lies outside " + name_mark("x1") + ", which has " + std::to_string(n) +
                                       " elements")
        .on("sorter")
        .given(number_mark(at[i]))
        .accepted(number_mark(0) + " to " + number_mark(n - 1));
  }
  visit_plain(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < n; ++i) out.data<T>()[i] = x.data<T>()[at[i]];
  });
  return out;
}

}  // namespace

// [x1, x2, sorter, side]: compared in the promoted dtype.
MIXGRAD_KERNEL(searchsorted, kCpu) {
  const Tensor& output = call.outputs[0];
  DType type = compute_type(promote(call.tensor(0).dtype(), call.tensor(1).dtype()));
  Tensor sorted = contiguous(call.tensor(0), type), values = contiguous(call.tensor(1), type);
  if (call.has(2)) sorted = in_sorted_order(sorted, call.tensor(2));
  bool right = call.arguments[3].as_int() == 1;
  if (output.elements() == 0) return;
  Tensor result = output.is_contiguous() ? output : Tensor::empty(DType::kInt64, output.shape());
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    const T *a = sorted.data<T>(), *v = values.data<T>();
    int64_t *out = result.data<int64_t>(), n = sorted.elements();
    parallel_for(values.elements(), kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        int64_t low = 0, high = n;
        while (low < high) {
          int64_t middle = low + (high - low) / 2;
          bool before = right ? !ordered_less(v[i], a[middle]) : ordered_less(a[middle], v[i]);
          (before ? low : high) = before ? middle + 1 : middle;
        }
        out[i] = low;
      }
    });
  });
  if (!result.same(output)) copy_cpu(result, output);
}

}  // namespace mixgrad
