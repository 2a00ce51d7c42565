// Windows on memory: a shape and strides.
#pragma once

#include "core/tensor/shape.h"

namespace mixgrad {

// True only if no two elements share a place: each axis steps over all that those of smaller strides reach.
bool is_disjoint(const Shape& shape, const Strides& strides);

}  // namespace mixgrad
