// Calling what an argument of type function, or an object of an open class, stands for.
#pragma once

#include "core/dispatch/dispatch.h"

namespace mixgrad {

// A function of the engine, a host function, or an object with a `forward` or `call` method.
ValueList call_function(Context& context, const Value& function, ValueList arguments);
// The same where the tensors are a caller's, who has counted what is in them.
ValueList call_function_as_caller(Context& context, const Value& function, ValueList arguments);
Tensor call_for_tensor(Context& context, const Value& function, ValueList arguments);

// A method of an object: the host's if it overrides it, else the engine's. `find_method` gives null if there is
// neither.
ValueList call_method(Context& context, Object& object, std::string_view method, ValueList arguments);
// The engine's, where the tensors are a caller's, who has counted what is in them.
ValueList call_method_as_caller(Context& context, Object& object, std::string_view method, ValueList arguments);
const Function* find_method(const Class& cls, std::string_view method);
// Whether the host is asked for the method: it overrides it, or must, since the engine has none.
bool host_overrides(const Object& object, std::string_view method);
// What Object::set_host takes for these methods; a not_found error if one of them can not be overridden.
uint64_t overrides_of(const Class& cls, std::span<const std::string> methods);

}  // namespace mixgrad
