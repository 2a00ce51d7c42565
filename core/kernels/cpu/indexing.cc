// Reading and adding at places given by tensors of indices. Every index is checked before anything is written.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "core/kernels/cpu/index_numbers.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 14;

template <class T>
T wrapping_add(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    return a + b;
  } else {
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  }
}

// out[o, index[j], i] += from[o, j, i] in rising j: tasks share no element of the output.
void add_at(const Tensor& from, const Tensor& indices, const AxisLayout& out_layout, const Tensor& out) {
  int64_t outer = out_layout.outer, n = out_layout.length, inner = out_layout.inner, count = indices.elements();
  constexpr int64_t kTile = 256;
  int64_t tiles = (inner + kTile - 1) / kTile;
  const int64_t* at = indices.data<int64_t>();
  visit_plain(out.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* a = from.data<T>();
    T* b = out.data<T>();
    int64_t work = std::max<int64_t>(1, count * std::min(inner, kTile));
    parallel_for(outer * tiles, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
      for (int64_t task = begin; task < end; ++task) {
        int64_t o = task / tiles, start = task % tiles * kTile, width = std::min(kTile, inner - start);
        for (int64_t j = 0; j < count; ++j) {
          const T* x = a + (o * count + j) * inner + start;
          T* y = b + (o * n + at[j]) * inner + start;
          for (int64_t i = 0; i < width; ++i) y[i] = wrapping_add(y[i], x[i]);
        }
      }
    });
  });
}

// out[o, index[o, j, i], i] += from[o, j, i]. If `start` is there, a slice is first copied from it, and added to while
// it is at hand.
void add_along(const Tensor& start, const Tensor& from, const Tensor& indices, const AxisLayout& layout, int64_t count,
               const Tensor& out) {
  visit_plain(out.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T *a = from.data<T>(), *x = start ? start.data<T>() : nullptr;
    const int64_t* at = indices.data<int64_t>();
    T* b = out.data<T>();
    int64_t inner = layout.inner, slice = layout.length * inner;
    int64_t work = std::max<int64_t>(1, count * inner + (x ? slice : 0));
    parallel_for(layout.outer, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o) {
        T* to = b + o * slice;
        int64_t place = o * count * inner;
        if (x) std::copy_n(x + o * slice, slice, to);
        for (int64_t j = 0; inner == 1 && j < count; ++j, ++place)
          to[at[place]] = wrapping_add(to[at[place]], a[place]);
        for (int64_t j = 0; inner != 1 && j < count; ++j) {
          for (int64_t i = 0; i < inner; ++i, ++place) {
            T& sum = to[at[place] * inner + i];
            sum = wrapping_add(sum, a[place]);
          }
        }
      }
    });
  });
}

}  // namespace

// [x, indices, axis]: the axis is replaced by the axes of the indices.
MIXGRAD_KERNEL(take, kCpu) {
  Tensor x = contiguous(call.tensor(0));
  int64_t axis = call.arguments[2].as_int();
  AxisLayout layout(x.shape(), axis);
  Tensor indices = checked_indices(call.tensor(1), layout.length, axis);
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  bool direct = output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(output.dtype(), output.shape());
  int64_t count = indices.elements(), item = static_cast<int64_t>(item_bytes(x.dtype())), bytes = layout.inner * item;
  const int64_t* at = indices.data<int64_t>();
  const char* from = x.data<char>();
  char* to = result.data<char>();
  // For each piece of a range that stays in one of the outer slices: where it begins, in x and in the result.
  auto pieces = [&](int64_t begin, int64_t end, auto piece) {
    for (int64_t row = begin; row < end;) {
      int64_t j = row % count, n = std::min(count - j, end - row);
      piece(from + row / count * layout.length * bytes, at + j, to + row * bytes, n);
      row += n;
    }
  };
  auto body = [&](int64_t begin, int64_t end) {
    if (layout.inner > 1) {
      return pieces(begin, end, [&](const char* a, const int64_t* places, char* b, int64_t n) {
        for (int64_t k = 0; k < n; ++k) std::memcpy(b + k * bytes, a + places[k] * bytes, static_cast<size_t>(bytes));
      });
    }
    visit_bytes(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      pieces(begin, end, [](const char* a, const int64_t* places, char* b, int64_t n) {
        for (int64_t k = 0; k < n; ++k) reinterpret_cast<T*>(b)[k] = reinterpret_cast<const T*>(a)[places[k]];
      });
    });
  };
  int64_t rows = layout.outer * count, grain = std::max<int64_t>(1, 4 * kGrain / layout.inner);
  if (rows <= grain)
    body(0, rows);
  else
    parallel_for(rows, grain, body);
  if (!direct) copy_cpu(result, output);
}

