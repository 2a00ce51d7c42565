// Derivatives along a direction: jvp, the gradients, and the gradients' gradients against differences.
#pragma once

#include "test/conformance/core/run.h"

namespace mixgrad::conformance {

// Of a case with gradients in float64; false for another one, or where nothing is smooth enough for differences.
// Throws a Failure where derivatives do not agree.
bool check_directions(const Function& function, const Json& one, const std::string& files);

}  // namespace mixgrad::conformance
