// Shapes from a schema's notes: `[N, C / groups, k1, ...]`. A name has one size in the whole call.
#pragma once

#include <map>
#include <string>

#include "core/tensor/shape.h"
#include "test/fuzz/core/random.h"

namespace mixgrad::fuzz {

using Sizes = std::map<std::string, int64_t>;

// A shape that the note allows; names that have no size yet get one. `leading` stands for `...`.
Shape shape_of_note(Random& random, const std::string& note, const Shape& leading, Sizes& sizes);

// Up to five axes of 0 to 5.
Shape small_shape(Random& random);
int64_t small_size(Random& random);

}  // namespace mixgrad::fuzz
