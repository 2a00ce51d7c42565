// Formulas of one tensor whose steps are elementwise operators: gradients, batching and traces come from the steps, and
// where nobody asks for those, the steps are one program that passes over memory once. The bits are the same.
#pragma once

#include "core/dispatch/dispatch.h"

namespace mixgrad {

// Of a floating x that is computed in its own dtype; the call's other arguments are numbers, enumerators and booleans.
using Formula = Tensor (*)(Context& context, const Tensor& x, const Invocation& call);

// The formula of the call's first tensor: integers, float16 and bfloat16 are computed in float32 and rounded once.
Tensor evaluate(Invocation& call, Formula formula);

}  // namespace mixgrad
