// A few values on the caller's stack. Only those that were added are ever touched: a call has one or two of them.
#pragma once

#include <new>
#include <span>
#include <utility>

#include "core/schema/value.h"

namespace mixgrad {

template <int kMost>
class ValueStack {
 public:
  static constexpr int kMax = kMost;
  ValueStack() = default;
  ValueStack(ValueStack&& other) noexcept {
    for (Value& value : other.span()) add(std::move(value));
  }
  ValueStack(const ValueStack&) = delete;
  ValueStack& operator=(const ValueStack&) = delete;
  ~ValueStack() {
    for (Value& value : span()) value.~Value();
  }
  void add(Value value) { new (raw_ + sizeof(Value) * count_++) Value(std::move(value)); }
  int count() const { return count_; }
  std::span<Value> span() { return {reinterpret_cast<Value*>(raw_), static_cast<size_t>(count_)}; }
  std::span<const Value> span() const { return {reinterpret_cast<const Value*>(raw_), static_cast<size_t>(count_)}; }
  Value& at(int i) { return span()[i]; }
  const Value& at(int i) const { return span()[i]; }

 private:
  int count_ = 0;
  alignas(Value) unsigned char raw_[sizeof(Value) * kMost];
};

}  // namespace mixgrad
