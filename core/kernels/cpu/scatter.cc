// Writing to places given by tensors of indices. Elements that go to one place are taken in their own order, whatever
// the number of threads: tasks share no place.
#include "core/kernels/scatter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/kernels/cpu/index_numbers.h"
#include "core/kernels/cpu/visit.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 14, kTile = 256;

// Element (o, j, i) goes to place (o, index, i). An index for each element, or one for each j.
struct Places {
  AxisLayout layout;
  Tensor indices;
  int64_t count;
  bool shared;
};

// f(place, element), for each place in rising j.
template <class F>
void for_elements(const Places& p, F f) {
  int64_t inner = p.layout.inner, length = p.layout.length, tiles = (inner + kTile - 1) / kTile;
  int64_t work = std::max<int64_t>(1, p.count * std::min(inner, kTile));
  const int64_t* at = p.indices.data<int64_t>();
  parallel_for(p.layout.outer * tiles, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      int64_t o = task / tiles, start = task % tiles * kTile, stop = std::min(inner, start + kTile);
      for (int64_t j = 0; j < p.count; ++j) {
        int64_t from = (o * p.count + j) * inner;
        if (p.shared) {
          int64_t to = (o * length + at[j]) * inner;
          for (int64_t i = start; i < stop; ++i) f(to + i, from + i);
        } else {
          for (int64_t i = start; i < stop; ++i) f((o * length + at[from + i]) * inner + i, from + i);
        }
      }
    }
  });
}

template <class T>
T sum_of(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    return a + b;
  else  // wraps
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
template <class T>
T product_of(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    return a * b;
  else
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}
// A NaN wins; of two zeros the positive one.
template <class T>
T larger_of(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    return b > a || b != b || (b == a && !std::signbit(b)) ? b : a;
  else
    return std::max(a, b);
}
template <class T>
T smaller_of(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    return b < a || b != b || (b == a && std::signbit(b)) ? b : a;
  else
    return std::min(a, b);
}
// Rounded down.
template <class T>
T quotient_of(T a, int64_t n) {
  if constexpr (std::is_floating_point_v<T>) {
    return a / static_cast<T>(n);
  } else if constexpr (std::is_unsigned_v<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) / static_cast<uint64_t>(n));
  } else {
    int64_t wide = a, q = wide / n;
    return static_cast<T>(q - (wide % n < 0));
  }
}

// What changes nothing.
template <class T>
T neutral(Scatter how) {
  using L = std::numeric_limits<T>;
  switch (how) {
    case Scatter::kProd:
      return 1;
    case Scatter::kMax:
      return L::has_infinity ? -L::infinity() : L::lowest();
    case Scatter::kMin:
      return L::has_infinity ? L::infinity() : L::max();
    default:
      return 0;
  }
}

template <class T>
void divide_by_counts(const Places& p, bool include_self, Tensor& result) {
  Tensor counts = Tensor::empty(DType::kInt64, result.shape());
  int64_t n = result.elements(), *count = counts.data<int64_t>();
  std::fill_n(count, n, include_self ? 1 : 0);
  for_elements(p, [&](int64_t to, int64_t) { ++count[to]; });
  T* y = result.data<T>();
  parallel_for(n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      if (count[i] > 0) y[i] = quotient_of(y[i], count[i]);
    }
  });
}

// Both tensors row-major in the type that computes. Without include_self what stood at a place does not count if
// anything goes there.
void reduce_into(const Places& p, Scatter how, bool include_self, const Tensor& values, Tensor& result) {
  visit_plain(result.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* x = values.data<T>();
    T *y = result.data<T>(), start = neutral<T>(how);
    if (!include_self) for_elements(p, [&](int64_t to, int64_t) { y[to] = start; });
    switch (how) {
      case Scatter::kSum:
      case Scatter::kMean:
        for_elements(p, [&](int64_t to, int64_t from) { y[to] = sum_of(y[to], x[from]); });
        break;
      case Scatter::kProd:
        for_elements(p, [&](int64_t to, int64_t from) { y[to] = product_of(y[to], x[from]); });
        break;
      case Scatter::kMax:
        for_elements(p, [&](int64_t to, int64_t from) { y[to] = larger_of(y[to], x[from]); });
        break;
      case Scatter::kMin:
        for_elements(p, [&](int64_t to, int64_t from) { y[to] = smaller_of(y[to], x[from]); });
        break;
    }
    if (how == Scatter::kMean) divide_by_counts<T>(p, include_self, result);
  });
}

