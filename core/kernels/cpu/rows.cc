#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/rows.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/cpu/reduce-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

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
void softmax_gradient(const Tensor& grad, const Tensor& y, int64_t n, bool logarithm, const Tensor& out, Row row) {
  const T *g = grad.data<T>(), *v = y.data<T>();
  T* to = out.data<T>();
  for_rows(out.elements() / n, n, [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) row(g + r * n, v + r * n, n, logarithm, to + r * n);
  });
}

}  // namespace

void softmax_gradient_rows_cpu(const Tensor& grad, const Tensor& y, int64_t n, bool logarithm, const Tensor& out) {
  if (out.dtype() == DType::kFloat64)
    softmax_gradient<double>(contiguous(grad), contiguous(y), n, logarithm, out, SoftmaxGradientDouble_dispatch());
  else
    softmax_gradient<float>(contiguous(grad), contiguous(y), n, logarithm, out, SoftmaxGradientFloat_dispatch());
}

}  // namespace mixgrad
#endif
