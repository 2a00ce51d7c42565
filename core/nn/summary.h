// The table of a model: its layers, their outputs and how many parameters they have.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/tensor/shape.h"

namespace mixgrad {

struct SummaryRow {
  std::string name, cls;
  std::optional<Shape> output;  // none: the layer was not run
  int64_t parameters = 0;       // its own, not its children's
  int depth = 0;                // how deep it stands in the tree
};

struct SummaryTotals {
  int64_t parameters = 0, trainable = 0, bytes = 0;  // of the model; a shared parameter once
};

// Aligned columns, numbers to the right, three lines of totals. Ends with a line break.
std::string summary_table(const std::string& title, const std::vector<SummaryRow>& rows, const SummaryTotals& totals);

}  // namespace mixgrad
