// What recurrent functions share. A layer in one direction gets [L, N, G · H] products of its input, where LSTM has
// G = 4 gates (input, forget, cell, output), GRU 3 (reset, update, new) and a plain cell 1.
#pragma once

#include <vector>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

enum class RecurrentKind { kLstm = 0, kGru = 1, kTanh = 2, kRelu = 3 };
inline int64_t gates_of(RecurrentKind kind) {
  return kind == RecurrentKind::kLstm ? 4 : kind == RecurrentKind::kGru ? 3 : 1;
}
Type recurrent_kind();

struct LayerInput {
  Tensor gates, weight, state, bias, cell, lengths, projection;  // the last four may be absent
  RecurrentKind kind;
  bool reverse = false;
};
struct LayerOutput {
  Tensor states, cells, activations;
};
// A step of the cell, by operators: from the products of the input and of the state.
struct CellOutput {
  Tensor state, cell;
  std::vector<Tensor> activations;
};
CellOutput cell_step(Context& c, RecurrentKind kind, const Tensor& from_x, const Tensor& from_h, const Tensor& state,
                     const Tensor& cell);
// All steps by operators: with projections.
LayerOutput layer_by_operators(Context& c, const LayerInput& in);
// The gradients of recurrent_layer by operators: [gates, recurrent, state, cell].
struct LayerGradient {
  Tensor of_states, weight, state, states, cells, activations, cell, of_cells, of_activations, lengths;
  RecurrentKind kind;
  bool reverse = false;
};
std::vector<Tensor> layer_gradient_by_operators(Context& c, const LayerGradient& in);

}  // namespace mixgrad
