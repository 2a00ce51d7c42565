// Which parameters distributions take: plain numbers are looked at by shape rules, the elements of tensors by kernels.
#pragma once

#include <cmath>

namespace mixgrad {

struct ParameterRange {
  const char* text;
  bool (*good)(double value);
};

inline constexpr ParameterRange kPositive{"a finite number above 0",
                                          [](double x) { return x > 0 && std::isfinite(x); }};
inline constexpr ParameterRange kRate{"0 to 1e15", [](double x) { return x >= 0 && x <= 1e15; }};
inline constexpr ParameterRange kTrials{"a whole number from 0 to 1e15",
                                        [](double x) { return x >= 0 && x <= 1e15 && x == std::floor(x); }};
inline constexpr ParameterRange kProbability{"0 to 1", [](double x) { return x >= 0 && x <= 1; }};

}  // namespace mixgrad
