// How elements that go to one place become one: the numbers are those of the schemas' enumerators.
#pragma once

#include <cstdint>

namespace mixgrad {

enum class Scatter : int64_t { kSum = 0, kProd = 1, kMean = 2, kMax = 3, kMin = 4 };

}  // namespace mixgrad
