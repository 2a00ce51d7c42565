// What a step of a recurrent cell does to one example, by vectors: elements of n numbers in each gate.
#pragma once

#include <cstdint>

namespace mixgrad {

enum class Recurrent { kLstm = 0, kGru = 1, kTanh = 2, kRelu = 3 };  // as RecurrentKind of the schema
inline int gates_of(Recurrent kind) { return kind == Recurrent::kLstm ? 4 : kind == Recurrent::kGru ? 3 : 1; }

// Forward: of the input x and the former state h, with their products `from_x` and `from_h`.
template <class T>
struct RecurrentStep {
  const T *from_x, *from_h, *state, *cell;  // cell: of an LSTM, the former one
  T *next_state, *next_cell, *activations;  // next_cell: of a GRU, the part of the new gate that comes from h
};

// Backward: `next` gets what of the former state's gradient does not go through its product.
template <class T>
struct RecurrentStepGradient {
  const T *activations, *state, *cell, *next_cell;
  const T *of_state, *of_next_cell, *of_activations;  // the last may be null
  T* of_cell;                                         // of an LSTM: in, that of the step's; out, that of the former one
  T *of_gates, *of_recurrent, *next;                  // of_recurrent: of a GRU's next_cell
};

template <class T>
struct RecurrentSteps {
  void (*forward)(Recurrent kind, const RecurrentStep<T>& step, int64_t n);
  void (*backward)(Recurrent kind, const RecurrentStepGradient<T>& step, int64_t n);
};

template <class T>
RecurrentSteps<T> recurrent_steps();  // for this machine
template <>
RecurrentSteps<float> recurrent_steps<float>();
template <>
RecurrentSteps<double> recurrent_steps<double>();

}  // namespace mixgrad
