// How a row is standardised.
#pragma once

#include <cmath>
#include <cstdint>

namespace mixgrad {

template <class T>
struct StandardRow {
  int64_t n, run;       // each `run` elements of the n share a weight and a bias
  int64_t weight_step;  // from a run's weight to the next one's; 0: one number for all
  int64_t bias_step;
  bool centred;
  T eps;
};

}  // namespace mixgrad
