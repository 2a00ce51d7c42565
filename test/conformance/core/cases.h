// What is done with one case.
#pragma once

#include <string>

#include "test/conformance/core/compare.h"
#include "test/conformance/core/evaluate.h"

namespace mixgrad::conformance {

struct Outcome {
  std::string failure;           // empty: passed
  Json results = Json::array();  // of every expectation, in order
};

Outcome run_case(const Json& file, const Json& one, const Tolerances& tolerances, const std::string& files);

}  // namespace mixgrad::conformance
