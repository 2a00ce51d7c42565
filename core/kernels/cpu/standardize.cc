// Rows to mean 0 and variance 1, or to mean square 1, and the gradients of that: a row stays in the first cache while
// all its passes are made. Sums, those of the weights over the rows too, follow the engine's order.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/standardize.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/reduce-inl.h"
#include "core/kernels/cpu/standardize.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

template <class T>
struct Moments {
  T mean, root;
};

template <class T>
Moments<T> MomentsOf(const T* x, const StandardRow<T>& how) {
  const hn::ScalableTag<T> d;
  const T count = static_cast<T>(how.n);
  const T mean = how.centred ? ReduceRow<SumOf>(x, how.n) / count : T{0};
  const auto middle = hn::Set(d, mean);
  auto square = [=](auto v) {
    const auto distance = hn::Sub(v, middle);
    return hn::Mul(distance, distance);
  };
  return {mean, std::sqrt(ReduceRow<SumOf>(x, how.n, square) / count + how.eps)};
}

template <class T>
void StandardizeRow(const T* x, const StandardRow<T>& how, const T* weight, const T* bias, T* out) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const Moments<T> found = MomentsOf(x, how);
  const V middle = hn::Set(d, found.mean), root = hn::Set(d, found.root);
  auto scaled = [=](V v, V w, V b) { return hn::Add(hn::Mul(hn::Div(hn::Sub(v, middle), root), w), b); };
  if (how.run == 1) return MapRows(x, weight, how.weight_step, bias, how.bias_step, out, how.n, scaled);
  for (int64_t i = 0; i < how.n; i += how.run, weight += how.weight_step, bias += how.bias_step)
    MapRows(x + i, weight, 0, bias, 0, out + i, how.run, scaled);
}

// Sums over elements of gradients, and of gradients times standardised elements.
template <class T>
struct Sums {
  T plain, products;
};
template <class T>
Sums<T> operator+(Sums<T> a, Sums<T> b) {
  return {a.plain + b.plain, a.products + b.products};
}

// Of at most kReduceChunk elements. With weights they are summed times these, and with `of_weight`, too, what the
// elements' weights and biases get is added there.
template <bool kWeighted, class T>
HWY_INLINE Sums<T> SumsOfChunk(const T* grad, const T* x, const T* weight, size_t n, Sums<T> shape, T* of_weight,
                               T* of_bias) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  constexpr size_t kLanes = sizeof(V) / sizeof(T), kVectors = kReduceLanes / kLanes;
  const V middle = hn::Set(d, shape.plain), scale = hn::Set(d, shape.products);
  V plain[kVectors], products[kVectors];
  for (size_t v = 0; v < kVectors; ++v) plain[v] = products[v] = hn::Zero(d);
  auto load = [&](const T* from, size_t i, size_t count) {
    return count == kLanes ? hn::LoadU(d, from + i) : LoadPart(d, from + i, count);
  };
  auto add = [&](size_t v, size_t i, size_t count) {
    V g = load(grad, i, count), y = hn::Mul(hn::Sub(load(x, i, count), middle), scale), product = hn::Mul(g, y);
    if constexpr (kWeighted) {
      if (of_weight) {
        auto keep = [&](T* to, V more) {
          const V sum = hn::Add(load(to, i, count), more);
          count == kLanes ? hn::StoreU(sum, d, to + i) : StorePart(d, sum, to + i, count);
        };
        keep(of_weight, product);
        keep(of_bias, g);
      }
      g = hn::Mul(g, load(weight, i, count));
      product = hn::Mul(g, y);
    }
    const V with = hn::Add(plain[v], g), with_product = hn::Add(products[v], product);
    const auto there = hn::FirstN(d, count);
    plain[v] = count == kLanes ? with : hn::IfThenElse(there, with, plain[v]);
    products[v] = count == kLanes ? with_product : hn::IfThenElse(there, with_product, products[v]);
  };
  size_t i = 0;
  for (; i + kReduceLanes <= n; i += kReduceLanes) {
    for (size_t v = 0; v < kVectors; ++v) add(v, i + v * kLanes, kLanes);
  }
  for (size_t v = 0; v < kVectors && i < n; ++v, i += kLanes) add(v, i, n - i < kLanes ? n - i : kLanes);
  for (size_t h = kVectors / 2; h > 0; h /= 2) {
    for (size_t v = 0; v < h; ++v) {
      plain[v] = hn::Add(plain[v], plain[v + h]);
      products[v] = hn::Add(products[v], products[v + h]);
    }
  }
  return {FoldVector<SumOf>(d, plain[0]), FoldVector<SumOf>(d, products[0])};
}

