// Recurrent layers by operators, step by step: for projections, and for derivatives of the kernels' gradients.
#include <algorithm>

#include "core/ops/losses.h"
#include "core/ops/recurrent.h"

namespace mixgrad {

namespace {

Tensor sigmoid(Context& c, const Tensor& x) { return op<"sigmoid">(c, x); }
Tensor one_minus(Context& c, const Tensor& x) { return minus(c, whole(1), x); }
Tensor rest(Context& c, const Tensor& x) { return times(c, x, one_minus(c, x)); }
Tensor one_minus_square(Context& c, const Tensor& x) { return one_minus(c, op<"square">(c, x)); }

std::vector<Tensor> parts_of(Context& c, const Tensor& x, int64_t parts) {
  std::vector<Tensor> out;
  int last = x.rank() - 1;
  int64_t size = x.shape()[last] / parts;
  for (int64_t i = 0; i < parts; ++i) out.push_back(slice_of(c, x, last, i * size, (i + 1) * size));
  return out;
}
Tensor joined(Context& c, const std::vector<Tensor>& parts) {
  if (parts.size() == 1) return parts[0];
  return op<"concat">(c, Value(ValueList(parts.begin(), parts.end())), whole(parts[0].rank() - 1));
}
Tensor step_of(Context& c, const Tensor& x, int64_t t) { return op<"getitem">(c, x, Value(ValueList{Value(t)})); }
Tensor stacked(Context& c, const std::vector<Tensor>& steps, DType dtype, const Shape& like) {
  if (steps.empty()) return full_of(c, 0, dtype, like);
  return op<"stack">(c, Value(ValueList(steps.begin(), steps.end())));
}
// Which examples step t still belongs to, as a column.
Tensor going_on(Context& c, const Tensor& lengths, int64_t t) {
  return op<"expand_dims">(c, op<"greater">(c, lengths, whole(t)), whole(1));
}

}  // namespace

CellOutput cell_step(Context& c, RecurrentKind kind, const Tensor& from_x, const Tensor& from_h, const Tensor& state,
                     const Tensor& cell) {
  if (kind == RecurrentKind::kLstm) {
    std::vector<Tensor> g = parts_of(c, plus(c, from_x, from_h), 4);
    Tensor in = sigmoid(c, g[0]), forget = sigmoid(c, g[1]), made = op<"tanh">(c, g[2]), out = sigmoid(c, g[3]);
    Tensor next = plus(c, times(c, forget, cell), times(c, in, made));
    return {times(c, out, op<"tanh">(c, next)), next, {in, forget, made, out}};
  }
  if (kind == RecurrentKind::kGru) {
    std::vector<Tensor> x = parts_of(c, from_x, 3), h = parts_of(c, from_h, 3);
    Tensor reset = sigmoid(c, plus(c, x[0], h[0])), update = sigmoid(c, plus(c, x[1], h[1]));
    Tensor made = op<"tanh">(c, plus(c, x[2], times(c, reset, h[2])));
    return {plus(c, made, times(c, update, minus(c, state, made))), h[2], {reset, update, made}};
  }
  Tensor x = plus(c, from_x, from_h);
  Tensor out = kind == RecurrentKind::kTanh ? op<"tanh">(c, x) : op<"relu">(c, x);
  return {out, Tensor(), {out}};
}

LayerOutput layer_by_operators(Context& c, const LayerInput& in) {
  int64_t steps = in.gates.shape()[0];
  std::vector<Tensor> states(static_cast<size_t>(steps)), cells(states), activations(states);
  Tensor state = in.state, cell = in.cell;
  for (int64_t turn = 0; turn < steps; ++turn) {
    int64_t t = in.reverse ? steps - 1 - turn : turn;
    Tensor from_h = op<"linear">(c, state, in.weight, in.bias ? Value(in.bias) : Value());
    CellOutput next = cell_step(c, in.kind, step_of(c, in.gates, t), from_h, state, cell);
    if (in.projection) next.state = op<"linear">(c, next.state, in.projection);
    if (in.lengths) {
      Tensor on = going_on(c, in.lengths, t);
      next.state = op<"where">(c, on, next.state, state);
      if (next.cell) next.cell = op<"where">(c, on, next.cell, cell);
    }
    states[static_cast<size_t>(t)] = state = next.state;
    if (next.cell) cells[static_cast<size_t>(t)] = cell = next.cell;
  }
  Shape empty{0, in.state.shape()[0], in.state.shape()[1]}, empty_cells = empty;
  if (in.cell) empty_cells[2] = in.cell.shape()[1];
  DType dtype = in.gates.dtype();
  return {stacked(c, states, dtype, empty), in.cell ? stacked(c, cells, dtype, empty_cells) : Tensor(), Tensor()};
}

std::vector<Tensor> layer_gradient_by_operators(Context& c, const LayerGradient& in) {
  bool lstm = in.kind == RecurrentKind::kLstm, gru = in.kind == RecurrentKind::kGru;
  int64_t steps = in.states.shape()[0];
  std::vector<Tensor> of_gates(static_cast<size_t>(steps)), of_recurrent(of_gates);
  Tensor now = full_of(c, 0, in.states.dtype(), in.state.shape()), of_cell = lstm ? now : Tensor();
  for (int64_t turn = steps - 1; turn >= 0; --turn) {
    int64_t t = in.reverse ? steps - 1 - turn : turn, before = in.reverse ? t + 1 : t - 1;
    auto former = [&](const Tensor& all, const Tensor& first) { return turn ? step_of(c, all, before) : first; };
    std::vector<Tensor> a = parts_of(c, step_of(c, in.activations, t), gates_of(in.kind)), extra(a.size()), g;
    if (in.of_activations) extra = parts_of(c, step_of(c, in.of_activations, t), gates_of(in.kind));
    auto with = [&](size_t i, const Tensor& x) { return extra[i] ? plus(c, x, extra[i]) : x; };
    now = plus(c, now, step_of(c, in.of_states, t));
    if (lstm && in.of_cells) of_cell = plus(c, of_cell, step_of(c, in.of_cells, t));
    Tensor next, inside, next_cell;
    if (lstm) {
      Tensor bent = op<"tanh">(c, step_of(c, in.cells, t));
      Tensor within = plus(c, of_cell, times(c, times(c, now, a[3]), one_minus_square(c, bent)));
      g = {times(c, with(0, times(c, within, a[2])), rest(c, a[0])),
           times(c, with(1, times(c, within, former(in.cells, in.cell))), rest(c, a[1])),
           times(c, with(2, times(c, within, a[0])), one_minus_square(c, a[2])),
           times(c, with(3, times(c, now, bent)), rest(c, a[3]))};
      next_cell = times(c, within, a[1]);
    } else if (gru) {
      Tensor from_h = step_of(c, in.cells, t);
      Tensor sum = times(c, with(2, times(c, now, one_minus(c, a[1]))), one_minus_square(c, a[2]));
      g = {times(c, with(0, times(c, sum, from_h)), rest(c, a[0])),
           times(c, with(1, times(c, now, minus(c, former(in.states, in.state), a[2]))), rest(c, a[1])), sum};
      inside = times(c, sum, a[0]);
      if (in.of_cells) inside = plus(c, inside, step_of(c, in.of_cells, t));
      next = times(c, now, a[1]);
    } else if (in.kind == RecurrentKind::kTanh) {
      g = {times(c, with(0, now), one_minus_square(c, a[0]))};
    } else {
      g = {op<"where">(c, op<"greater">(c, a[0], whole(0)), with(0, now), whole(0))};
    }
    Tensor all = joined(c, g), through = gru ? joined(c, {g[0], g[1], inside}) : all;
    Tensor on = in.lengths ? going_on(c, in.lengths, t) : Tensor();
    auto if_on = [&](const Tensor& x, const Value& otherwise) { return on ? op<"where">(c, on, x, otherwise) : x; };
    Tensor product = op<"matmul">(c, through, in.weight);
    next = if_on(next ? plus(c, next, product) : product, Value(now));
    if (lstm) of_cell = if_on(next_cell, Value(of_cell));
    of_gates[static_cast<size_t>(t)] = if_on(all, whole(0));
    if (gru) of_recurrent[static_cast<size_t>(t)] = if_on(inside, whole(0));
    now = next;
  }
  DType dtype = in.states.dtype();
  Tensor gates = stacked(c, of_gates, dtype, in.activations.shape());
  return {gates, gru ? stacked(c, of_recurrent, dtype, in.cells.shape()) : Tensor(), now, of_cell};
}

}  // namespace mixgrad