// The last one stays.
void put_into(const Places& p, const Tensor& values, Tensor& result) {
  visit_bytes(result.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* x = values.data<T>();
    T* y = result.data<T>();
    for_elements(p, [&](int64_t to, int64_t from) { y[to] = x[from]; });
  });
}

// A tensor, or a number, as row-major elements of this shape and type.
Tensor values_of(const Value& given, const Shape& shape, DType type) {
  if (given.is_tensor()) return contiguous(expanded(given.as_tensor(), shape), type);
  Shape one;
  for (int i = 0; i < shape.rank(); ++i) one.push_back(1);
  Tensor number = Tensor::empty(given.is(Kind::kFloat) ? DType::kFloat64 : DType::kInt64, one);
  if (given.is(Kind::kFloat))
    *number.data<double>() = given.as_float();
  else
    *number.data<int64_t>() = given.as_int();
  return contiguous(expanded(number, shape), type);
}

// [x, indices, values, axis]: runs work(places, values, result) on the part of a copy of x that indices reach. They are
// of x's rank, or `shared`: one axis of them, for slices.
template <class F>
void on_copy(const KernelCall& call, DType type, bool shared, F work) {
  const Tensor& output = call.outputs[0];
  int axis = static_cast<int>(call.arguments[3].as_int());
  Tensor indices = checked_indices(call.tensor(1), output.shape()[axis], axis);
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  copy_cpu(call.tensor(0), result);
  Shape box = shared ? output.shape() : indices.shape(), elements = box;
  elements[axis] = indices.shape()[shared ? 0 : axis];
  box[axis] = output.shape()[axis];
  if (elements.elements() > 0) {
    Tensor window = result.window(box, result.strides(), result.impl()->offset), part = contiguous(window);
    work(Places{AxisLayout(box, axis), indices, elements[axis], shared}, values_of(call.arguments[2], elements, type),
         part);
    if (!part.same(window)) copy_cpu(part, window);
  }
  if (!direct) copy_cpu(result, output);
}

void put(const KernelCall& call, bool shared) { on_copy(call, call.outputs[0].dtype(), shared, put_into); }
void reduce(const KernelCall& call, bool shared, Scatter how, bool include_self) {
  on_copy(call, compute_type(call.outputs[0].dtype()), shared,
          [&](const Places& p, const Tensor& values, Tensor& result) {
            reduce_into(p, how, include_self, values, result);
          });
}
Scatter how_of(const KernelCall& call) { return static_cast<Scatter>(call.arguments[4].as_int()); }

// [x, segment_ids, num_segments]: x's first axis becomes one of segments.
void segments(const KernelCall& call, Scatter how) {
  const Tensor& output = call.outputs[0];
  int64_t n = output.shape()[0];
  DType type = compute_type(output.dtype());
  Tensor ids =
      checked_indices(call.tensor(1), n, "segment_ids", "the segments, of which there are " + std::to_string(n));
  Tensor x = contiguous(call.tensor(0), type), result = Tensor::empty(type, output.shape());
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    std::fill_n(result.data<T>(), result.elements(), neutral<T>(how));
  });
  if (x.elements() > 0)
    reduce_into(Places{AxisLayout(output.shape(), 0), ids, x.shape()[0], true}, how, how != Scatter::kMean, x, result);
  copy_cpu(result, output);
}

}  // namespace

// [x, indices, values, axis, reduction, include_self], the last two where they are named.
MIXGRAD_KERNEL(scatter, kCpu) { put(call, false); }
MIXGRAD_KERNEL(scatter_add, kCpu) { reduce(call, false, Scatter::kSum, true); }
MIXGRAD_KERNEL(scatter_reduce, kCpu) { reduce(call, false, how_of(call), call.arguments[5].as_bool()); }
MIXGRAD_KERNEL(index_copy, kCpu) { put(call, true); }
MIXGRAD_KERNEL(index_add, kCpu) { reduce(call, true, Scatter::kSum, true); }
MIXGRAD_KERNEL(index_reduce, kCpu) { reduce(call, true, how_of(call), call.arguments[5].as_bool()); }

MIXGRAD_KERNEL(segment_sum, kCpu) { segments(call, Scatter::kSum); }
MIXGRAD_KERNEL(segment_prod, kCpu) { segments(call, Scatter::kProd); }
MIXGRAD_KERNEL(segment_mean, kCpu) { segments(call, Scatter::kMean); }
MIXGRAD_KERNEL(segment_max, kCpu) { segments(call, Scatter::kMax); }
MIXGRAD_KERNEL(segment_min, kCpu) { segments(call, Scatter::kMin); }

}  // namespace mixgrad
