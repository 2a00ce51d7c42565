// Numbers of distributions that are drawn by rejection, each from its element's sequence (random_sequence.h).
#pragma once

#include <cstdint>

namespace mixgrad {

// Element i takes block + i, parameters a[i * a_step] and b[i * b_step].
struct Draws {
  uint64_t seed, block;
  const double *a, *b;
  int64_t a_step, b_step;
  double* out;
  int64_t n;
};
void draw_gamma(const Draws& draws);             // concentration, rate
void draw_beta(const Draws& draws);              // both concentrations
void draw_poisson(const Draws& draws);           // rate
void draw_binomial(const Draws& draws);          // number of trials, probability
void draw_truncated_normal(const Draws& draws);  // the ends of the interval, of the standard normal distribution

}  // namespace mixgrad
