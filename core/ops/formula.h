// Formulas of one tensor whose steps are elementwise operators: gradients, batching and traces come from the steps.
// Where nobody asks for those, the steps are one program that passes over memory once, and so are those of the
// gradient, which begin with the formula's own: nothing but the operand is kept. The bits are the same.
#pragma once

#include <initializer_list>

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"
#include "core/kernels/program.h"

namespace mixgrad {

// Of a floating x that is computed in its own dtype; the call's other arguments are numbers, enumerators and booleans.
struct Formula {
  Tensor (*steps)(Context& context, const Tensor& x, const Invocation& call);
  // The instruction that has the bits of the gradient's steps, of x and of the result's gradient; kInput: none has.
  Instruction (*gradient)(const Invocation& call) = nullptr;
};

// Nobody records or traces what is made of these on the CPU: a body may take another way to the bits of its steps.
// Tensors that are not there do not count.
bool nobody_records(const Context& context, std::initializer_list<Tensor> tensors);

// The formula of the call's first tensor: integers, float16 and bfloat16 are computed in float32 and rounded once. The
// rule is that of the gradient: `formula_gradient` of the same formula.
Tensor evaluate(Invocation& call, Formula formula, GradientRule rule);
void formula_gradient(Backward& b, Formula formula);

template <auto steps, auto gradient = nullptr>
Tensor evaluate(Invocation& call) {
  static constexpr Formula formula{steps, gradient};
  return evaluate(call, formula, [](Backward& b) { formula_gradient(b, formula); });
}

}  // namespace mixgrad
