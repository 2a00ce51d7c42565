#include "test/conformance/core/compare.h"

#include <cmath>

#include "core/kernels/simd.h"
#include "core/schema/function.h"

namespace mixgrad::conformance {

namespace {

double number_of(const Json& value) {
  if (value.is_number()) return value;
  std::string text = value;
  return text == "nan" ? std::nan("") : text == "inf" ? HUGE_VAL : -HUGE_VAL;
}
Json json_of(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

bool close(double found, double expected, const Json& limits, double factor = 1) {
  if (std::isnan(expected)) return std::isnan(found);
  if (std::isinf(expected) || std::isinf(found)) return found == expected;
  double limit = limits.at("absolute").get<double>() + limits.at("relative").get<double>() * std::abs(expected);
  return std::abs(found - expected) <= factor * limit;
}

std::string both(const std::string& found, const std::string& expected) {
  return "found " + found + ", expected " + expected;
}
std::string text_of(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.9g", value);
  return buffer;
}

std::string tensor_difference(const Tensor& found, const Json& expected, const Tolerances& tolerances) {
  Tensor wanted = tensor_of(expected, Layout::kRowMajor);
  std::string kind = std::string(dtype_name(found.dtype())) + " " + found.shape().text(),
              other = std::string(dtype_name(wanted.dtype())) + " " + wanted.shape().text();
  if (kind != other) return both(kind, other);
  std::string a = bytes_of(found), b = bytes_of(wanted);
  size_t size = item_bytes(found.dtype());
  for (int64_t i = 0; i < found.elements(); ++i) {
    if (a.compare(i * size, size, b, i * size, size) == 0) continue;
    if (!is_floating(found.dtype()))
      return "element " + std::to_string(i) + " differs: found " + record_of(found).dump() + ", expected " +
             expected.dump();
    double x = number_at(a, found.dtype(), i), y = number_at(b, found.dtype(), i);
    std::string tolerance = expected.value("tolerance", "exact");
    const Json& limits = tolerance == "gradient" ? tolerances.gradient : tolerances.table;
    bool fits = tolerance == "exact" ? std::isnan(x) && std::isnan(y)
                                     : close(x, y, limits.at(dtype_name(found.dtype())), tolerances.factor);
    if (!fits) return "element " + std::to_string(i) + ": " + both(text_of(x), text_of(y));
  }
  return {};
}

// Whether the kernels add products without rounding them before.
bool fuses() {
#if defined(__ARM_FEATURE_FMA)
  return true;
#else
  return simd_level() != SimdLevel::kBase;
#endif
}

}  // namespace

Tolerances Tolerances::of(const Function& function) const {
  Tolerances out = *this;
  if (function.bits == Bits::kBounded && !fuses()) out.factor = unfused;
  return out;
}

std::string difference(const Value& found, const Json& expected, const Tolerances& tolerances) {
  std::string kind = kind_name(found.kind());
  if (expected.contains("tensor"))
    return found.is_tensor() ? tensor_difference(found.as_tensor(), expected["tensor"], tolerances)
                             : both(kind, "a tensor");
  if (expected.contains("null")) return found.is_null() || found.is_absent() ? "" : both(kind, "null");
  if (expected.contains("bool"))
    return found.is(Kind::kBool) && found.as_bool() == expected["bool"].get<bool>()
               ? ""
               : both(record_of_value(found).dump(), expected.dump());
  if (expected.contains("int"))
    return found.is(Kind::kInt) && found.as_int() == expected["int"].get<int64_t>()
               ? ""
               : both(record_of_value(found).dump(), expected.dump());
  if (expected.contains("string"))
    return found.is(Kind::kString) && found.as_string() == expected["string"].get<std::string>()
               ? ""
               : both(record_of_value(found).dump(), expected.dump());
  if (expected.contains("bytes"))
    return found.is(Kind::kBytes) && to_hex(found.as_string()) == expected["bytes"].get<std::string>()
               ? ""
               : both(record_of_value(found).dump(), expected.dump());
  if (expected.contains("float")) {
    bool fits =
        found.is_number() && close(found.as_float(), number_of(expected["float"]), tolerances.table.at("number"));
    return fits ? "" : both(record_of_value(found).dump(), expected.dump());
  }
  if (expected.contains("contains")) {
    for (const std::string text : expected["contains"]) {
      if (!found.is(Kind::kString) || found.as_string().find(text) == std::string::npos)
        return "the text lacks " + text;
    }
    return {};
  }
  if (expected.contains("list")) {
    const Json& items = expected["list"];
    if (!found.is(Kind::kList) || found.as_list().size() != items.size())
      return both(kind, "a list of " + std::to_string(items.size()));
    for (size_t i = 0; i < items.size(); ++i) {
      if (std::string d = difference(found.as_list()[i], items[i], tolerances); !d.empty())
        return "item " + std::to_string(i) + ": " + d;
    }
    return {};
  }
  const Json& fields = expected.contains("record") ? expected["record"] : expected.at("map");
  if (!found.is(Kind::kMap) || found.as_map().size() != fields.size())
    return both(kind, std::to_string(fields.size()) + " fields");
  for (auto& [name, value] : found.as_map()) {
    if (!fields.contains(name)) return "an unexpected " + name;
    if (std::string d = difference(value, fields[name], tolerances); !d.empty()) return name + ": " + d;
  }
  return {};
}

Json record_of_value(const Value& v) {
  switch (v.kind()) {
    case Kind::kTensor:
      return {{"tensor", record_of(v.as_tensor())}};
    case Kind::kBool:
      return {{"bool", v.as_bool()}};
    case Kind::kInt:
      return {{"int", v.as_int()}};
    case Kind::kFloat:
      return {{"float", json_of(v.as_float())}};
    case Kind::kString:
      return {{"string", v.as_string()}};
    case Kind::kBytes:
      return {{"bytes", to_hex(v.as_string())}};
    case Kind::kDType:
      return {{"string", dtype_name(v.as_dtype())}};
    case Kind::kList: {
      Json items = Json::array();
      for (const Value& item : v.as_list()) items.push_back(record_of_value(item));
      return {{"list", items}};
    }
    case Kind::kMap: {
      Json fields = Json::object();
      for (auto& [name, value] : v.as_map()) fields[name] = record_of_value(value);
      return {{"map", fields}};
    }
    case Kind::kNull:
    case Kind::kAbsent:
      return {{"null", true}};
    default:
      throw std::runtime_error(std::string("a result of kind ") + kind_name(v.kind()) + " has no record");
  }
}

std::string bit_difference(const Value& found, const Value& expected) {
  static const Tolerances none(Json{{"dtypes", {{"number", {{"relative", 0}, {"absolute", 0}}}}},
                                    {"gradients", Json::object()},
                                    {"unfused", {{"factor", 1}}}});
  return difference(found, record_of_value(expected), none);
}

}  // namespace mixgrad::conformance
