#include "core/graph/operand_json.h"

#include <cmath>
#include <limits>

#include "core/graph/graph_file.h"

namespace mixgrad {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

constexpr int kMostNesting = 16;

const Type& inner(const Type& type) {
  bool wraps = (type.kind == TypeKind::kOptional || type.kind == TypeKind::kList || type.kind == TypeKind::kMap) &&
               !type.of.empty();
  return wraps ? type.of[0] : type;
}
const Type& without_optional(const Type& type) { return type.kind == TypeKind::kOptional ? inner(type) : type; }

// JSON has neither infinities nor NaN.
ordered_json float_to_json(double v) {
  if (std::isnan(v)) return "nan";
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  return v;
}

ordered_json plain_to_json(const Value& v, const Type& declared) {
  const Type& type = without_optional(declared);
  switch (v.kind()) {
    case Kind::kAbsent:
      return {{"absent", nullptr}};
    case Kind::kNull:
      return {{"null", nullptr}};
    case Kind::kBool:
      return {{"bool", v.as_bool()}};
    case Kind::kInt:
      return {{"int", v.as_int()}};
    case Kind::kFloat:
      return {{"float", float_to_json(v.as_float())}};
    case Kind::kString:
      return {{"string", v.as_string()}};
    case Kind::kDType:
      return {{"dtype", dtype_name(v.as_dtype())}};
    case Kind::kDevice:
      return {{"device", device_name(v.as_device())}};
    case Kind::kEllipsis:
      return {{"ellipsis", nullptr}};
    case Kind::kNewAxis:
      return {{"newaxis", nullptr}};
    case Kind::kEnum:
      for (const EnumValue& e : type.values) {
        if (e.number == v.as_int()) return {{"enum", e.name}};
      }
      break;
    case Kind::kSlice:
    case Kind::kList: {
      ordered_json items = ordered_json::array();
      for (const Value& item : v.as_list()) items.push_back(plain_to_json(item, inner(type)));
      return {{v.is(Kind::kSlice) ? "slice" : "list", items}};
    }
    case Kind::kObject:
      if (v.as_object()->cls().name == "Graph") {
        const auto& graph = static_cast<const Graph&>(*v.as_object());
        if (graph.states.empty()) return {{"graph", structure_of(graph)}};
      }
      break;
    default:
      break;
  }
  throw Error(ErrorCode::kValue, std::string("a graph that holds ") + kind_name(v.kind()) +
                                     " can not be saved: it exists in this process alone");
}

class Reader {
 public:
  Reader(int values, int graphs) : values_(values), graphs_(graphs) {}

  Operand operand(const json& j, const Type& declared, const std::string& where, int depth) const {
    const Type& type = without_optional(declared);
    if (depth > kMostNesting) broken_graph(where, "lists are nested too deeply");
    if (!j.is_object() || j.size() != 1)
      broken_graph(where, "an argument is an object with one member that says its kind");
    const std::string kind = j.begin().key();
    const json& held = *j.begin();
    Operand out;
    if (kind == "value") {
      out.kind = Operand::Kind::kValue;
      out.value = number_below(held, values_, where);
    } else if (kind == "list") {
      list(held, inner(type), where, depth, out);
    } else {
      out.plain = plain(kind, held, type, where, depth);
    }
    return out;
  }

 private:
  // A list without graph values among its items is one plain value.
  void list(const json& held, const Type& type, const std::string& where, int depth, Operand& out) const {
    if (!held.is_array()) broken_graph(where, "a list is an array");
    bool any = false;
    ValueList values;
    for (const json& item : held) {
      out.list.push_back(operand(item, type, where, depth + 1));
      any = any || out.list.back().kind != Operand::Kind::kPlain;
      values.push_back(out.list.back().plain);
    }
    if (any) {
      out.kind = Operand::Kind::kList;
    } else {
      out.list.clear();
      out.plain = Value(std::move(values));
    }
  }

  Value plain(const std::string& kind, const json& held, const Type& type, const std::string& where, int depth) const {
    if (kind == "absent") return Value();
    if (kind == "null") return Value::null();
    if (kind == "ellipsis") return Value::ellipsis();
    if (kind == "newaxis") return Value::newaxis();
    if (kind == "bool" && held.is_boolean()) return Value(held.get<bool>());
    if (kind == "int") return Value(integer(held, where));
    if (kind == "float") return Value(floating(held, where));
    if (kind == "string" && held.is_string()) return Value(held.get<std::string>());
    if (kind == "dtype" && held.is_string()) {
      DType dtype;
      if (parse_dtype(held.get<std::string>(), &dtype)) return Value(dtype);
    }
    if (kind == "device" && held.is_string()) {
      if (std::optional<Device> device = find_device(held.get<std::string>())) return Value::device(*device);
    }
    if (kind == "enum" && held.is_string()) {
      for (const EnumValue& e : type.values) {
        if (e.name == held.get<std::string>()) return Value::enumerator(e.number);
      }
    }
    if (kind == "graph" && type.kind == TypeKind::kObject && type.name == "Graph")
      return Value(Ref<Object>(inner_graph(held, where, graphs_ + 1).get()));
    if (kind == "slice" && held.is_array() && held.size() == 3) {
      ValueList parts;
      for (const json& part : held) {
        Operand item = operand(part, type, where, depth + 1);
        if (item.kind != Operand::Kind::kPlain) broken_graph(where, "the bounds of a slice are integers");
        parts.push_back(item.plain);
      }
      return Value::slice(parts[0], parts[1], parts[2]);
    }
    broken_graph(where, "this is not an argument that a graph can hold");
  }

  static int64_t integer(const json& held, const std::string& where) {
    if (held.is_number_unsigned() &&
        held.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
      broken_graph(where, "an integer does not fit 64 bits");
    }
    if (!held.is_number_integer()) broken_graph(where, "an integer is expected");
    return held.get<int64_t>();
  }
  static double floating(const json& held, const std::string& where) {
    if (held.is_number()) return held.get<double>();
    if (held == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (held == "inf") return std::numeric_limits<double>::infinity();
    if (held == "-inf") return -std::numeric_limits<double>::infinity();
    broken_graph(where, "a number is expected");
  }

  int values_, graphs_;
};

}  // namespace

ordered_json operand_to_json(const Operand& operand, const Type& type) {
  switch (operand.kind) {
    case Operand::Kind::kPlain:
      return plain_to_json(operand.plain, type);
    case Operand::Kind::kValue:
      return {{"value", operand.value}};
    case Operand::Kind::kList: {
      ordered_json items = ordered_json::array();
      for (const Operand& item : operand.list) items.push_back(operand_to_json(item, inner(type)));
      return {{"list", items}};
    }
  }
  return nullptr;
}

Operand operand_from_json(const json& j, const Type& type, int values, int graphs, const std::string& where) {
  return Reader(values, graphs).operand(j, type, where, 0);
}

void broken_graph(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::kFormat, "this is not a whole graph: " + where + ": " + what);
}

const json& member(const json& object, const char* key, const std::string& where) {
  if (!object.is_object()) broken_graph(where, "an object is expected");
  auto it = object.find(key);
  if (it == object.end()) broken_graph(where, std::string("there is no \"") + key + "\"");
  return *it;
}

int number_below(const json& j, int64_t limit, const std::string& where) {
  if (!j.is_number_unsigned() || j.get<uint64_t>() >= static_cast<uint64_t>(limit)) {
    broken_graph(where, "a whole number below " + std::to_string(limit) + " is expected");
  }
  return static_cast<int>(j.get<uint64_t>());
}

}  // namespace mixgrad
