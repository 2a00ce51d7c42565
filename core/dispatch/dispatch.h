// The one door: check → trace → gradient → kernel. Everything that computes goes through here, gradients included.
#pragma once

#include <array>

#include "core/context/context.h"
#include "core/context/infer.h"
#include "core/dispatch/value_stack.h"
#include "core/schema/function.h"
#include "core/schema/registry.h"

namespace mixgrad {

inline constexpr int kMaxArguments = 24, kMaxResults = 8;

struct Results {
  ValueStack<kMaxResults> values;
  int count() const { return values.count(); }
  void add(Value value) { values.add(std::move(value)); }
  Tensor tensor(int i = 0) const { return values.at(i).as_tensor(); }
};

// What the body of a composed or native function sees: checked arguments, counted from 0.
struct Invocation {
  Context& context;
  const Function& function;
  Object* object;  // of methods
  std::span<const Value> arguments;
  Results& results;

  template <class T>
  T& self() const {
    return static_cast<T&>(*object);
  }
  const Value& operator[](int i) const { return arguments[i]; }
  bool has(int i) const { return !arguments[i].is_absent() && !arguments[i].is_null(); }
  Tensor tensor(int i) const { return arguments[i].as_tensor(); }
  void result(Value value) { results.add(std::move(value)); }
};

// Calls a function with arguments counted from 0 (the engine's own calls). A method's object is the first argument.
void invoke(Context& context, const Function& function, std::span<const Value> arguments, Results& results);
// The same for the caller's counting: translates axes, indices and class numbers, and names the operator in errors.
void invoke_as_caller(Context& context, const Function& function, std::span<const Value> arguments, Results& results);
// A property or another value of the engine, in the caller's counting.
Value as_caller_counts(Context& context, const Type& type, const Value& value);

// Operators by name from C++: op<"add">(context, a, b). The name is looked up once.
template <size_t N>
struct FixedName {
  char text[N];
  constexpr FixedName(const char (&name)[N]) { std::copy_n(name, N, text); }  // NOLINT(google-explicit-constructor)
};
const Function& require_function(std::string_view name);

template <FixedName Name, class... Args>
Tensor op(Context& context, const Args&... args) {
  static const Function& function = require_function(Name.text);
  std::array<Value, sizeof...(Args)> arguments{Value(args)...};
  Results results;
  invoke(context, function, arguments, results);
  return results.tensor();
}
template <FixedName Name, class... Args>
Results op_results(Context& context, const Args&... args) {
  static const Function& function = require_function(Name.text);
  std::array<Value, sizeof...(Args)> arguments{Value(args)...};
  Results results;
  invoke(context, function, arguments, results);
  return results;
}

// The elementwise program of a function for a compute dtype.
const Program& program_of(const Function& function, DType compute);

// Throws a type error unless the object is of the class or a subclass.
void check_class(const Value& value, std::string_view cls, std::string_view argument);

}  // namespace mixgrad
