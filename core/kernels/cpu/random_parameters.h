// Parameters of distributions: a number, or a tensor that broadcasts to the result.
#pragma once

#include <string>

#include "core/kernels/cpu/layout.h"
#include "core/runtime/error.h"

namespace mixgrad {

// Element `at`, in row-major order, of an argument of this shape.
inline std::string place_in(const Shape& shape, int64_t at) {
  std::string place;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    place = number_mark(at % shape[axis]) + (place.empty() ? "" : ", ") + place;
    at /= shape[axis];
  }
  return "[" + place + "]";
}

[[noreturn]] inline void bad_parameter(const char* argument, const Shape& shape, int64_t at, double given,
                                       const std::string& accepted) {
  throw Error(ErrorCode::kValue,
              "the element at position " + place_in(shape, at) + " of " + name_mark(argument) + " is out of range")
      .on(argument)
      .given(std::to_string(given))
      .accepted(accepted);
}

// In float64, for a result of this shape.
class Parameter {
 public:
  // good(value) says whether an element may be so; the shape rule has looked at plain numbers.
  template <class Good>
  Parameter(const Value& value, const char* argument, const Shape& shape, const char* accepted, Good good) {
    if (!value.is_tensor()) {
      number_ = value.is_absent() || value.is_null() ? 1 : value.as_float();
      return;
    }
    Tensor own = contiguous(value.as_tensor(), DType::kFloat64);
    const double* x = own.data<double>();
    for (int64_t i = 0; i < own.elements(); ++i) {
      if (!good(x[i])) bad_parameter(argument, own.shape(), i, x[i], accepted);
    }
    Strides strides = shape;
    int added = shape.rank() - own.rank();
    for (int i = 0; i < shape.rank(); ++i)
      strides[i] = i >= added && own.shape()[i - added] != 1 ? own.strides()[i - added] : 0;
    spread_ = contiguous(own.window(shape, strides, own.impl()->offset));
  }
  const double* from(int64_t element) const { return spread_ ? spread_.data<double>() + element : &number_; }
  int64_t step() const { return spread_ ? 1 : 0; }

 private:
  double number_ = 1;
  Tensor spread_;
};

}  // namespace mixgrad
