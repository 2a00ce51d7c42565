// Attention by blocks: scores of some queries with some keys at a time, never of all. The forward pass keeps for each
// query the largest score so far and the sum of exponentials below it; the gradient makes the weights of a block again
// from the logarithm of that sum. The queries of all heads that share keys are rows of one matrix.
//
// Rabe and Staats, Self-attention Does Not Need O(n^2) Memory, 2021; Dao, FlashAttention-2, 2023.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "core/kernels/cpu/attention_rows.h"
#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kRows = 64, kKeys = 256;  // of a block of scores
constexpr int64_t kWork = 1 << 18;          // multiply-adds of a task

template <class T>
constexpr T kInfinity = std::numeric_limits<T>::infinity();

// Sizes and the mask. A unit is a head of keys of one example, with the queries of its group of heads.
struct Plan {
  int64_t units = 1, heads = 1, group = 1, length = 0, keys = 0, width = 0, value_width = 0;
  Tensor mask;
  Strides mask_strides;  // in the axes of the scores, 0 where it repeats
  bool causal = false;
  double scale = 1;

  // [query, key, value] from argument `first` on, and [is_causal, scale] from `attributes` on.
  Plan(const KernelCall& call, int first, int with_mask, int attributes, DType type) {
    Shape q = call.tensor(first).shape(), k = call.tensor(first + 1).shape(), v = call.tensor(first + 2).shape();
    int rank = q.rank();
    length = q[rank - 2], width = q[rank - 1], keys = k[rank - 2], value_width = v[rank - 1];
    for (int i = 0; i < rank - 2; ++i) units *= k[i];
    if (rank > 2) heads = k[rank - 3], group = heads ? q[rank - 3] / heads : 1;
    batch = Shape(std::span<const int64_t>(q.data(), rank - 2));
    if (call.has(with_mask)) {
      mask = contiguous(call.tensor(with_mask), type);
      Strides own = row_major(mask.shape());
      for (int i = 0; i < rank; ++i) {
        int at = i - (rank - mask.rank());
        mask_strides.push_back(at < 0 || mask.shape()[at] == 1 ? 0 : own[at]);
      }
    }
    causal = call.arguments[attributes].as_bool();
    scale = call.has(attributes + 1) ? call.arguments[attributes + 1].as_float()
                                     : 1 / std::sqrt(static_cast<double>(std::max<int64_t>(1, width)));
  }

  int64_t rows() const { return group * length; }
  int64_t row_blocks() const { return (rows() + kRows - 1) / kRows; }
  int64_t position(int64_t row) const { return row % length; }
  // Where the mask of a head of queries begins.
  int64_t mask_offset(int64_t unit, int64_t head_of_group) const {
    int64_t at = 0, rest = unit;
    for (int i = batch.rank() - 1; i >= 0; --i) {
      bool is_head = i == batch.rank() - 1;
      int64_t size = is_head ? heads : batch[i], index = rest % size;
      rest /= size;
      at += (is_head ? index * group + head_of_group : index) * mask_strides[i];
    }
    return at;
  }
  int64_t mask_of_row(int64_t unit, int64_t row) const {
    return mask_offset(unit, row / length) + position(row) * mask_strides[batch.rank()];
  }
  int64_t mask_step() const { return mask_strides[batch.rank() + 1]; }
  // How many of the first keys the rows [begin, end) see.
  int64_t visible(int64_t begin, int64_t end) const {
    if (!causal) return keys;
    int64_t last = begin / length == (end - 1) / length ? position(end - 1) : length - 1;
    return std::min(keys, last + 1);
  }

  Shape batch;
};

// A block of scores: rows [row, row + rows) of a unit with keys [key, key + keys).
struct Block {
  int64_t unit, row, rows, key, keys;
};

template <class T>
void product(const T* a, int64_t lda, bool transposed_a, const T* b, int64_t ldb, bool transposed_b, T* c, int64_t ldc,
             int64_t m, int64_t n, int64_t k, bool accumulate) {
  Gemm g;
  g.dtype = sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64;
  g.a = a, g.lda = std::max<int64_t>(lda, 1), g.transposed_a = transposed_a;
  g.b = b, g.ldb = std::max<int64_t>(ldb, 1), g.transposed_b = transposed_b;
  g.c = c, g.ldc = std::max<int64_t>(ldc, 1);
  g.m = m, g.n = n, g.k = k, g.accumulate = accumulate;
  gemm(g);
}

