// One axis of a tensor resampled: rows of few weights, the same for every slice.
#include "core/kernels/resample.h"

#include <algorithm>
#include <cmath>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"

namespace mixgrad {

namespace {

double cubic(double x, double a) {
  x = std::fabs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

// Weights of a filter as wide as the distance of the result's elements, so that all elements count.
void antialiased(SparseRows& rows, bool is_cubic, double scale, int64_t size, int64_t j) {
  double wide = std::max(scale, 1.0), reach = (is_cubic ? 2 : 1) * wide,
         centre = scale * (static_cast<double>(j) + 0.5);
  double n = static_cast<double>(size);
  int64_t begin = static_cast<int64_t>(std::clamp(centre - reach + 0.5, 0.0, n));
  int64_t end = static_cast<int64_t>(std::clamp(centre + reach + 0.5, 0.0, n));
  size_t start = rows.weight.size();
  double total = 0;
  for (int64_t at = begin; at < end; ++at) {
    double x = (static_cast<double>(at) - centre + 0.5) / wide;
    double w = is_cubic ? cubic(x, -0.5) : std::max(0.0, 1 - std::fabs(x));
    rows.add(at, w);
    total += w;
  }
  for (size_t k = start; total != 0 && k < rows.weight.size(); ++k) rows.weight[k] /= total;
}

void linear(SparseRows& rows, double place, int64_t size) {
  int64_t at = std::min(size - 1, static_cast<int64_t>(place));
  double part = std::min(place - static_cast<double>(at), 1.0);
  rows.add(at, 1 - part);
  rows.add(std::min(at + 1, size - 1), part);
}

void cubic_row(SparseRows& rows, double place, int64_t size) {
  double below = std::floor(place), part = place - below;
  for (int k = -1; k <= 2; ++k) {
    int64_t at = static_cast<int64_t>(below) + k;
    rows.add(std::clamp<int64_t>(at, 0, size - 1), cubic(part - k, -0.75));
  }
}

constexpr int64_t kGrain = 1 << 15;
constexpr int64_t kBlock = 1 << 13;  // elements of one line that a task makes

// Whether each element is one of the others as it is.
bool only_selects(const SparseRows& rows) {
  bool alone = static_cast<int64_t>(rows.column.size()) == rows.rows();
  for (int64_t j = 0; alone && j < rows.rows(); ++j) alone = rows.first[j] == j && rows.weight[j] == 1;
  return alone;
}

// Elements that lie side by side: to[j] = sum of weight from[column], in the order of the row.
template <class T>
void apply_to_line(const SparseRows& rows, const T* w, bool selects, const T* x, T* to, int64_t begin, int64_t end) {
  const int64_t *first = rows.first.data(), *column = rows.column.data();
  if (selects) {
    for (int64_t j = begin; j < end; ++j) to[j] = x[column[j]];
    return;
  }
  for (int64_t j = begin, k = first[begin]; j < end; ++j) {
    const int64_t last = first[j + 1];
    if (last - k == 2) {
      to[j] = w[k] * x[column[k]] + w[k + 1] * x[column[k + 1]];
      k = last;
      continue;
    }
    T sum = k < last ? w[k] * x[column[k]] : T{0};
    for (++k; k < last; ++k) sum += w[k] * x[column[k]];
    to[j] = sum;
    k = last;
  }
}

// The same of lines of `inner` elements.
template <class T>
void apply_to_lines(const SparseRows& rows, const T* w, int64_t j, const T* x, T* y, int64_t inner) {
  const int64_t* column = rows.column.data();
  int64_t k = rows.first[j], last = rows.first[j + 1];
  if (k == last) return static_cast<void>(std::fill_n(y, inner, T{0}));
  const T *a = x + column[k] * inner, *b = last - k > 1 ? x + column[k + 1] * inner : nullptr;
  if (!b && w[k] == 1) return static_cast<void>(std::copy_n(a, inner, y));
  T first_weight = w[k], second_weight = b ? w[k + 1] : T{0};
  for (int64_t i = 0; !b && i < inner; ++i) y[i] = first_weight * a[i];
  for (int64_t i = 0; b && i < inner; ++i) y[i] = first_weight * a[i] + second_weight * b[i];
  for (k += 2; k < last; ++k) {
    a = x + column[k] * inner;
    for (int64_t i = 0; i < inner; ++i) y[i] += w[k] * a[i];
  }
}

// to[o, j, i] = sum of weight from[o, column, i], in the order of the row.
template <class T>
void apply(const SparseRows& rows, const AxisLayout& layout, const T* from, T* to, const CancelFlag* cancel) {
  std::vector<T> weight(rows.weight.begin(), rows.weight.end());
  int64_t count = rows.rows(), size = layout.length, inner = layout.inner;
  int64_t taps = 1 + static_cast<int64_t>(weight.size()) / std::max<int64_t>(1, count);
  const T* w = weight.data();
  if (inner == 1) {
    bool selects = only_selects(rows);
    int64_t blocks = (count + kBlock - 1) / kBlock, work = taps * std::min(count, kBlock);
    auto body = [&](int64_t begin, int64_t end) {
      for (int64_t task = begin; task < end; ++task) {
        int64_t o = task / blocks, start = task % blocks * kBlock;
        apply_to_line(rows, w, selects, from + o * size, to + o * count, start, std::min(count, start + kBlock));
      }
    };
    return parallel_for(layout.outer * blocks, std::max<int64_t>(1, kGrain / work), body, cancel);
  }
  auto body = [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r)
      apply_to_lines(rows, w, r % count, from + r / count * size * inner, to + r * inner, inner);
  };
  parallel_for(layout.outer * count, std::max<int64_t>(1, kGrain / (inner * taps)), body, cancel);
}

void run(const KernelCall& call, const SparseRows& rows) {
  const Tensor& output = call.outputs[0];
  DType type = compute_type(output.dtype());
  Tensor x = contiguous(call.tensor(0), type);
  Tensor made = output.dtype() == type && output.is_contiguous() ? output : Tensor::empty(type, output.shape());
  AxisLayout layout(x.shape(), call.arguments[2].as_int());
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) apply<T>(rows, layout, x.data<T>(), made.data<T>(), call.cancel);
  });
  if (!made.same(output)) copy_cpu(made, output);
}

