// Cells: a step of a recurrent network, and runs over whole sequences.
#pragma once

#include <vector>

#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

struct RecurrentCell : Module {
  using States = std::vector<Tensor>;  // an empty tensor stands for zeros

  // x: [L, N, C], or [L, C] without lengths; zeros beyond the length of a sequence.
  struct Sequences {
    Tensor x, lengths;
    int64_t steps() const { return x.shape()[0]; }
  };

  virtual int num_states() const = 0;
  virtual bool makes_steps() const { return true; }  // false: it goes through sequences both ways
  // The output of a step of x, [N, C] or [C]. `states` are the former ones, then the new ones.
  virtual Tensor step(Context& c, const Tensor& x, States& states) = 0;
  // The outputs after each step; those beyond a length are anything.
  virtual Tensor unroll(Context& c, const Sequences& sequences, States& states);
};

inline RecurrentCell& cell_of(const Value& v) { return object_as<RecurrentCell>(v); }
Error no_single_steps();  // of a cell where makes_steps() is false
// Errors of what a cell holds name it.
Tensor step_of_child(Context& c, RecurrentCell& child, const Tensor& x, RecurrentCell::States& states);
Tensor unroll_child(Context& c, RecurrentCell& child, const RecurrentCell::Sequences& sequences,
                    RecurrentCell::States& states);

// A class of cells; with `forward`, which makes a step.
ClassBuilder& cell_class(ClassBuilder& c);
ClassBuilder& forward_of_cell(ClassBuilder& c);

}  // namespace mixgrad
