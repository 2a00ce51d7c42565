// The largest elements and the sums of windows over the last axes; slices are shared out among the threads.
#include "core/kernels/windows.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/max_line.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/cpu/windows.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 14;

// Up to three axes, the missing ones in front with one window of one element.
struct Plane {
  AxisWindows axis[3];
  int64_t size() const { return axis[0].size * axis[1].size * axis[2].size; }
  int64_t count() const { return axis[0].count * axis[1].count * axis[2].count; }
  int64_t work() const {  // a kernel may be far larger than the axis
    int64_t n = std::max<int64_t>(1, count());
    for (const AxisWindows& a : axis)
      n *= a.kernel ? std::clamp<int64_t>(a.size, 1, a.kernel) : 1 + a.size / std::max<int64_t>(1, a.count);
    return n + size();
  }
};

// [x, sizes, kernel_size, stride, padding, dilation]: `narrow` has an element for each window, `wide` the axes.
Plane plane_of(const KernelCall& call, const Shape& wide, const Shape& narrow) {
  auto list = [&](size_t i) { return i < call.arguments.size() ? call.arguments[i].as_shape() : Shape{}; };
  Shape kernel = list(2), stride = list(3), padding = list(4), dilation = list(5);
  int axes = call.arguments[1].as_shape().rank();
  Plane plane;
  for (int i = 0; i < axes; ++i) {
    AxisWindows& a = plane.axis[3 - axes + i];
    a.size = wide[wide.rank() - axes + i];
    a.count = narrow[narrow.rank() - axes + i];
    a.kernel = kernel.rank() ? kernel[i] : 0;
    if (stride.rank()) a.stride = stride[i];
    if (padding.rank()) a.padding = padding[i];
    if (dilation.rank()) a.dilation = dilation[i];
  }
  return plane;
}

// f(element) for the elements of a window in row-major order.
template <class F>
void for_elements(const Plane& p, int64_t i, int64_t j, int64_t k, F f) {
  const AxisWindows &a = p.axis[0], &b = p.axis[1], &c = p.axis[2];
  int64_t b_first = b.first(j), b_last = b.last(j), c_first = c.first(k), c_last = c.last(k);
  for (int64_t x = a.first(i), x_last = a.last(i); x < x_last; x += a.dilation) {
    for (int64_t y = b_first; y < b_last; y += b.dilation) {
      int64_t row = (x * b.size + y) * c.size;
      for (int64_t z = c_first; z < c_last; z += c.dilation) f(row + z);
    }
  }
}
template <class F>
void for_lines(const Plane& p, F f) {  // f(number of the first window, i, j)
  for (int64_t i = 0; i < p.axis[0].count; ++i) {
    for (int64_t j = 0; j < p.axis[1].count; ++j) f((i * p.axis[1].count + j) * p.axis[2].count, i, j);
  }
}

// The windows of an axis that lie in it altogether.
Inside whole_windows(const AxisWindows& a) {
  if (a.kernel == 0) return {0, 0};
  Inside first(a.size, -a.padding, a.stride, a.count),
      last(a.size, (a.kernel - 1) * a.dilation - a.padding, a.stride, a.count);
  return first.begin < last.end ? Inside{first.begin, last.end} : Inside{0, 0};
}
bool can_be_vectors(const Plane& p) {
  const AxisWindows& a = p.axis[2];
  return a.kernel > 0 && (a.stride == 1 || a.stride == 2) && p.size() < std::numeric_limits<int32_t>::max();
}
template <class T>
MaxLine<T> line_of(const Plane& p, int64_t i, int64_t j, const T* image, const T* end) {
  const AxisWindows &a = p.axis[0], &b = p.axis[1];
  auto steps = [](const AxisWindows& axis, int64_t at) {
    return (axis.last(at) - axis.first(at) + axis.dilation - 1) / axis.dilation;
  };
  int64_t line = p.axis[2].size, plane = b.size * line;
  return {image,
          end,
          p.axis[2],
          plane * a.dilation,
          line * b.dilation,
          steps(a, i),
          steps(b, j),
          a.first(i) * plane + b.first(j) * line};
}

template <class F>
void for_windows(const Plane& p, F f) {  // f(number, i, j, k)
  int64_t number = 0;
  for (int64_t i = 0; i < p.axis[0].count; ++i) {
    for (int64_t j = 0; j < p.axis[1].count; ++j) {
      for (int64_t k = 0; k < p.axis[2].count; ++k) f(number++, i, j, k);
    }
  }
}