// The elements of all axes but the last: where the line begins from which line `at` of the result is taken.
int64_t start_of_line(const std::vector<SparseRows>& axes, const Shape& from, int64_t at) {
  int64_t stride = from[from.rank() - 1], start = 0;
  for (size_t i = axes.size() - 1; i-- > 0;) {
    const SparseRows& rows = axes[i];
    start += rows.column[at % rows.rows()] * stride;
    at /= rows.rows();
    stride *= from[from.rank() - static_cast<int>(axes.size() - i)];
  }
  return start + at * stride;
}

template <class T>
void take_lines(const Tensor& x, const std::vector<SparseRows>& axes, const Tensor& out) {
  const SparseRows& last = axes.back();
  const T* from = static_cast<const T*>(x.data());
  T* to = static_cast<T*>(out.data());
  int64_t count = last.rows();
  parallel_for(out.elements() / count, std::max<int64_t>(1, kGrain / count), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r)
      apply_to_line<T>(last, nullptr, true, from + start_of_line(axes, x.shape(), r), to + r * count, 0, count);
  });
}

// [x, size, axis, mode, align_corners, antialias, scale]
Resampling resampling_of(const KernelCall& call) {
  Resampling how;
  how.mode = static_cast<ResampleMode>(call.arguments[3].as_int());
  how.align_corners = call.arguments[4].as_bool();
  how.antialias = call.arguments[5].as_bool();
  if (call.has(6)) how.scale = call.arguments[6].as_float();
  return how;
}

}  // namespace

SparseRows SparseRows::transposed(int64_t columns) const {
  SparseRows out;
  out.first.assign(static_cast<size_t>(columns) + 1, 0);
  for (int64_t c : column) ++out.first[static_cast<size_t>(c) + 1];
  for (int64_t c = 0; c < columns; ++c) out.first[c + 1] += out.first[c];
  out.column.resize(column.size());
  out.weight.resize(column.size());
  std::vector<int64_t> next(out.first.begin(), out.first.end() - 1);
  for (int64_t j = 0; j < rows(); ++j) {
    for (int64_t k = first[j]; k < first[j + 1]; ++k) {
      int64_t to = next[column[k]]++;
      out.column[to] = j;
      out.weight[to] = weight[k];
    }
  }
  return out;
}

SparseRows resampling_rows(const Resampling& how, int64_t size, int64_t count) {
  SparseRows rows;
  double n = static_cast<double>(size), m = static_cast<double>(count);
  bool corners = how.align_corners, is_cubic = how.mode == ResampleMode::kCubic;
  double scale = corners ? (count > 1 ? (n - 1) / (m - 1) : 0) : how.scale ? *how.scale : n / m;
  for (int64_t j = 0; j < count; ++j) {
    double at = static_cast<double>(j), place = corners ? at * scale : scale * (at + 0.5) - 0.5;
    if (how.mode == ResampleMode::kNearest)
      rows.add(static_cast<int64_t>(std::min(at * scale, n - 1)), 1);
    else if (how.mode == ResampleMode::kNearestExact)
      rows.add(static_cast<int64_t>(std::min((at + 0.5) * scale, n - 1)), 1);
    else if (how.antialias)
      antialiased(rows, is_cubic, scale, size, j);
    else if (is_cubic)
      cubic_row(rows, std::min(place, n + 2), size);
    else
      linear(rows, std::clamp(place, 0.0, n - 1), size);
    rows.close();
  }
  return rows;
}

void take_nearest_cpu(const Tensor& x, const std::vector<SparseRows>& axes, const Tensor& out) {
  if (out.elements() == 0) return;
  Tensor from = contiguous(x);
  switch (item_bytes(x.dtype())) {
    case 2:
      return take_lines<uint16_t>(from, axes, out);
    case 4:
      return take_lines<uint32_t>(from, axes, out);
    default:
      return take_lines<uint64_t>(from, axes, out);
  }
}

MIXGRAD_KERNEL(resample, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  int axis = static_cast<int>(call.arguments[2].as_int());
  run(call, resampling_rows(resampling_of(call), call.tensor(0).shape()[axis], output.shape()[axis]));
}

MIXGRAD_KERNEL(resample_gradient, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  int axis = static_cast<int>(call.arguments[2].as_int());
  int64_t size = output.shape()[axis];
  run(call, resampling_rows(resampling_of(call), size, call.tensor(0).shape()[axis]).transposed(size));
}

}  // namespace mixgrad
