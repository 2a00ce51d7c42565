#include "test/conformance/c/compare.h"

#include <cmath>
#include <cstring>
#include <map>

namespace conformance {

namespace {
struct DTypeRow {
  int32_t number;
  size_t bytes;
};
const std::map<std::string, DTypeRow> kDTypes{
    {"bool", {MIXGRAD_DTYPE_BOOL, 1}},         {"int8", {MIXGRAD_DTYPE_INT8, 1}},
    {"int16", {MIXGRAD_DTYPE_INT16, 2}},       {"int32", {MIXGRAD_DTYPE_INT32, 4}},
    {"int64", {MIXGRAD_DTYPE_INT64, 8}},       {"uint8", {MIXGRAD_DTYPE_UINT8, 1}},
    {"uint16", {MIXGRAD_DTYPE_UINT16, 2}},     {"uint32", {MIXGRAD_DTYPE_UINT32, 4}},
    {"uint64", {MIXGRAD_DTYPE_UINT64, 8}},     {"float16", {MIXGRAD_DTYPE_FLOAT16, 2}},
    {"bfloat16", {MIXGRAD_DTYPE_BFLOAT16, 2}}, {"float32", {MIXGRAD_DTYPE_FLOAT32, 4}},
    {"float64", {MIXGRAD_DTYPE_FLOAT64, 8}}};

std::string field(mixgrad_status* status, const char* name) {
  const char* text = mixgrad_status_field(status, name);
  return text ? text : "";
}

double half(uint16_t bits) {
  int exponent = bits >> 10 & 31, fraction = bits & 1023;
  double size = exponent == 31  ? (fraction ? NAN : HUGE_VAL)
                : exponent == 0 ? std::ldexp(fraction, -24)
                                : std::ldexp(1024 + fraction, exponent - 25);
  return bits & 0x8000 ? -size : size;
}

// One float of any width.
double float_at(const unsigned char* at, int32_t dtype) {
  auto read = [&]<class T>(T value) {
    std::memcpy(&value, at, sizeof value);
    return value;
  };
  switch (dtype) {
    case MIXGRAD_DTYPE_FLOAT16:
      return half(read(uint16_t{}));
    case MIXGRAD_DTYPE_BFLOAT16: {
      uint32_t wide = static_cast<uint32_t>(read(uint16_t{})) << 16;
      float value;
      std::memcpy(&value, &wide, 4);
      return value;
    }
    case MIXGRAD_DTYPE_FLOAT32:
      return read(float{});
    default:
      return read(double{});
  }
}

bool close(double found, double expected, const Json& limits) {
  if (std::isnan(expected)) return std::isnan(found);
  if (found == expected) return true;
  return std::isfinite(found) && std::isfinite(expected) && limits.contains("relative") &&
         std::abs(found - expected) <=
             limits["absolute"].get<double>() + limits["relative"].get<double>() * std::abs(expected);
}

std::string differ(const std::string& found, const std::string& expected) {
  return "found " + found + ", expected " + expected;
}

std::string tensor_difference(mixgrad_tensor* tensor, const Json& wanted) {
  mixgrad_tensor_info info;
  info.struct_size = sizeof info;
  check(mixgrad_tensor_describe(tensor, &info));
  int32_t dtype = dtype_number(wanted["dtype"]);
  if (info.dtype != dtype) return differ("dtype " + std::to_string(info.dtype), std::to_string(dtype));
  Json shape = std::vector<int64_t>(info.sizes, info.sizes + info.rank);
  if (shape != wanted["shape"]) return differ("shape " + shape.dump(), wanted["shape"].dump());
  std::vector<unsigned char> expected = from_hex(wanted["bits"]), found(expected.size() + 1);
  check(mixgrad_tensor_copy_out(tensor, dtype, 0, found.data(), expected.size()));
  size_t bytes = dtype_bytes(dtype);
  for (size_t i = 0; i * bytes < expected.size(); ++i) {
    const unsigned char *a = &found[i * bytes], *b = &expected[i * bytes];
    if (std::memcmp(a, b, bytes) == 0) continue;
    std::string place = "element " + std::to_string(i);
    if (dtype < MIXGRAD_DTYPE_FLOAT16) return place + " differs";
    double x = float_at(a, dtype), y = float_at(b, dtype);
    bool fits = wanted.contains("relative") ? close(x, y, wanted) : std::isnan(x) && std::isnan(y);
    if (!fits) return place + ": " + differ(std::to_string(x), std::to_string(y));
  }
  return {};
}

std::string text_of(const mixgrad_value& v) {
  return v.kind == MIXGRAD_KIND_STRING ? std::string(v.payload.as_string, v.length) : "";
}
bool is_number(const mixgrad_value& v) { return v.kind == MIXGRAD_KIND_INT || v.kind == MIXGRAD_KIND_FLOAT; }
}  // namespace

StatusError::StatusError(mixgrad_status* status)
    : code(mixgrad_status_code_of(status)),
      code_name(field(status, "code")),
      function(field(status, "function")),
      argument(field(status, "argument")),
      message(mixgrad_status_message(status)) {
  mixgrad_status_release(status);
}
void check(mixgrad_status* status) {
  if (status) throw StatusError(status);
}

int32_t dtype_number(const std::string& name) { return kDTypes.at(name).number; }
size_t dtype_bytes(int32_t dtype) {
  for (auto& [name, row] : kDTypes) {
    if (row.number == dtype) return row.bytes;
  }
  throw std::runtime_error("no such dtype");
}

std::vector<unsigned char> from_hex(const std::string& hex) {
  std::vector<unsigned char> out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<unsigned char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return out;
}

double number_of(const Json& value) {
  if (value.is_number()) return value;
  return value == "nan" ? NAN : value == "inf" ? HUGE_VAL : -HUGE_VAL;
}

std::string difference(const mixgrad_value& found, const Json& expected) {
  std::string kind = "kind " + std::to_string(found.kind);
  if (expected.contains("tensor"))
    return found.kind == MIXGRAD_KIND_TENSOR ? tensor_difference(found.payload.as_tensor, expected["tensor"])
                                             : differ(kind, "a tensor");
  if (expected.contains("null")) return found.kind <= MIXGRAD_KIND_NULL ? "" : differ(kind, "null");
  if (expected.contains("bool"))
    return found.kind == MIXGRAD_KIND_BOOL && (found.payload.as_int != 0) == expected["bool"].get<bool>()
               ? ""
               : differ(kind, expected.dump());
  if (expected.contains("int"))
    return found.kind == MIXGRAD_KIND_INT && found.payload.as_int == expected["int"].get<int64_t>()
               ? ""
               : differ(kind, expected.dump());
  if (expected.contains("string"))
    return text_of(found) == expected["string"].get<std::string>() ? "" : differ(text_of(found), expected.dump());
  if (expected.contains("bytes")) {
    const auto* data = static_cast<const unsigned char*>(found.payload.as_pointer);
    if (found.kind != MIXGRAD_KIND_BYTES) return differ(kind, "bytes");
    std::vector<unsigned char> bytes(data, data + found.length);
    return bytes == from_hex(expected["bytes"]) ? "" : differ(std::to_string(bytes.size()) + " bytes", expected.dump());
  }
  if (expected.contains("float")) {
    if (!is_number(found)) return differ(kind, expected.dump());
    double x = found.kind == MIXGRAD_KIND_INT ? static_cast<double>(found.payload.as_int) : found.payload.as_float;
    return close(x, number_of(expected["float"]), expected) ? "" : differ(std::to_string(x), expected.dump());
  }
  if (expected.contains("contains")) {
    for (const std::string text : expected["contains"]) {
      if (text_of(found).find(text) == std::string::npos) return "the text lacks " + text;
    }
    return {};
  }
  bool list = expected.contains("list");
  const Json& items = list ? expected["list"] : expected.contains("record") ? expected["record"] : expected["map"];
  if (found.kind != (list ? MIXGRAD_KIND_LIST : MIXGRAD_KIND_MAP) || found.length != items.size())
    return differ(kind + " of " + std::to_string(found.length), std::to_string(items.size()) + " items");
  for (uint32_t i = 0; i < found.length; ++i) {
    std::string name = list ? std::to_string(i) : text_of(found.payload.as_list[2 * i]);
    if (!list && !items.contains(name)) return "an unexpected " + name;
    std::string d = difference(found.payload.as_list[list ? i : 2 * i + 1], list ? items[i] : items[name]);
    if (!d.empty()) return name + ": " + d;
  }
  return {};
}

std::string error_difference(const StatusError& error, const Json& step) {
  std::string found =
      error.code_name + " of " + error.function + ", argument \"" + error.argument + "\": " + error.message;
  if (error.code_name != step["code"].get<std::string>()) return differ(found, step["code"]);
  if (!step["operator"].is_null() && error.function != step["operator"].get<std::string>())
    return differ(found, step["operator"]);
  if (!step["argument"].is_null() && error.argument != step["argument"].get<std::string>())
    return differ(found, step["argument"]);
  for (const std::string text : step["message"]) {
    if (error.message.find(text) == std::string::npos) return differ(found, "a message with " + text);
  }
  return {};
}

}  // namespace conformance
