// Between the ABI's values and statuses and the core's.
#pragma once

#include <new>

#include "c-api/src/handles.h"
#include "core/runtime/error.h"

namespace mixgrad::abi {

Value to_core(const mixgrad_value& value, int depth = 0);
ValueList to_core(const mixgrad_value* values, size_t n);
// New handles go into `scope`, which may be null. What is made belongs to whoever gets it.
mixgrad_value from_core(const Value& value, mixgrad_scope* scope);
mixgrad_value from_core(Value&& value, mixgrad_scope* scope);
mixgrad_tensor* new_cell(Tensor tensor, mixgrad_scope* scope);
Tensor tensor_of(mixgrad_tensor* cell, const char* argument = "tensor");  // a disposed error if it is empty

mixgrad_status* make_status(const Error& error, const Context* context);

[[noreturn]] void null_handle(const char* argument);
template <class T>
T& require(T* pointer, const char* argument) {
  if (!pointer) null_handle(argument);
  return *pointer;
}
Object& object_of(mixgrad_object* object);
const Function& function_of(mixgrad_function* function);

// A struct of the caller: it must say that it has at least the size that this library writes.
template <class T>
void check_struct(T* out, const char* argument, size_t least = sizeof(T)) {
  if (require(out, argument).struct_size < least) {
    throw Error(ErrorCode::kValue, "struct_size is too small")
        .on(argument)
        .given(std::to_string(out->struct_size))
        .accepted("at least " + std::to_string(least));
  }
}

// Runs a body; nothing thrown passes the ABI.
template <class Body>
mixgrad_status* guarded(mixgrad_context* context, const char* function, Body body) noexcept {
  const Context* core = context ? context->core.get() : nullptr;
  try {
    body();
    return nullptr;
  } catch (Error& e) {
    return make_status(e.in(function), core);
  } catch (const std::bad_alloc&) {
    return make_status(Error(ErrorCode::kOutOfMemory, "memory ran out").in(function), core);
  } catch (const std::exception& e) {
    return make_status(Error(ErrorCode::kInternal, e.what()).in(function), core);
  }
}

}  // namespace mixgrad::abi
