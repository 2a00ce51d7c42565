// What the tests of the ABI share: statuses as test failures, handles that release themselves.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "mixgrad/mixgrad.h"

struct Release {
  void operator()(mixgrad_status* h) const { mixgrad_status_release(h); }
  void operator()(mixgrad_context* h) const { mixgrad_context_release(h); }
  void operator()(mixgrad_scope* h) const { mixgrad_scope_release(h); }
  void operator()(mixgrad_tensor* h) const { mixgrad_tensor_release(h); }
  void operator()(mixgrad_object* h) const { mixgrad_object_release(h); }
  void operator()(mixgrad_iterator* h) const { mixgrad_iterator_release(h); }
  void operator()(mixgrad_job* h) const { mixgrad_job_release(h); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

inline void expect_good(mixgrad_status* status) {
  Owned<mixgrad_status> owned(status);
  if (status) ADD_FAILURE() << mixgrad_status_message(status);
}
// The code of a failure; 0 if there was none.
inline int code_of(mixgrad_status* status) {
  Owned<mixgrad_status> owned(status);
  return mixgrad_status_code_of(status);
}

inline Owned<mixgrad_context> new_context(int convention = MIXGRAD_INDEX_CONVENTION_ZERO) {
  mixgrad_context* context = nullptr;
  expect_good(mixgrad_context_new(convention, nullptr, &context));
  return Owned<mixgrad_context>(context);
}

inline Owned<mixgrad_tensor> vector_of(mixgrad_context* context, std::vector<double> values) {
  mixgrad_tensor* tensor = nullptr;
  int64_t n = static_cast<int64_t>(values.size());
  expect_good(mixgrad_tensor_from_copy(context, values.data(), MIXGRAD_DTYPE_FLOAT64, 1, &n, nullptr, &tensor));
  return Owned<mixgrad_tensor>(tensor);
}
inline std::vector<double> read(mixgrad_tensor* tensor) {
  mixgrad_tensor_info info{};
  info.struct_size = sizeof info;
  expect_good(mixgrad_tensor_describe(tensor, &info));
  std::vector<double> out(static_cast<size_t>(info.size));
  expect_good(mixgrad_tensor_copy_out(tensor, MIXGRAD_DTYPE_FLOAT64, 0, out.data(), out.size() * sizeof(double)));
  return out;
}

inline mixgrad_value value_of(mixgrad_tensor* tensor) {
  mixgrad_value v{};
  v.kind = MIXGRAD_KIND_TENSOR;
  v.payload.as_tensor = tensor;
  return v;
}
inline mixgrad_value value_of(mixgrad_object* object) {
  mixgrad_value v{};
  v.kind = MIXGRAD_KIND_OBJECT;
  v.payload.as_object = object;
  return v;
}
inline mixgrad_value value_of(int64_t number) {
  mixgrad_value v{};
  v.kind = MIXGRAD_KIND_INT;
  v.payload.as_int = number;
  return v;
}
inline mixgrad_value value_of(const std::string& text) {
  mixgrad_value v{};
  v.kind = MIXGRAD_KIND_STRING;
  v.length = static_cast<uint32_t>(text.size());
  v.payload.as_string = text.data();
  return v;
}
inline mixgrad_value list_of(const std::vector<mixgrad_value>& items) {
  mixgrad_value v{};
  v.kind = MIXGRAD_KIND_LIST;
  v.length = static_cast<uint32_t>(items.size());
  v.payload.as_list = items.data();
  return v;
}
inline mixgrad_function* find(const char* name) {
  mixgrad_function* function = nullptr;
  expect_good(mixgrad_function_find(name, 0, &function));
  return function;
}
inline mixgrad_status* try_call(mixgrad_context* context, const char* name, const std::vector<mixgrad_value>& arguments,
                                mixgrad_value* result = nullptr) {
  mixgrad_value room[8];
  size_t n = 8;
  mixgrad_status* status = mixgrad_call(context, find(name), arguments.data(), arguments.size(), room, &n);
  for (size_t i = 0; !status && i < n; ++i) {
    if (i == 0 && result)
      *result = room[0];
    else
      mixgrad_value_clear(&room[i]);
  }
  return status;
}
inline Owned<mixgrad_tensor> call(mixgrad_context* context, const char* name,
                                  const std::vector<mixgrad_value>& arguments) {
  mixgrad_value result{};
  expect_good(try_call(context, name, arguments, &result));
  EXPECT_EQ(result.kind, MIXGRAD_KIND_TENSOR);
  return Owned<mixgrad_tensor>(result.payload.as_tensor);
}
inline Owned<mixgrad_object> make(mixgrad_context* context, const char* name,
                                  const std::vector<mixgrad_value>& arguments) {
  mixgrad_value result{};
  expect_good(try_call(context, name, arguments, &result));
  EXPECT_EQ(result.kind, MIXGRAD_KIND_OBJECT);
  return Owned<mixgrad_object>(result.payload.as_object);
}
inline mixgrad_memory_info memory() {
  mixgrad_memory_info info{};
  info.struct_size = sizeof info;
  expect_good(mixgrad_memory_describe(&info));
  return info;
}
