// How a row is standardised.
#pragma once

#include <cmath>
#include <cstdint>

namespace mixgrad {

template <class T>
struct StandardRow {
  int64_t n, run;                  // as in Standardization
  int64_t weight_step, bias_step;  // 0: one number for all
  bool centred;
  T eps;
};

}  // namespace mixgrad
