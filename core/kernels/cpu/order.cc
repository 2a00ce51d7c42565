// Where the largest and smallest elements are, and sorting. NaN counts as the largest; equal elements keep their order.
#include <algorithm>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/stable_order.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 15;

// The kernels write row-major memory; a strided output gets a copy.
struct Output {
  Output(const Tensor& to, DType type)
      : target(to), made(to.dtype() == type && to.is_contiguous() ? to : Tensor::empty(type, to.shape())) {}
  void finish() const {
    if (!made.same(target)) copy_cpu(made, target);
  }
  Tensor target, made;
};

template <class F>
void for_rows(const AxisLayout& layout, F f) {  // f(outer, inner)
  int64_t rows = layout.outer * layout.inner,
          grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, layout.length));
  auto body = [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) f(row / layout.inner, row % layout.inner);
  };
  if (rows <= 2 * grain) return body(0, rows);
  parallel_for(rows, grain, body);
}

void arg_reduce(const KernelCall& call, bool largest) {
  if (call.outputs[0].elements() == 0) return;
  Tensor x = contiguous(call.tensor(0), compute_type(call.tensor(0).dtype()));
  AxisLayout layout(x.shape(), call.has(1) ? call.arguments[1].as_int() : 0);
  if (!call.has(1)) {
    layout.outer = layout.inner = 1;
    layout.length = x.elements();
  }
  if (layout.length == 0) throw Error(ErrorCode::kValue, "there is no largest or smallest of no elements").on("x");
  Output output(call.outputs[0], DType::kInt64);
  visit_plain(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* data = x.data<T>();
    int64_t* out = output.made.data<int64_t>();
    for_rows(layout, [&](int64_t o, int64_t i) {
      const T* row = data + o * layout.length * layout.inner + i;
      int64_t best = 0;
      T value = row[0];
      for (int64_t r = 1; r < layout.length && value == value; ++r) {  // the first NaN is found
        T v = row[r * layout.inner];
        if (largest ? ordered_less(value, v) : ordered_less(v, value) || v != v) {
          value = v;
          best = r;
        }
      }
      out[o * layout.inner + i] = best;
    });
  });
  output.finish();
}

// The first k of each row in order; `values` and `indices` may be null.
void sort_rows(const Tensor& input, int64_t axis, int64_t k, bool descending, const Tensor* values,
               const Tensor* indices) {
  DType type = compute_type(input.dtype());
  Tensor x = contiguous(input, type);
  AxisLayout layout(x.shape(), axis);
  int64_t n = layout.length, inner = layout.inner;
  if (layout.outer * inner * k == 0) return;
  Output sorted(values ? *values : Tensor::empty(type, Shape{0}), type);
  Output places(indices ? *indices : Tensor::empty(DType::kInt64, Shape{0}), DType::kInt64);
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    for_rows(layout, [&](int64_t o, int64_t i) {
      const T* row = x.data<T>() + o * n * inner + i;
      in_stable_order(row, inner, n, k, descending, [&](int64_t r, int64_t place) {
        int64_t to = (o * k + r) * inner + i;
        if (values) sorted.made.data<T>()[to] = row[place * inner];
        if (indices) places.made.data<int64_t>()[to] = place;
      });
    });
  });
  if (values) sorted.finish();
  if (indices) places.finish();
}

}  // namespace

MIXGRAD_KERNEL(argmax, kCpu) { arg_reduce(call, true); }
// As NumPy: a NaN is found first here too.
MIXGRAD_KERNEL(argmin, kCpu) { arg_reduce(call, false); }

MIXGRAD_KERNEL(topk, kCpu) {
  int64_t k = call.arguments[1].as_int(), axis = call.arguments[2].as_int();
  sort_rows(call.tensor(0), axis, k, call.arguments[3].as_bool(), &call.outputs[0], &call.outputs[1]);
}

namespace {
int64_t length_of(const KernelCall& call) {
  const Shape& shape = call.outputs[0].shape();
  return shape.rank() ? shape[static_cast<int>(call.arguments[1].as_int())] : 1;
}
}  // namespace

// [x, axis, descending]: always stable.
MIXGRAD_KERNEL(sort, kCpu) {
  sort_rows(call.tensor(0), call.arguments[1].as_int(), length_of(call), call.arguments[2].as_bool(), &call.outputs[0],
            nullptr);
}
MIXGRAD_KERNEL(argsort, kCpu) {
  sort_rows(call.tensor(0), call.arguments[1].as_int(), length_of(call), call.arguments[2].as_bool(), nullptr,
            &call.outputs[0]);
}

}  // namespace mixgrad
