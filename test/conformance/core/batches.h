// vmap against a loop: many examples in one call give what the calls of each give.
#pragma once

#include "test/conformance/core/compare.h"
#include "test/conformance/core/run.h"

namespace mixgrad::conformance {

// False where the function is no operator or the case has no tensors to make examples of, or too large ones. Throws a
// Failure where vmap differs from the loop.
bool check_batches(const Function& function, const Json& one, const Tolerances& tolerances, const std::string& files);
// The same for the gradients that a case takes, its weights included.
void check_batched_gradients(const Function& function, const Json& one, const Tolerances& tolerances,
                             const std::string& files);

}  // namespace mixgrad::conformance
