// Statuses as errors of JavaScript, made by the runtime's function.
#include "environment.h"

namespace mixgrad_node {

namespace {

napi_value text_or_empty(napi_env env, const char* text) {
  napi_value v;
  napi_create_string_utf8(env, text ? text : "", NAPI_AUTO_LENGTH, &v);
  return v;
}

// makeError(code, message, ticket, function, argument, layer, hint, given, accepted, shapes)
napi_value make_error(Environment& e, int code, const char* message, double ticket, const char* const* fields) {
  napi_value function, undefined, arguments[10], error = nullptr;
  napi_get_undefined(e.env, &undefined);
  napi_get_reference_value(e.env, e.make_error, &function);
  napi_create_int32(e.env, code, &arguments[0]);
  arguments[1] = text_or_empty(e.env, message);
  napi_create_double(e.env, ticket, &arguments[2]);
  for (int i = 0; i < 7; ++i) arguments[3 + i] = text_or_empty(e.env, fields ? fields[i] : nullptr);
  if (napi_call_function(e.env, undefined, function, 10, arguments, &error) != napi_ok) return nullptr;
  return error;
}

}  // namespace

napi_value error_object(Environment& e, mixgrad_status* status) {
  static const char* const kNames[] = {"function", "argument", "layer", "hint", "given", "accepted", "shapes"};
  const char* fields[7];
  for (int i = 0; i < 7; ++i) fields[i] = mixgrad_status_field(status, kNames[i]);
  napi_value error = make_error(e, mixgrad_status_code_of(status), mixgrad_status_message(status),
                                static_cast<double>(mixgrad_status_ticket(status)), fields);
  mixgrad_status_release(status);
  return error;
}

napi_value fail(Environment& e, mixgrad_status* status) {
  napi_value error = error_object(e, status);
  if (error) napi_throw(e.env, error);
  return nullptr;
}

napi_value fail(Environment& e, int code, const std::string& message, const std::string& argument) {
  const char* fields[7] = {nullptr, argument.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr};
  napi_value error = make_error(e, code, message.c_str(), 0, fields);
  if (error) napi_throw(e.env, error);
  return nullptr;
}

}  // namespace mixgrad_node
