// Reading the arguments of an addon's function, and making its results. The runtime calls with the right types.
#pragma once

#include <string>

#include "environment.h"

namespace mixgrad_node {

template <int N>
struct Arguments {
  napi_value values[N];
  Environment& e;

  Arguments(napi_env env, napi_callback_info info) : e(environment(env)) {
    size_t count = N;
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  }
  double number(int i) const {
    double v = 0;
    napi_get_value_double(e.env, values[i], &v);
    return v;
  }
  int32_t integer(int i) const {
    int32_t v = 0;
    napi_get_value_int32(e.env, values[i], &v);
    return v;
  }
  // A number or a bigint.
  int64_t long_integer(int i) const {
    int64_t v = 0;
    bool lossless;
    if (napi_get_value_int64(e.env, values[i], &v) != napi_ok)
      napi_get_value_bigint_int64(e.env, values[i], &v, &lossless);
    return v;
  }
  bool boolean(int i) const {
    bool v = false;
    napi_get_value_bool(e.env, values[i], &v);
    return v;
  }
  std::string text(int i) const {
    size_t length = 0;
    napi_get_value_string_utf8(e.env, values[i], nullptr, 0, &length);
    std::string out(length, '\0');
    napi_get_value_string_utf8(e.env, values[i], out.data(), length + 1, &length);
    return out;
  }
  Slot slot(int i) const { return Slot::of(number(i)); }
  // A slot and a generation as two arguments.
  mixgrad_tensor* tensor(int i) const {
    return e.tensors.get({static_cast<uint32_t>(integer(i)), static_cast<uint32_t>(integer(i + 1))});
  }
};

inline void add(napi_env env, napi_value exports, const char* name, napi_callback function) {
  napi_value value;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
  napi_set_named_property(env, exports, name, value);
}

inline napi_value make(napi_env env, double number) {
  napi_value v;
  napi_create_double(env, number, &v);
  return v;
}
inline napi_value make(napi_env env, const char* text) {
  napi_value v;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &v);
  return v;
}

}  // namespace mixgrad_node
