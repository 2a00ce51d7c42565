// softmax and log_softmax over rows: the maximum, exponentials, their sum in the engine's order, and a division.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/softmax.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/cpu/reduce-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {

// f(d, v) over x, tails included; `out` may be x.
template <class T, class F>
HWY_INLINE void MapRow(const T* x, T* out, size_t n, F f) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(f(d, hn::LoadU(d, x + i)), d, out + i);
  if (i < n) StorePart(d, f(d, LoadPart(d, x + i, n - i)), out + i, n - i);
}

template <class T>
void SoftmaxRow(const T* x, T* out, int64_t n, bool logarithm) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  alignas(64) T buffer[kReduceChunk];
  const V highest = hn::Set(d, ExtremeOfRow<MaximumOf>(x, n));
  auto add = [](T a, T b) { return a + b; };
  PairFold<T> fold;
  for (int64_t i = 0; i < n; i += kReduceChunk) {
    size_t count = static_cast<size_t>(n - i < kReduceChunk ? n - i : kReduceChunk);
    T* to = logarithm ? buffer : out + i;
    MapRow(x + i, to, count, [&](auto tag, V v) { return Exp(tag, hn::Sub(v, highest)); });
    fold.add(ReduceChunk<SumOf>(to, count), add);
  }
  const V sum = hn::Set(d, fold.finish(add));
  if (logarithm) {
    const V shift = Log(d, sum);
    MapRow(x, out, static_cast<size_t>(n), [&](auto, V v) { return hn::Sub(hn::Sub(v, highest), shift); });
  } else {
    MapRow(out, out, static_cast<size_t>(n), [&](auto, V v) { return hn::Div(v, sum); });
  }
}

void SoftmaxFloat(const float* x, float* out, int64_t n, bool logarithm) { SoftmaxRow(x, out, n, logarithm); }
void SoftmaxDouble(const double* x, double* out, int64_t n, bool logarithm) { SoftmaxRow(x, out, n, logarithm); }

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

MIXGRAD_SIMD_TABLE(SoftmaxFloat)
MIXGRAD_SIMD_TABLE(SoftmaxDouble)

namespace {

constexpr int64_t kGrain = 1 << 13;  // elements of a task
constexpr int64_t kTile = 16;        // columns gathered together: a cache line of float32

template <class T, class Row>
void along_axis(const T* x, T* out, const AxisLayout& layout, Row row) {
  int64_t n = layout.length, inner = layout.inner;
  if (inner == 1) {
    auto body = [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o) row(x + o * n, out + o * n);
    };
    int64_t grain = std::max<int64_t>(1, kGrain / n);
    if (layout.outer <= 2 * grain) return body(0, layout.outer);
    return parallel_for(layout.outer, grain, body);
  }
  int64_t tiles = (inner + kTile - 1) / kTile;
  parallel_for(layout.outer * tiles, std::max<int64_t>(1, kGrain / (n * kTile)), [&](int64_t begin, int64_t end) {
    std::vector<T> rows(static_cast<size_t>(n * kTile));
    for (int64_t task = begin; task < end; ++task) {
      int64_t start = task / tiles * n * inner + task % tiles * kTile,
              count = std::min(kTile, inner - task % tiles * kTile);
      for (int64_t r = 0; r < n; ++r) {
        for (int64_t c = 0; c < count; ++c) rows[c * n + r] = x[start + r * inner + c];
      }
      for (int64_t c = 0; c < count; ++c) row(rows.data() + c * n, rows.data() + c * n);
      for (int64_t r = 0; r < n; ++r) {
        for (int64_t c = 0; c < count; ++c) out[start + r * inner + c] = rows[c * n + r];
      }
    }
  });
}

void run(const KernelCall& call, bool logarithm) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType type = compute_type(output.dtype());
  Tensor x = contiguous(call.tensor(0), type);
  bool direct = output.dtype() == type && output.is_contiguous();
  Tensor result = direct ? output : Tensor::empty(type, output.shape());
  AxisLayout layout(x.shape(), call.arguments[1].as_int());
  int64_t n = layout.length;
  if (type == DType::kFloat64) {
    auto f = SoftmaxDouble_dispatch();
    along_axis(x.data<double>(), result.data<double>(), layout,
               [=](const double* a, double* b) { f(a, b, n, logarithm); });
  } else {
    auto f = SoftmaxFloat_dispatch();
    along_axis(x.data<float>(), result.data<float>(), layout, [=](const float* a, float* b) { f(a, b, n, logarithm); });
  }
  if (!direct) copy_cpu(result, output);
}

}  // namespace

MIXGRAD_KERNEL(softmax, kCpu) { run(call, false); }
MIXGRAD_KERNEL(log_softmax, kCpu) { run(call, true); }

}  // namespace mixgrad
#endif