template <bool kWeighted, class T>
Sums<T> SumsOfRow(const T* grad, const T* x, const T* weight, int64_t n, Sums<T> shape, T* of_weight, T* of_bias) {
  auto add = [](Sums<T> a, Sums<T> b) { return a + b; };
  PairFold<Sums<T>> fold;
  for (int64_t i = 0; i < n; i += kReduceChunk) {
    const size_t count = static_cast<size_t>(n - i < kReduceChunk ? n - i : kReduceChunk);
    const T* w = kWeighted ? weight + i : nullptr;
    fold.add(SumsOfChunk<kWeighted>(grad + i, x + i, w, count, shape, of_weight ? of_weight + i : nullptr,
                                    of_weight ? of_bias + i : nullptr),
             add);
  }
  return fold.finish(add);
}

// With u = grad weight and y the standardised row, out = (u - mean(u) - y mean(u y)) / root. Adds grad y and grad to
// what the weights and biases get, if somebody wants that.
template <class T>
void StandardizeGradientRow(const T* grad, const T* x, const StandardRow<T>& how, const T* weight, T* out, T* of_weight,
                            T* of_bias) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const Moments<T> found = MomentsOf(x, how);
  const Sums<T> shape{found.mean, T{1} / found.root};
  Sums<T> sums{0, 0};
  if (how.run == 1) {
    sums = SumsOfRow<true>(grad, x, weight, how.n, shape, of_weight, of_bias);
  } else {
    T* const no_one = nullptr;
    for (int64_t i = 0, j = 0; i < how.n; i += how.run, ++j) {
      const Sums<T> part = SumsOfRow<false>(grad + i, x + i, weight, how.run, shape, no_one, no_one);
      const T w = weight[j * how.weight_step];
      sums = sums + Sums<T>{w * part.plain, w * part.products};
      if (!of_weight) continue;
      of_weight[j] += part.products;
      of_bias[j] += part.plain;
    }
  }
  const T count = static_cast<T>(how.n);
  const V plain = hn::Set(d, how.centred ? sums.plain / count : T{0}), product = hn::Set(d, sums.products / count);
  const V middle = hn::Set(d, shape.plain), scale = hn::Set(d, shape.products);
  auto finish = [=](V g, V v, V w) {
    const V y = hn::Mul(hn::Sub(v, middle), scale);
    return hn::Mul(hn::Sub(hn::Sub(hn::Mul(g, w), plain), hn::Mul(y, product)), scale);
  };
  if (how.run == 1) return MapRows(grad, x, 1, weight, how.weight_step, out, how.n, finish);
  for (int64_t i = 0; i < how.n; i += how.run, weight += how.weight_step)
    MapRows(grad + i, x + i, 1, weight, 0, out + i, how.run, finish);
}

}  // namespace

