// One format for all the numbers that are shown together: as many digits as they need, aligned.
#pragma once

#include <string>
#include <vector>

#include "core/tensor/tensor.h"

namespace mixgrad {

class NumberFormat {
 public:
  NumberFormat(DType dtype, int precision) : dtype_(dtype), precision_(precision) {}
  // First every element (tensors of rank 0) is measured, then the format is settled, then each is written.
  void measure(const Tensor& element);
  void settle();
  std::string text(const Tensor& element) const;

 private:
  struct Parts {
    std::string whole, fraction, exponent;  // of a finite number, with its sign
  };
  Parts parts(double value) const;

  DType dtype_;
  int precision_;
  bool scientific_ = false;
  double smallest_ = 0, largest_ = 0;  // of the finite numbers that are not zero, without sign
  std::vector<double> finite_;
  bool has_special_ = false, has_minus_infinity_ = false;
  size_t left_ = 0, right_ = 0, exponent_ = 0;
};

}  // namespace mixgrad