// Scores with scale and mask; `most` gets the largest of each row.
template <class T>
void make_scores(const Plan& p, const AttentionRows<T>& by, const Block& b, const T* q, const T* k, T* scores,
                 T* most) {
  product(q + b.row * p.width, p.width, false, k + b.key * p.width, p.width, true, scores, kKeys, b.rows, b.keys,
          p.width, false);
  for (int64_t r = 0; r < b.rows; ++r) {
    int64_t row = b.row + r, seen = b.keys, step = p.mask ? p.mask_step() : 0;
    T* s = scores + r * kKeys;
    if (p.causal) seen = std::clamp<int64_t>(p.position(row) + 1 - b.key, 0, b.keys);
    const T* mask = p.mask ? p.mask.data<T>() + p.mask_of_row(b.unit, row) + b.key * step : nullptr;
    most[r] = by.score(s, seen, static_cast<T>(p.scale), mask, step);
    std::fill(s + seen, s + b.keys, -kInfinity<T>);
  }
}

template <class T>
void forward(const Plan& p, int64_t unit, int64_t row, const T* q, const T* k, const T* v, T* out, T* logsumexp) {
  const AttentionRows<T> by = attention_rows<T>();
  std::vector<T> scores(kRows * kKeys), most(kRows), highest(kRows, -kInfinity<T>), sums(kRows, T{0});
  int64_t rows = std::min(kRows, p.rows() - row), visible = p.visible(row, row + rows), ev = p.value_width;
  out += row * ev;
  std::fill_n(out, rows * ev, T{0});
  for (int64_t key = 0; key < visible; key += kKeys) {
    Block b{unit, row, rows, key, std::min(kKeys, visible - key)};
    make_scores(p, by, b, q, k, scores.data(), most.data());
    for (int64_t r = 0; r < rows; ++r) {
      T top = std::max(highest[r], most[r]);
      T reference = top == -kInfinity<T> ? T{0} : top;  // nothing takes part so far
      T shrink = std::exp(highest[r] - reference);
      sums[r] = sums[r] * shrink + by.exponential(scores.data() + r * kKeys, b.keys, reference);
      if (shrink != 1) by.scale(out + r * ev, ev, shrink);
      highest[r] = top;
    }
    product(scores.data(), kKeys, false, v + key * ev, ev, false, out, ev, rows, ev, b.keys, true);
  }
  for (int64_t r = 0; r < rows; ++r) {
    bool nothing = sums[r] == 0;
    if (nothing)
      std::fill_n(out + r * ev, ev, T{0});
    else
      by.scale(out + r * ev, ev, 1 / sums[r]);
    logsumexp[row + r] = nothing ? -kInfinity<T> : highest[r] + std::log(sums[r]);
  }
}

// Of one unit: everything that keys and values get comes from its rows alone.
template <class T>
struct Gradient {
  const T *grad, *q, *k, *v, *out, *logsumexp, *grad_logsumexp;
  T *dq, *dk, *dv, *dmask;

  void run(const Plan& p, int64_t unit) const {
    const AttentionRows<T> by = attention_rows<T>();
    std::vector<T> weights(kRows * kKeys), slopes(kRows * kKeys), most(kRows), shift(kRows);
    int64_t e = p.width, ev = p.value_width;
    std::fill_n(dq, p.rows() * e, T{0});
    std::fill_n(dk, p.keys * e, T{0});
    std::fill_n(dv, p.keys * ev, T{0});
    for (int64_t row = 0; row < p.rows(); row += kRows) {
      int64_t rows = std::min(kRows, p.rows() - row), visible = p.visible(row, row + rows);
      for (int64_t r = 0; r < rows; ++r) {
        shift[r] = by.dot(grad + (row + r) * ev, out + (row + r) * ev, ev);
        if (grad_logsumexp) shift[r] -= grad_logsumexp[row + r];
      }
      for (int64_t key = 0; key < visible; key += kKeys) {
        Block b{unit, row, rows, key, std::min(kKeys, visible - key)};
        make_scores(p, by, b, q, k, weights.data(), most.data());
        product(grad + row * ev, ev, false, v + key * ev, ev, true, slopes.data(), kKeys, rows, b.keys, ev, false);
        for (int64_t r = 0; r < rows; ++r) {
          T* w = weights.data() + r * kKeys;
          T reference = logsumexp[row + r];
          by.exponential(w, b.keys, reference == -kInfinity<T> ? kInfinity<T> : reference);
          by.weigh(slopes.data() + r * kKeys, w, b.keys, shift[r]);
        }
        product(weights.data(), kKeys, true, grad + row * ev, ev, false, dv + key * ev, ev, b.keys, ev, rows, true);
        if (dmask) add_to_mask(p, b, slopes.data());
        for (int64_t r = 0; r < rows; ++r) by.scale(slopes.data() + r * kKeys, b.keys, static_cast<T>(p.scale));
        product(slopes.data(), kKeys, false, k + key * e, e, false, dq + row * e, e, rows, e, b.keys, true);
        product(slopes.data(), kKeys, true, q + row * e, e, false, dk + key * e, e, b.keys, e, rows, true);
      }
    }
  }

