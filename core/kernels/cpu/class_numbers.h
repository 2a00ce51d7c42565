// What kernels say of a class number that is none.
#pragma once

#include <string>

#include "core/kernels/kernel.h"
#include "core/runtime/error.h"

namespace mixgrad {

// The number `given` stands at place `at`, in row-major order, of the argument, which has this shape.
[[noreturn]] inline void bad_class(const char* argument, const Shape& shape, int64_t at, int64_t given,
                                   int64_t classes) {
  std::string place;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    place = number_mark(at % shape[axis]) + (place.empty() ? "" : ", ") + place;
    at /= shape[axis];
  }
  throw Error(ErrorCode::kIndex, "the class number at position [" + place + "] of " + name_mark(argument) +
                                     " is not one of the " + std::to_string(classes) + " classes")
      .on(argument)
      .given(number_mark(given))
      .accepted(classes == 0 ? "none" : number_mark(0) + " to " + number_mark(classes - 1));
}

}  // namespace mixgrad
