// What random functions have in common.
#pragma once

#include "core/kernels/distributions.h"
#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

// The attribute `generator`, last of all, and the reference of the generator itself.
FunctionBuilder& from_generator(FunctionBuilder& f);
// Attributes shape, dtype and generator behind the parameters, and the result. `dtypes` says which are accepted.
FunctionBuilder& of_distribution(FunctionBuilder& f, const char* dtypes);

bool broadcasts_to(const Shape& own, const Shape& out);
// dtype and shape of the result of a function that of_distribution describes. accepted(dtype) as above.
void infer_distribution(Infer& infer, bool (*accepted)(DType));
// Throws unless the number that is argument `i`, if it is one, lies in the range.
void check_parameter(Infer& infer, int i, const ParameterRange& range);
// A result of floats: "numbers of type float, …".
void check_floating(Infer& infer, int dtype);

// For composed bodies of such functions: fractions in [0, 1) of the result's shape, in the dtype that computes.
Tensor fractions_for(Invocation& call, const TensorSpec& out);
TensorSpec result_of(Invocation& call);

}  // namespace mixgrad