  void add_to_mask(const Plan& p, const Block& b, const T* slopes) const {
    int64_t step = p.mask_step();
    for (int64_t r = 0; r < b.rows; ++r) {
      T* to = dmask + p.mask_of_row(b.unit, b.row + r) + b.key * step;
      for (int64_t j = 0; j < b.keys; ++j) to[j * step] += slopes[r * kKeys + j];
    }
  }
};

}  // namespace

// [query, key, value, mask, is_causal, scale] -> [out, logsumexp]
MIXGRAD_KERNEL(flash_attention, kCpu) {
  const Tensor &out = call.outputs[0], &logsumexp = call.outputs[1];
  DType type = out.dtype();
  Plan plan(call, 0, 3, 4, type);
  Tensor q = contiguous(call.tensor(0), type), k = contiguous(call.tensor(1), type),
         v = contiguous(call.tensor(2), type);
  if (logsumexp.elements() == 0) return;
  int64_t tasks = plan.units * plan.row_blocks(), rows = plan.rows();
  int64_t work = std::max<int64_t>(1, std::min(rows, kRows) * plan.keys * (plan.width + plan.value_width));
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) {
      parallel_for(
          tasks, std::max<int64_t>(1, kWork / work),
          [&](int64_t begin, int64_t end) {
            for (int64_t task = begin; task < end; ++task) {
              int64_t unit = task / plan.row_blocks(), row = task % plan.row_blocks() * kRows;
              forward(plan, unit, row, q.data<T>() + unit * rows * plan.width,
                      k.data<T>() + unit * plan.keys * plan.width, v.data<T>() + unit * plan.keys * plan.value_width,
                      out.data<T>() + unit * rows * plan.value_width, logsumexp.data<T>() + unit * rows);
            }
          },
          call.cancel);
    }
  });
}

// [grad, query, key, value, out, logsumexp, mask, grad_logsumexp, is_causal, scale, mask_gradient]
//   -> [grad_query, grad_key, grad_value, grad_mask]
// Units that share a part of the mask are one task, so that sums have one order; without its gradient each is its own.
MIXGRAD_KERNEL(scaled_dot_product_attention_gradient, kCpu) {
  std::span<const Tensor> made = call.outputs;
  DType type = made[0].dtype();
  Plan plan(call, 1, 6, 8, type);
  auto ready = [&](int i) { return contiguous(call.tensor(i), type); };
  Tensor grad = ready(0), q = ready(1), k = ready(2), v = ready(3), out = ready(4), logsumexp = ready(5);
  Tensor of_sums = call.has(7) ? ready(7) : Tensor();
  bool masked = plan.mask && call.arguments[10].as_bool();
  std::map<int64_t, std::vector<int64_t>> sharing;
  for (int64_t unit = 0; unit < plan.units; ++unit)
    sharing[masked && plan.length ? plan.mask_offset(unit, 0) : unit].push_back(unit);
  std::vector<std::vector<int64_t>> tasks;
  for (auto& [at, units] : sharing) tasks.push_back(std::move(units));
  int64_t rows = plan.rows(), e = plan.width, ev = plan.value_width, s = plan.keys;
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) {
      if (masked) std::fill_n(made[3].data<T>(), made[3].elements(), T{0});
      parallel_for(
          static_cast<int64_t>(tasks.size()), std::max<int64_t>(1, kWork / std::max<int64_t>(1, rows * s * (e + ev))),
          [&](int64_t begin, int64_t end) {
            for (int64_t task = begin; task < end; ++task) {
              for (int64_t unit : tasks[static_cast<size_t>(task)]) {
                int64_t r = unit * rows, c = unit * s;
                Gradient<T> one{grad.data<T>() + r * ev,
                                q.data<T>() + r * e,
                                k.data<T>() + c * e,
                                v.data<T>() + c * ev,
                                out.data<T>() + r * ev,
                                logsumexp.data<T>() + r,
                                of_sums ? of_sums.data<T>() + r : nullptr,
                                made[0].data<T>() + r * e,
                                made[1].data<T>() + c * e,
                                made[2].data<T>() + c * ev,
                                masked ? made[3].data<T>() : nullptr};
                one.run(plan, unit);
              }
            }
          },
          call.cancel);
    }
  });
}

}  // namespace mixgrad
