// What was found against what a case expects: to the bit, or within the tolerance of the dtype.
#pragma once

#include <string>

#include "core/schema/value.h"
#include "test/conformance/core/tensors.h"

namespace mixgrad::conformance {

struct Tolerances {
  explicit Tolerances(const Json& file)
      : table(file.at("dtypes")), gradient(file.at("gradients")), unfused(file.at("unfused").at("factor")) {}
  Tolerances of(const Function& function) const;
  Json table, gradient;  // by dtype: of results, and of gradients in several steps
  double unfused;        // how much wider where products are rounded before they are added
  double factor = 1;
};

// An empty text, or where they differ.
std::string difference(const Value& found, const Json& expected, const Tolerances& tolerances);
std::string bit_difference(const Value& found, const Value& expected);
// As the case files have it.
Json record_of_value(const Value& value);

}  // namespace mixgrad::conformance
