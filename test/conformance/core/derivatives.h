// The gradients of a call, and the gradients of those: what a case gives, and what it expects.
#pragma once

#include "test/conformance/core/evaluate.h"

namespace mixgrad::conformance {

// All tensors of a result, in order.
std::vector<Tensor> tensors_in(const Value& result);

// The arguments of the call by position, then the weights of its outputs and those of its gradients.
std::vector<Value> derivative_arguments(Context& context, Evaluator& evaluator, const Function& function,
                                        const Json& one);
// The gradients that the case asks for, in its order; zeros where an input has no part in the result.
std::vector<Tensor> derivatives(Context& context, Evaluator& evaluator, const Function& function, const Json& one,
                                std::vector<Value> given);

struct NamedRecord {
  std::string name;
  Json record;
};
std::vector<NamedRecord> expected_derivatives(const Json& one);

}  // namespace mixgrad::conformance
