// The steps of a recurrent layer in one direction, forward and back. Examples do not depend on each other, so that a
// task takes some of them through all steps: a product with the weights, then the cell. An example of fewer steps than
// there are keeps its state in the others.
#include <algorithm>
#include <vector>

#include "core/kernels/cpu/gemm.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/recurrent_steps.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/error.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kExamples = 32;   // of a task
constexpr int64_t kWork = 1 << 18;  // multiply-adds of one

struct Plan {
  Recurrent kind;
  bool reverse;
  int64_t steps, examples, size, gates;  // gates: numbers of all of them
  Tensor lengths;

  Plan(const Shape& of_gates, const Value& of_kind, const Value& backwards, int64_t hidden)
      : kind(static_cast<Recurrent>(of_kind.as_int())),
        reverse(backwards.as_bool()),
        steps(of_gates[0]),
        examples(of_gates[1]),
        size(hidden),
        gates(of_gates[2]) {}

  void read_lengths(const Tensor& given) {
    lengths = contiguous(given, DType::kInt64);
    for (int64_t i = 0; i < examples; ++i) {
      int64_t n = lengths.data<int64_t>()[i];
      if (n < 0 || n > steps)
        throw Error(ErrorCode::kValue, "no sequence has this length")
            .on("lengths")
            .given(std::to_string(n))
            .accepted("0 to " + std::to_string(steps));
    }
  }
  bool is_over(int64_t step, int64_t example) const { return lengths && step >= lengths.data<int64_t>()[example]; }
  // Numbers of an example in `cells`.
  int64_t kept() const { return kind == Recurrent::kLstm || kind == Recurrent::kGru ? size : 0; }
  int64_t at(int64_t turn) const { return reverse ? steps - 1 - turn : turn; }

  // body(first, count) for some examples at a time.
  template <class F>
  void run(const CancelFlag* cancel, F body) const {
    int64_t tasks = (examples + kExamples - 1) / kExamples;
    int64_t work = std::max<int64_t>(1, steps * gates * size * std::min(examples, kExamples));
    parallel_for(
        tasks, std::max<int64_t>(1, kWork / work),
        [&](int64_t begin, int64_t end) {
          for (int64_t task = begin; task < end; ++task)
            body(task * kExamples, std::min(kExamples, examples - task * kExamples));
        },
        cancel);
  }
};

// Products of many matrices with b (k x n), or bᵀ, which is packed once.
template <class T>
class Products {
 public:
  Products(const T* b, int64_t ldb, bool transposed_b, int64_t n, int64_t k) {
    g_.dtype = sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64;
    g_.b = b, g_.ldb = std::max<int64_t>(1, ldb), g_.transposed_b = transposed_b;
    g_.n = n, g_.k = k;
    if (n > 0 && k > 0) packed_ = pack_right(g_);
  }
  // c (m x n) = or += a (m x k) b
  void operator()(const T* a, int64_t lda, T* c, int64_t ldc, int64_t m, bool accumulate) const {
    Gemm g = g_;
    g.a = a, g.lda = std::max<int64_t>(1, lda);
    g.c = c, g.ldc = std::max<int64_t>(1, ldc);
    g.m = m, g.accumulate = accumulate;
    gemm(g, packed_);
  }

 private:
  Gemm g_;
  Tensor packed_;
};

template <class T>
const T* data_of(const Tensor& t) {
  return t ? t.data<T>() : nullptr;
}

template <class T>
void forward(const Plan& p, const T* from_x, const Products<T>& with_weight, const T* bias, const T* state,
             const T* cell, T* states, T* cells, T* activations, int64_t first, int64_t count) {
  RecurrentSteps<T> by = recurrent_steps<T>();
  int64_t h = p.size, g = p.gates, kept = p.kept();
  std::vector<T> from_h(static_cast<size_t>(count * g));
  for (int64_t turn = 0; turn < p.steps; ++turn) {
    int64_t t = p.at(turn), before = p.at(turn - 1), row = t * p.examples + first;
    const T* former = turn ? states + (before * p.examples + first) * h : state + first * h;
    const T* former_cell = p.kind != Recurrent::kLstm ? nullptr
                           : turn                     ? cells + (before * p.examples + first) * h
                                                      : cell + first * h;
    for (int64_t r = 0; bias && r < count; ++r) std::copy_n(bias, g, from_h.data() + r * g);
    with_weight(former, h, from_h.data(), g, count, bias != nullptr);
    for (int64_t r = 0; r < count; ++r) {
      T *to = states + (row + r) * h, *to_cell = cells + (row + r) * kept, *act = activations + (row + r) * g;
      if (p.is_over(t, first + r)) {
        std::copy_n(former + r * h, h, to);
        std::fill_n(act, g, T{0});
        if (p.kind == Recurrent::kLstm) std::copy_n(former_cell + r * h, h, to_cell);
        if (p.kind == Recurrent::kGru) std::fill_n(to_cell, h, T{0});
        continue;
      }
      by.forward(p.kind,
                 {from_x + (row + r) * g, from_h.data() + r * g, former + r * h,
                  former_cell ? former_cell + r * h : nullptr, to, to_cell, act},
                 h);
    }
  }
}

template <class T>
struct Gradient {
  const T *of_states, *of_cells, *of_activations, *state, *cell, *states, *cells, *activations;
  T *of_gates, *of_recurrent, *of_state, *of_cell;
  // Of the gates whose sum with x's product is the product with h itself, and of a GRU's others.
  Products<T> direct, indirect;