// f(T{}, begin, end) on runs of slices.
template <class F>
void for_slices(DType type, const Plane& plane, int64_t slices, F f) {
  visit_plain(type, [&](auto zero) {
    auto body = [&](int64_t begin, int64_t end) { f(zero, begin, end); };
    int64_t grain = std::max<int64_t>(1, kGrain / plane.work());
    if (slices <= grain) return body(0, slices);
    parallel_for(slices, grain, body);
  });
}

// The kernels write row-major memory of the type that computes.
Tensor target(const Tensor& output, DType type) {
  return output.dtype() == type && output.is_contiguous() ? output : Tensor::empty(type, output.shape());
}
void finish(const Tensor& made, const Tensor& output) {
  if (!made.same(output)) copy_cpu(made, output);
}

// Sums of floats are added in float64 and rounded once.
template <class T>
using Sum = std::conditional_t<std::is_floating_point_v<T>, double, T>;

}  // namespace

MIXGRAD_KERNEL(max_windows, kCpu) {
  const Tensor &values = call.outputs[0], &places = call.outputs[1];
  if (values.elements() == 0) return;
  DType type = compute_type(values.dtype());
  Tensor x = contiguous(call.tensor(0), type), made = target(values, type), at = target(places, DType::kInt64);
  Plane plane = plane_of(call, x.shape(), values.shape());
  int64_t size = plane.size(), count = plane.count();
  for_slices(type, plane, values.elements() / count, [&](auto zero, int64_t begin, int64_t end) {
    using T = decltype(zero);
    for (int64_t s = begin; s < end; ++s) {
      const T* from = x.data<T>() + s * size;
      T* to = made.data<T>() + s * count;
      int64_t* place = at.data<int64_t>() + s * count;
      for_lines(plane, [&](int64_t number, int64_t i, int64_t j) {
        auto one_by_one = [&](int64_t k, int64_t last) {
          for (; k < last; ++k) {
            int64_t best = -1;
            for_elements(plane, i, j, k, [&](int64_t e) {
              if (best < 0 || ordered_less(from[best], from[e])) best = e;
            });
            to[number + k] = from[best];
            place[number + k] = best;
          }
        };
        Inside whole = whole_windows(plane.axis[2]);
        int64_t done = whole.begin;
        one_by_one(0, done);
        if constexpr (std::is_floating_point_v<T>) {
          if (can_be_vectors(plane))
            done = max_line(line_of(plane, i, j, from, x.data<T>() + x.elements()), done, whole.end, to + number,
                            place + number);
        }
        one_by_one(done, plane.axis[2].count);
      });
    }
  });
  finish(made, values);
  finish(at, places);
}

MIXGRAD_KERNEL(sum_windows, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType type = compute_type(output.dtype());
  Tensor x = contiguous(call.tensor(0), type), made = target(output, type);
  Plane plane = plane_of(call, x.shape(), output.shape());
  int64_t size = plane.size(), count = plane.count();
  for_slices(type, plane, output.elements() / count, [&](auto zero, int64_t begin, int64_t end) {
    using T = decltype(zero);
    for (int64_t s = begin; s < end; ++s) {
      const T* from = x.data<T>() + s * size;
      T* to = made.data<T>() + s * count;
      for_windows(plane, [&](int64_t number, int64_t i, int64_t j, int64_t k) {
        Sum<T> sum = 0;
        for_elements(plane, i, j, k, [&](int64_t e) { sum += from[e]; });
        to[number] = static_cast<T>(sum);
      });
    }
  });
  finish(made, output);
}

// The transpose of sum_windows: each element gets the sum over the windows that hold it.
MIXGRAD_KERNEL(sum_windows_gradient, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType type = compute_type(output.dtype());
  Tensor grad = contiguous(call.tensor(0), type), made = target(output, type);
  Plane plane = plane_of(call, output.shape(), grad.shape());
  int64_t size = plane.size(), count = plane.count();
  for_slices(type, plane, output.elements() / size, [&](auto zero, int64_t begin, int64_t end) {
    using T = decltype(zero);
    for (int64_t s = begin; s < end; ++s) {
      const T* from = grad.data<T>() + s * count;
      T* to = made.data<T>() + s * size;
      std::fill_n(to, size, T{0});
      for_windows(plane, [&](int64_t number, int64_t i, int64_t j, int64_t k) {
        T share = from[number];
        for_elements(plane, i, j, k, [&](int64_t e) { to[e] += share; });
      });
    }
  });
  finish(made, output);
}

}  // namespace mixgrad
