// Checks arguments against the schema and brings them into one form: defaults filled, dtypes and enums as numbers, axes
// counted from 0 and sorted.
#pragma once

#include <span>

#include "core/dispatch/value_stack.h"
#include "core/schema/function.h"

namespace mixgrad {

// The checked arguments of one call, on the caller's stack: with the object of a method.
using BoundArguments = ValueStack<25>;

// True for the commonest call: tensors, and numbers beside them, where the schema wants them. They are then taken as
// they are.
bool is_bound(const Function& function, std::span<const Value> given);
void bind(const Function& function, std::span<const Value> given, BoundArguments& bound);
// One value against one type (properties, answers of the host).
Value bind_value(const Type& type, const Value& value, std::string_view name);

}  // namespace mixgrad