  void run(const Plan& p, int64_t first, int64_t count) const {
    RecurrentSteps<T> by = recurrent_steps<T>();
    int64_t h = p.size, g = p.gates, n = count * h, kept = p.kept();
    std::vector<T> now(static_cast<size_t>(n)), next(static_cast<size_t>(n)), in_cell(static_cast<size_t>(n));
    bool lstm = p.kind == Recurrent::kLstm, gru = p.kind == Recurrent::kGru;
    for (int64_t turn = p.steps - 1; turn >= 0; --turn) {
      int64_t t = p.at(turn), before = p.at(turn - 1), row = t * p.examples + first;
      int64_t former = (before * p.examples + first) * h;
      const T* h0 = turn ? states + former : state + first * h;
      const T* c0 = !lstm ? nullptr : turn ? cells + former : cell + first * h;
      for (int64_t i = 0; i < n; ++i) now[i] += of_states[row * h + i];
      for (int64_t i = 0; lstm && i < n; ++i) in_cell[i] += of_cells[row * h + i];
      for (int64_t r = 0; r < count; ++r) {
        int64_t at = (row + r) * kept, gate = (row + r) * g;
        if (p.is_over(t, first + r)) {
          std::copy_n(now.data() + r * h, h, next.data() + r * h);
          std::fill_n(of_gates + gate, g, T{0});
          if (gru) std::fill_n(of_recurrent + at, h, T{0});
          continue;
        }
        by.backward(p.kind,
                    {activations + gate, h0 + r * h, c0 ? c0 + r * h : nullptr, cells + at, now.data() + r * h,
                     of_cells + at, of_activations ? of_activations + gate : nullptr, in_cell.data() + r * h,
                     of_gates + gate, gru ? of_recurrent + at : nullptr, next.data() + r * h},
                    h);
      }
      direct(of_gates + row * g, g, next.data(), h, count, true);
      if (gru) indirect(of_recurrent + row * h, h, next.data(), h, count, true);
      std::swap(now, next);
    }
    std::copy_n(now.data(), n, of_state + first * h);
    if (lstm) std::copy_n(in_cell.data(), n, of_cell + first * h);
  }
};

}  // namespace

// [gates, weight, state, bias, cell, lengths, kind, reverse] -> [states, cells, activations]
MIXGRAD_KERNEL(recurrent_layer, kCpu) {
  const Tensor &states = call.outputs[0], &cells = call.outputs[1], &activations = call.outputs[2];
  DType type = states.dtype();
  auto ready = [&](int i) { return call.has(i) ? contiguous(call.tensor(i), type) : Tensor(); };
  Tensor gates = ready(0), weight = ready(1), state = ready(2), bias = ready(3), cell = ready(4);
  Plan plan(gates.shape(), call.arguments[6], call.arguments[7], state.shape()[1]);
  if (call.has(5)) plan.read_lengths(call.tensor(5));
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) {
      Products<T> with_weight(weight.data<T>(), plan.size, true, plan.gates, plan.size);
      plan.run(call.cancel, [&](int64_t first, int64_t count) {
        forward(plan, gates.data<T>(), with_weight, data_of<T>(bias), state.data<T>(), data_of<T>(cell),
                states.data<T>(), cells.data<T>(), activations.data<T>(), first, count);
      });
    }
  });
}

// [grad_states, weight, state, states, cells, activations, cell, grad_cells, grad_activations, lengths, kind, reverse]
//   -> [grad_gates, grad_recurrent, grad_state, grad_cell]
MIXGRAD_KERNEL(recurrent_layer_gradient, kCpu) {
  std::span<const Tensor> made = call.outputs;
  DType type = made[0].dtype();
  auto ready = [&](int i) { return call.has(i) ? contiguous(call.tensor(i), type) : Tensor(); };
  Tensor grad = ready(0), weight = ready(1), state = ready(2), states = ready(3), cells = ready(4), acts = ready(5),
         cell = ready(6), of_cells = ready(7), of_acts = ready(8);
  if (!of_cells) {
    of_cells = Tensor::empty(type, cells.shape());
    visit_plain(type, [&](auto zero) { std::fill_n(of_cells.data<decltype(zero)>(), of_cells.elements(), zero); });
  }
  Plan plan(acts.shape(), call.arguments[10], call.arguments[11], state.shape()[1]);
  if (call.has(9)) plan.read_lengths(call.tensor(9));
  visit_plain(type, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) {
      bool gru = plan.kind == Recurrent::kGru;
      int64_t h = plan.size, sums = gru ? 2 * h : plan.gates;
      const T* w = weight.data<T>();
      Gradient<T> gradient{grad.data<T>(),
                           of_cells.data<T>(),
                           data_of<T>(of_acts),
                           state.data<T>(),
                           data_of<T>(cell),
                           states.data<T>(),
                           cells.data<T>(),
                           acts.data<T>(),
                           made[0].data<T>(),
                           made[1].data<T>(),
                           made[2].data<T>(),
                           made[3].data<T>(),
                           Products<T>(w, h, false, h, sums),
                           Products<T>(w + sums * h, h, false, h, gru ? h : 0)};
      plan.run(call.cancel, [&](int64_t first, int64_t count) { gradient.run(plan, first, count); });
    }
  });
}

}  // namespace mixgrad
