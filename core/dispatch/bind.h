// Checks arguments against the schema and brings them into one form: defaults filled, dtypes and enums as numbers, axes
// counted from 0 and sorted.
#pragma once

#include <span>

#include "core/schema/function.h"

namespace mixgrad {

// The checked arguments of one call, on the caller's stack.
class BoundArguments {
 public:
  static constexpr int kMax = 25;  // with the object of a method
  BoundArguments() = default;
  BoundArguments(const BoundArguments&) = delete;
  ~BoundArguments() {
    for (int i = 0; i < count_; ++i) at(i).~Value();
  }
  void add(Value value) { new (raw_ + sizeof(Value) * count_++) Value(std::move(value)); }
  std::span<const Value> span() const { return {reinterpret_cast<const Value*>(raw_), static_cast<size_t>(count_)}; }
  Value& at(int i) { return reinterpret_cast<Value*>(raw_)[i]; }

 private:
  int count_ = 0;
  alignas(Value) unsigned char raw_[sizeof(Value) * kMax];
};

// True for the commonest call: tensors, and numbers beside them, where the schema wants them. They are then taken as
// they are.
bool is_bound(const Function& function, std::span<const Value> given);
void bind(const Function& function, std::span<const Value> given, BoundArguments& bound);
// One value against one type (properties, answers of the host).
Value bind_value(const Type& type, const Value& value, std::string_view name);

}  // namespace mixgrad
