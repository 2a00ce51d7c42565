#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/rows.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/cpu/reduce-inl.h"
#include "core/kernels/cpu/rows.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// out = f(a, b, c), where b and c are arrays, or one number if their step is 0.
template <class T, class F>
HWY_INLINE void MapRows(const T* a, const T* b, int64_t b_step, const T* c, int64_t c_step, T* out, int64_t n, F f) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  auto whole = [&](const T* from, int64_t step, int64_t i) {
    return step == 0 ? hn::Set(d, *from) : hn::LoadU(d, from + i);
  };
  auto part = [&](const T* from, int64_t step, int64_t i) {
    return step == 0 ? hn::Set(d, *from) : LoadPart(d, from + i, static_cast<size_t>(n - i));
  };
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(f(hn::LoadU(d, a + i), whole(b, b_step, i), whole(c, c_step, i)), d, out + i);
  if (i < n)
    StorePart(d, f(part(a, 1, i), part(b, b_step, i), part(c, c_step, i)), out + i, static_cast<size_t>(n - i));
}

template <class T>
void StandardizeRow(const T* x, const StandardRow<T>& how, const T* weight, const T* bias, T* out) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const T count = static_cast<T>(how.n);
  const T mean = how.centred ? ReduceRow<SumOf>(x, how.n) / count : T{0};
  const V middle = hn::Set(d, mean);
  auto square = [=](V v) {
    const V distance = hn::Sub(v, middle);
    return hn::Mul(distance, distance);
  };
  const T spread = ReduceRow<SumOf>(x, how.n, square) / count + how.eps;
  const V root = hn::Set(d, std::sqrt(spread));
  auto scaled = [=](V v, V w, V b) { return hn::Add(hn::Mul(hn::Div(hn::Sub(v, middle), root), w), b); };
  const int64_t run = how.run == 0 ? how.n : how.run, each = how.run == 0 ? 1 : 0;
  for (int64_t i = 0; i < how.n; i += run, weight += how.weight_step, bias += how.bias_step)
    MapRows(x + i, weight, each * how.weight_step, bias, each * how.bias_step, out + i, run, scaled);
}

template <class T>
void SoftmaxGradientRow(const T* grad, const T* y, int64_t n, bool logarithm, T* out) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  if (logarithm) {
    const V total = hn::Set(d, ReduceRow<SumOf>(grad, n));
    return MapRows(grad, y, 1, y, 0, out, n, [=](V g, V v, V) { return hn::Sub(g, hn::Mul(Exp(d, v), total)); });
  }
  MapRows(grad, y, 1, y, 0, out, n, [](V g, V v, V) { return hn::Mul(g, v); });
  const V total = hn::Set(d, ReduceRow<SumOf>(out, n));
  MapRows(out, y, 1, y, 0, out, n, [=](V weighted, V v, V) { return hn::Sub(weighted, hn::Mul(v, total)); });
}

}  // namespace

void StandardizeFloat(const float* x, const StandardRow<float>& how, const float* w, const float* b, float* out) {
  StandardizeRow(x, how, w, b, out);
}
void StandardizeDouble(const double* x, const StandardRow<double>& how, const double* w, const double* b, double* out) {
  StandardizeRow(x, how, w, b, out);
}
void SoftmaxGradientFloat(const float* grad, const float* y, int64_t n, bool logarithm, float* out) {
  SoftmaxGradientRow(grad, y, n, logarithm, out);
}
void SoftmaxGradientDouble(const double* grad, const double* y, int64_t n, bool logarithm, double* out) {
  SoftmaxGradientRow(grad, y, n, logarithm, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/rows.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

MIXGRAD_SIMD_TABLE(StandardizeFloat)
MIXGRAD_SIMD_TABLE(StandardizeDouble)
MIXGRAD_SIMD_TABLE(SoftmaxGradientFloat)
MIXGRAD_SIMD_TABLE(SoftmaxGradientDouble)

namespace {

constexpr int64_t kGrain = 1 << 14;  // elements of a task

template <class Body>
void for_rows(int64_t rows, int64_t n, const Body& body) {
  int64_t grain = std::max<int64_t>(1, kGrain / n);
  if (rows <= 2 * grain) return body(0, rows);
  parallel_for(rows, grain, body);
}

template <class T, class Row>
void standardize(const Tensor& x, const Standardization& how, const Tensor& out, Row row) {
  static constexpr T kOne = 1, kNothing = T{-0.0};  // what they change nothing by, not even the sign of a zero
  int64_t n = how.n, runs = how.run == 0 ? 0 : n / how.run;
  StandardRow<T> each{n, how.run, how.weight ? 1 : 0, how.bias ? 1 : 0, how.centred, static_cast<T>(how.eps)};
  Tensor weight = how.weight ? contiguous(how.weight) : Tensor(), bias = how.bias ? contiguous(how.bias) : Tensor();
  const T *w = weight ? weight.data<T>() : &kOne, *b = bias ? bias.data<T>() : &kNothing, *from = x.data<T>();
  int64_t period = std::max<int64_t>(1, weight ? weight.elements() : bias ? bias.elements() : 1);
  T* to = out.data<T>();
  for_rows(x.elements() / n, n, [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      int64_t first = r * runs % period;
      row(from + r * n, each, w + first * each.weight_step, b + first * each.bias_step, to + r * n);
    }
  });
}

template <class T, class Row>
void softmax_gradient(const Tensor& grad, const Tensor& y, int64_t n, bool logarithm, const Tensor& out, Row row) {
  const T *g = grad.data<T>(), *v = y.data<T>();
  T* to = out.data<T>();
  for_rows(out.elements() / n, n, [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) row(g + r * n, v + r * n, n, logarithm, to + r * n);
  });
}

}  // namespace

void standardize_rows_cpu(const Tensor& x, const Standardization& how, const Tensor& out) {
  if (x.dtype() == DType::kFloat64)
    standardize<double>(contiguous(x), how, out, StandardizeDouble_dispatch());
  else
    standardize<float>(contiguous(x), how, out, StandardizeFloat_dispatch());
}

void softmax_gradient_rows_cpu(const Tensor& grad, const Tensor& y, int64_t n, bool logarithm, const Tensor& out) {
  if (out.dtype() == DType::kFloat64)
    softmax_gradient<double>(contiguous(grad), contiguous(y), n, logarithm, out, SoftmaxGradientDouble_dispatch());
  else
    softmax_gradient<float>(contiguous(grad), contiguous(y), n, logarithm, out, SoftmaxGradientFloat_dispatch());
}

}  // namespace mixgrad
#endif
