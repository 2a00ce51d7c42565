// A record as an argument: a map whose keys are the schema's fields.
#pragma once

#include "core/schema/type.h"

namespace mixgrad {

// A map with the fields in the schema's order, each checked against its type; a field that may be null may be left
// out. Type errors name the argument, and the field in their text.
Value record_value(std::string_view name, const Type& type, const Value& value);

}  // namespace mixgrad
