// What functions of boxes have in common: four coordinates along the last axis.
#pragma once

#include "core/ops/losses.h"

namespace mixgrad {

// The beginning of a schema. Boxes are x1, y1, x2, y2.
FunctionBuilder& boxes(FunctionBuilder& f, const char* name, const char* shape);
// Errors unless argument i has four columns, and two axes if it is a list of boxes.
void check_boxes(Infer& infer, int i, bool list);

}  // namespace mixgrad