void StandardizeFloat(const float* x, const StandardRow<float>& how, const float* w, const float* b, float* out) {
  StandardizeRow(x, how, w, b, out);
}
void StandardizeDouble(const double* x, const StandardRow<double>& how, const double* w, const double* b, double* out) {
  StandardizeRow(x, how, w, b, out);
}
void StandardizeGradientFloat(const float* grad, const float* x, const StandardRow<float>& how, const float* weight,
                              float* out, float* of_weight, float* of_bias) {
  StandardizeGradientRow(grad, x, how, weight, out, of_weight, of_bias);
}
void StandardizeGradientDouble(const double* grad, const double* x, const StandardRow<double>& how,
                               const double* weight, double* out, double* of_weight, double* of_bias) {
  StandardizeGradientRow(grad, x, how, weight, out, of_weight, of_bias);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <vector>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/reduce.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

MIXGRAD_SIMD_TABLE(StandardizeFloat)
MIXGRAD_SIMD_TABLE(StandardizeDouble)
MIXGRAD_SIMD_TABLE(StandardizeGradientFloat)
MIXGRAD_SIMD_TABLE(StandardizeGradientDouble)

namespace {

constexpr int64_t kGrain = 1 << 14;       // elements of a task
constexpr int64_t kSideBySide = 1 << 11;  // of the elements that a task's lanes add up together

auto forward_of(float) { return StandardizeFloat_dispatch(); }
auto forward_of(double) { return StandardizeDouble_dispatch(); }
auto gradient_of(float) { return StandardizeGradientFloat_dispatch(); }
auto gradient_of(double) { return StandardizeGradientDouble_dispatch(); }

template <class T>
const T* data_or(const Tensor& x, const T* otherwise) {
  return x ? x.data<T>() : otherwise;
}

Tensor given(const KernelCall& call, int i, DType type) {
  return call.has(i) ? contiguous(call.tensor(i), type) : Tensor();
}

// How the elements share the weights: all examples have some of their own, which the elements go through in order,
// each `run` elements one, from the start again when they are used up.
struct Sharing {
  int64_t examples, each, weights;  // each: elements of an example
  Sharing(const Tensor& x, const Tensor& weights_of) {
    weights = weights_of ? weights_of.shape()[weights_of.rank() - 1] : 1;
    examples = weights_of ? weights_of.elements() / weights : 1;
    each = x.elements() / std::max<int64_t>(1, examples);
  }
};

template <class T>
StandardRow<T> row_of(const KernelCall& call, int first, const Tensor& weight, const Tensor& bias) {
  StandardRow<T> row;
  row.n = call.arguments[first].as_int();
  row.eps = static_cast<T>(call.arguments[first + 1].as_float());
  row.centred = call.arguments[first + 2].as_bool();
  row.run = weight || bias ? call.arguments[first + 3].as_int() : row.n;
  row.weight_step = weight ? 1 : 0;
  row.bias_step = bias ? 1 : 0;
  return row;
}

template <class Body>
void for_tasks(int64_t tasks, int64_t work, const Body& body) {
  int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, work));
  if (tasks <= 2 * grain) return body(0, tasks);
  parallel_for(tasks, grain, body);
}

template <class T>
void standardize(const KernelCall& call, const Tensor& out) {
  static constexpr T kOne = 1, kNothing = T{-0.0};  // what they change nothing by, not even the sign of a zero
  Tensor x = contiguous(call.tensor(0), out.dtype()), weight = given(call, 1, out.dtype()),
         bias = given(call, 2, out.dtype());
  const StandardRow<T> row = row_of<T>(call, 3, weight, bias);
  const Sharing sharing(x, weight ? weight : bias);
  const int64_t n = row.n, rows = sharing.each / n, runs = n / row.run;
  const T *from = x.data<T>(), *w = data_or(weight, &kOne), *b = data_or(bias, &kNothing);
  T* to = out.data<T>();
  auto f = forward_of(T{});
  for_tasks(sharing.examples * rows, n, [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t at = r / rows * sharing.weights + r % rows * runs % sharing.weights;
      f(from + r * n, row, w + at * row.weight_step, b + at * row.bias_step, to + r * n);
    }
  });
}

// b[i] = b[2i] + b[2i + 1] until one row of numbers is left, an odd last one carried; for each example.
template <class T>
void fold_chunks(T* sums, int64_t examples, int64_t chunks, int64_t width, T* out) {
  for (int64_t e = 0; e < examples; ++e, sums += chunks * width, out += width) {
    for (int64_t count = chunks; count > 1; count = (count + 1) / 2) {
      for (int64_t i = 0; i < count; i += 2) {
        const T *a = sums + i * width, *b = i + 1 < count ? a + width : nullptr;
        T* to = sums + i / 2 * width;
        for (int64_t k = 0; k < width; ++k) to[k] = b ? a[k] + b[k] : a[k];
      }
    }
    std::copy_n(sums, width, out);
  }
}

