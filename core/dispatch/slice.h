// A slice as numbers: which of so many positions it names.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/schema/value.h"

namespace mixgrad {

// `count` positions from `start` on, every `step`-th.
struct SliceSpan {
  int64_t start, step, count;
};

// A type or value error about `argument` unless start, stop and step are integers or left out, and the step is not
// zero.
void check_slice(const Value& slice, std::string_view argument);

// Of `size` positions, counted from 0, those of a checked slice. Bounds beyond them are moved to their ends, and
// negative ones count from the end, as Python does.
SliceSpan slice_span(const Value& slice, int64_t size);

}  // namespace mixgrad
