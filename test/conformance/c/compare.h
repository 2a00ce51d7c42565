// What was found against what the plan expects, through the ABI's copies alone.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "test/conformance/c/thunk.h"

namespace conformance {

using Json = nlohmann::ordered_json;

// A status as an exception, with its fields.
struct StatusError : std::exception {
  explicit StatusError(mixgrad_status* status);
  int32_t code;
  std::string code_name, function, argument, message;
  const char* what() const noexcept override { return message.c_str(); }
};
void check(mixgrad_status* status);

int32_t dtype_number(const std::string& name);
size_t dtype_bytes(int32_t dtype);
std::vector<unsigned char> from_hex(const std::string& hex);
double number_of(const Json& value);

// An empty text, or where they differ.
std::string difference(const mixgrad_value& found, const Json& expected);
std::string error_difference(const StatusError& error, const Json& step);

}  // namespace conformance