// [grad, indices, like_shape, axis]
MIXGRAD_KERNEL(take_gradient, kCpu) {
  const Tensor& output = call.outputs[0];
  DType type = compute_type(output.dtype());
  Tensor grad = contiguous(call.tensor(0), type);
  int64_t axis = call.arguments[3].as_int();
  AxisLayout layout(output.shape(), axis);
  Tensor indices = checked_indices(call.tensor(1), layout.length, axis);
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  std::memset(result.data(), 0, static_cast<size_t>(result.elements()) * item_bytes(type));
  if (grad.elements() > 0) add_at(grad, indices, layout, result);
  if (!direct) copy_cpu(result, output);
}

// [x, indices, axis]: shapes broadcast except along the axis.
MIXGRAD_KERNEL(take_along_axis, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  int axis = static_cast<int>(call.arguments[2].as_int());
  Tensor x = call.tensor(0);
  Shape wide = output.shape();
  wide[axis] = x.shape()[axis];
  x = contiguous(expanded(x, wide));
  Tensor indices = contiguous(contiguous(expanded(call.tensor(1), output.shape())), DType::kInt64);
  AxisLayout layout(wide, axis);
  Tensor result = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  int64_t count = output.shape()[axis], inner = layout.inner;
  const int64_t* at = indices.data<int64_t>();
  std::atomic<bool> good = true;  // a slice is checked before it is read
  visit_bytes(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = x.data<T>();
    T* to = result.data<T>();
    parallel_for(layout.outer, std::max<int64_t>(1, kGrain / (count * inner)), [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o) {
        const T* row = from + o * layout.length * inner;
        int64_t place = o * count * inner;
        if (!all_below(at + place, count * inner, layout.length)) {
          good = false;
          return;
        }
        if (inner == 1) {
          for (int64_t end = place + count; place < end; ++place) to[place] = row[at[place]];
          continue;
        }
        for (int64_t j = 0; j < count; ++j) {
          for (int64_t i = 0; i < inner; ++i, ++place) to[place] = row[at[place] * inner + i];
        }
      }
    });
  });
  if (!good) checked_indices(indices, wide[axis], axis);
  if (!result.same(output)) copy_cpu(result, output);
}

// [x, indices, values, axis]: x with the values added; repeated indices add up, in row-major order.
MIXGRAD_KERNEL(put_along_axis_add, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType type = compute_type(output.dtype());
  int axis = static_cast<int>(call.arguments[3].as_int());
  Shape shape = output.shape();
  shape[axis] = call.tensor(1).shape()[axis];
  Tensor indices = checked_indices(contiguous(expanded(call.tensor(1), shape)), output.shape()[axis], axis);
  Tensor values = contiguous(expanded(call.tensor(2), shape), type);
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  Tensor start = call.tensor(0);
  AxisLayout layout(output.shape(), axis);
  bool by_slices = start.dtype() == type && start.is_contiguous() && start.data() != result.data() &&
                   layout.length * layout.inner <= kGrain;
  if (!by_slices) copy_cpu(start, result);
  add_along(by_slices ? start : Tensor(), values, indices, layout, shape[axis], result);
  if (!direct) copy_cpu(result, output);
}

}  // namespace mixgrad
