// Losses, and other objects that are called, that are one call of a function.
#pragma once

#include "core/schema/builder.h"

namespace mixgrad {

// The constructor takes the function's attributes and the inputs that may be left out, call the others, and with them
// what stands in `at_call`, the name of an attribute.
ClassBuilder& callable_of(ClassBuilder& c, const char* function, const char* at_call = nullptr);
ClassBuilder& loss_of(ClassBuilder& c, const char* function);

#define MIXGRAD_CALLABLE(NAME, FUNCTION, EXAMPLE) \
  MIXGRAD_CLASS(NAME) { callable_of(c, #FUNCTION).example(EXAMPLE); }
#define MIXGRAD_LOSS(NAME, FUNCTION, EXAMPLE) \
  MIXGRAD_CLASS(NAME) { loss_of(c, #FUNCTION).example(EXAMPLE); }

}  // namespace mixgrad