// The weights' gradients are sums over the examples' parts that go through all weights once. Part i of a chunk of 1024
// comes to lane i mod 32; a task takes some lanes of one chunk, and of the weights those that one row has.
template <class T>
void gradient(const KernelCall& call, const Tensor& out, const Tensor& of_weight, const Tensor& of_bias) {
  static constexpr T kOne = 1;
  DType type = out.dtype();
  Tensor grad = contiguous(call.tensor(0), type), x = contiguous(call.tensor(1), type), weight = given(call, 2, type);
  const StandardRow<T> row = row_of<T>(call, 3, weight, Tensor());
  const Sharing sharing(x, weight);
  const int64_t n = row.n, width = sharing.weights, own = weight ? n / row.run : 1, rows = width / own;
  const int64_t parts = sharing.each / (rows * n), chunks = (parts + kReduceChunk - 1) / kReduceChunk;
  const int64_t lanes = std::min(kReduceLanes, parts);
  const int64_t together = std::clamp<int64_t>(kSideBySide / n, 1, std::max<int64_t>(1, lanes));
  const int64_t blocks = (lanes + together - 1) / together;
  const bool wanted = weight && call.arguments[7].as_bool();
  const size_t kept = wanted ? static_cast<size_t>(sharing.examples * chunks * lanes * width) : 0;
  std::vector<T> weight_sums(kept), bias_sums(kept);
  T *to_weights = weight_sums.data(), *to_biases = bias_sums.data(), *to = out.data<T>();
  const T *g = grad.data<T>(), *from = x.data<T>(), *w = data_or(weight, &kOne);
  auto f = gradient_of(T{});
  auto body = [=](int64_t begin, int64_t end) {
    for (int64_t task = begin; task < end; ++task) {
      const int64_t r = task % rows, block = task / rows % blocks, chunk = task / rows / blocks;  // of all examples
      const int64_t e = chunk / chunks, first = chunk % chunks * kReduceChunk;
      const int64_t last = std::min(parts, first + kReduceChunk), last_lane = std::min(lanes, (block + 1) * together);
      for (int64_t start = first; start < last; start += kReduceLanes) {
        for (int64_t lane = block * together; lane < last_lane && start + lane < last; ++lane) {
          const int64_t at = (e * parts + start + lane) * rows * n + r * n;
          const int64_t sum = (chunk * lanes + lane) * width + r * own;
          f(g + at, from + at, row, w + (e * width + r * own) * row.weight_step, to + at,
            wanted ? to_weights + sum : nullptr, wanted ? to_biases + sum : nullptr);
        }
      }
    }
  };
  if (parts > 0) {
    for_tasks(sharing.examples * chunks * blocks * rows, std::min(parts, kReduceChunk) / lanes * together * n, body);
  }
  if (!wanted) return;
  auto finish = [&](const std::vector<T>& sums, const Tensor& result) {
    if (parts == 0) return static_cast<void>(std::fill_n(result.data<T>(), result.elements(), T{0}));
    std::vector<T> of_chunks(static_cast<size_t>(sharing.examples * chunks * width));
    reduce_floats(Reduction::kSum, type, sums.data(), sharing.examples * chunks, lanes * width, lanes, width, width,
                  of_chunks.data());
    fold_chunks(of_chunks.data(), sharing.examples, chunks, width, result.data<T>());
  };
  finish(weight_sums, of_weight);
  finish(bias_sums, of_bias);
}

}  // namespace

MIXGRAD_KERNEL(standardize_rows, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  Tensor made = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  output.dtype() == DType::kFloat64 ? standardize<double>(call, made) : standardize<float>(call, made);
  if (!made.same(output)) copy_cpu(made, output);
}

MIXGRAD_KERNEL(standardize_rows_gradient, kCpu) {
  if (call.outputs[0].dtype() == DType::kFloat64)
    gradient<double>(call, call.outputs[0], call.outputs[1], call.outputs[2]);
  else
    gradient<float>(call, call.outputs[0], call.outputs[1], call.outputs[2]);
}

}  // namespace mixgrad
#endif
