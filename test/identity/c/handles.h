// Handles of the C ABI that release themselves, and statuses that end the program.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "mixgrad/ops.h"

struct Release {
  void operator()(mixgrad_context* h) const { mixgrad_context_release(h); }
  void operator()(mixgrad_tensor* h) const { mixgrad_tensor_release(h); }
  void operator()(mixgrad_object* h) const { mixgrad_object_release(h); }
  void operator()(mixgrad_iterator* h) const { mixgrad_iterator_release(h); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;
using TensorHandle = Owned<mixgrad_tensor>;
using ObjectHandle = Owned<mixgrad_object>;

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "identity: %s\n", why.c_str());
  std::exit(1);
}
inline void check(mixgrad_status* status) {
  if (status) give_up(mixgrad_status_message(status));
}

// A handle that a call gives through its last argument: made<mixgrad_object>([&](auto out) { return f(…, out); }).
template <class T, class F>
Owned<T> made(F call) {
  T* handle = nullptr;
  check(call(&handle));
  return Owned<T>(handle);
}

// A result that owns what is in it.
class Result {
 public:
  Result() : value_(mixgrad_absent()) {}
  ~Result() { mixgrad_value_clear(&value_); }
  Result(const Result&) = delete;
  mixgrad_value* out() { return &value_; }
  const mixgrad_value& value() const { return value_; }
  uint32_t length() const { return value_.length; }
  const mixgrad_value& operator[](size_t i) const { return value_.payload.as_list[i]; }
  bool is_absent() const { return value_.kind == MIXGRAD_KIND_ABSENT; }

 private:
  mixgrad_value value_;
};

template <class T>
std::vector<T> elements(mixgrad_tensor* tensor, int32_t dtype) {
  mixgrad_tensor_info info{};
  info.struct_size = sizeof info;
  check(mixgrad_tensor_describe(tensor, &info));
  std::vector<T> out(static_cast<size_t>(info.size));
  check(mixgrad_tensor_copy_out(tensor, dtype, 0, out.data(), out.size() * sizeof(T)));
  return out;
}
inline std::vector<float> floats(mixgrad_tensor* tensor) { return elements<float>(tensor, MIXGRAD_DTYPE_FLOAT32); }

inline std::vector<mixgrad_value> first_numbers(int64_t n) {
  std::vector<mixgrad_value> out;
  for (int64_t i = 0; i < n; ++i) out.push_back(mixgrad_of_int(i));
  return out;
}
inline mixgrad_value list_of(const std::vector<mixgrad_value>& items) {
  return mixgrad_of_list(items.data(), static_cast<uint32_t>(items.size()));
}
