#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/recurrent_steps.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/cpu/math-inl.h"
#include "core/kernels/cpu/recurrent_steps.h"
#include "core/kernels/simd.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

// f(load, store) for whole vectors and then for a part of one.
template <class T, class F>
HWY_INLINE void EachVector(int64_t count, F f) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d), n = static_cast<size_t>(count);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    f([=](const T* from) { return hn::LoadU(d, from + i); }, [=](auto v, T* to) { hn::StoreU(v, d, to + i); });
  if (i < n)
    f([=](const T* from) { return LoadPart(d, from + i, n - i); },
      [=](auto v, T* to) { StorePart(d, v, to + i, n - i); });
}

// x (1 - x)
template <class D, class V>
HWY_INLINE V Rest(D d, V x) {
  return hn::Mul(x, hn::Sub(hn::Set(d, 1), x));
}
template <class D, class V>
HWY_INLINE V OneMinusSquare(D d, V x) {
  return hn::Sub(hn::Set(d, 1), hn::Mul(x, x));
}

template <class T>
void Forward(Recurrent kind, const RecurrentStep<T>& s, int64_t n) {
  const hn::ScalableTag<T> d;
  EachVector<T>(n, [&](auto load, auto store) {
    auto sum = [&](int64_t gate) { return hn::Add(load(s.from_x + gate * n), load(s.from_h + gate * n)); };
    auto keep = [&](int64_t gate, auto v) { store(v, s.activations + gate * n); };
    if (kind == Recurrent::kLstm) {
      auto in = Sigmoid(d, sum(0)), forget = Sigmoid(d, sum(1)), made = Tanh(d, sum(2)), out = Sigmoid(d, sum(3));
      auto cell = hn::Add(hn::Mul(forget, load(s.cell)), hn::Mul(in, made));
      keep(0, in), keep(1, forget), keep(2, made), keep(3, out);
      store(cell, s.next_cell);
      store(hn::Mul(out, Tanh(d, cell)), s.next_state);
    } else if (kind == Recurrent::kGru) {
      auto reset = Sigmoid(d, sum(0)), update = Sigmoid(d, sum(1)), from_h = load(s.from_h + 2 * n);
      auto made = Tanh(d, hn::Add(load(s.from_x + 2 * n), hn::Mul(reset, from_h)));
      keep(0, reset), keep(1, update), keep(2, made);
      store(from_h, s.next_cell);
      store(hn::Add(made, hn::Mul(update, hn::Sub(load(s.state), made))), s.next_state);
    } else {
      auto x = sum(0);
      auto out = kind == Recurrent::kTanh ? Tanh(d, x) : hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);
      keep(0, out);
      store(out, s.next_state);
    }
  });
}

template <class T>
void Backward(Recurrent kind, const RecurrentStepGradient<T>& s, int64_t n) {
  const hn::ScalableTag<T> d;
  EachVector<T>(n, [&](auto load, auto store) {
    auto gate = [&](int64_t i) { return load(s.activations + i * n); };
    auto with = [&](int64_t i, auto v) { return s.of_activations ? hn::Add(v, load(s.of_activations + i * n)) : v; };
    auto give = [&](int64_t i, auto v) { store(v, s.of_gates + i * n); };
    auto of_state = load(s.of_state);
    if (kind == Recurrent::kLstm) {
      auto in = gate(0), forget = gate(1), made = gate(2), out = gate(3), bent = Tanh(d, load(s.next_cell));
      auto of_out = with(3, hn::Mul(of_state, bent));
      auto of_cell = hn::Add(load(s.of_cell), hn::Mul(hn::Mul(of_state, out), OneMinusSquare(d, bent)));
      give(0, hn::Mul(with(0, hn::Mul(of_cell, made)), Rest(d, in)));
      give(1, hn::Mul(with(1, hn::Mul(of_cell, load(s.cell))), Rest(d, forget)));
      give(2, hn::Mul(with(2, hn::Mul(of_cell, in)), OneMinusSquare(d, made)));
      give(3, hn::Mul(of_out, Rest(d, out)));
      store(hn::Mul(of_cell, forget), s.of_cell);
      store(hn::Zero(d), s.next);
    } else if (kind == Recurrent::kGru) {
      auto reset = gate(0), update = gate(1), made = gate(2), from_h = load(s.next_cell);
      auto of_made = with(2, hn::Sub(of_state, hn::Mul(of_state, update)));
      auto of_sum = hn::Mul(of_made, OneMinusSquare(d, made));
      give(0, hn::Mul(with(0, hn::Mul(of_sum, from_h)), Rest(d, reset)));
      give(1, hn::Mul(with(1, hn::Mul(of_state, hn::Sub(load(s.state), made))), Rest(d, update)));
      give(2, of_sum);
      store(hn::Add(hn::Mul(of_sum, reset), load(s.of_next_cell)), s.of_recurrent);
      store(hn::Mul(of_state, update), s.next);
    } else {
      auto out = gate(0), g = with(0, of_state);
      if (kind == Recurrent::kTanh)
        give(0, hn::Mul(g, OneMinusSquare(d, out)));
      else
        give(0, hn::IfThenElseZero(hn::Gt(out, hn::Zero(d)), g));
      store(hn::Zero(d), s.next);
    }
  });
}

}  // namespace

RecurrentSteps<float> StepsOfFloats() { return {Forward<float>, Backward<float>}; }
RecurrentSteps<double> StepsOfDoubles() { return {Forward<double>, Backward<double>}; }

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {

MIXGRAD_SIMD_TABLE(StepsOfFloats)
MIXGRAD_SIMD_TABLE(StepsOfDoubles)

template <>
RecurrentSteps<float> recurrent_steps<float>() {
  return StepsOfFloats_dispatch()();
}
template <>
RecurrentSteps<double> recurrent_steps<double>() {
  return StepsOfDoubles_dispatch()();
}

}  // namespace mixgrad
#endif
