// What is done with one case.
#pragma once

#include <string>

#include "test/conformance/core/compare.h"
#include "test/conformance/core/evaluate.h"

namespace mixgrad::conformance {

struct Outcome {
  std::string failure;            // empty: passed
  Json results = Json::array();   // of every expectation, in order
  bool refused = false;           // a random case whose arguments the engine does not take
  bool batched = false;           // vmap was compared with a loop
  bool along_directions = false;  // derivatives were compared with differences
};

Outcome run_case(const Json& file, const Json& one, const Tolerances& tolerances, const std::string& files);

}  // namespace mixgrad::conformance
