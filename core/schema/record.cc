// The recorded form of schemas (codegen/src/read/record.ts).
#include <nlohmann/json.hpp>

#include "core/schema/registry.h"

namespace mixgrad {

using nlohmann::ordered_json;

namespace {

ordered_json type_record(const Type& t);

ordered_json fields_record(const std::vector<Field>& fields) {
  ordered_json out = ordered_json::array();
  for (const Field& f : fields)
    out.push_back({{"name", f.name}, {"description", f.description}, {"type", type_record(f.type)}});
  return out;
}

ordered_json type_record(const Type& t) {
  ordered_json out{{"kind", type_kind_name(t.kind)}};
  switch (t.kind) {
    case TypeKind::kEnum:
      out["name"] = t.name;
      for (const EnumValue& v : t.values) {
        out["values"].push_back({{"name", v.name}, {"value", v.number}, {"description", v.description}});
      }
      break;
    case TypeKind::kIntOrTuple:
      out["length"] = t.length;
      break;
    case TypeKind::kObject:
      out["class"] = t.name;
      break;
    case TypeKind::kFunction:
    case TypeKind::kCallback:
      out["signature"] = t.name;
      break;
    case TypeKind::kList:
    case TypeKind::kMap:
    case TypeKind::kOptional:
      out["of"] = type_record(t.of[0]);
      break;
    case TypeKind::kRecord:
      out["name"] = t.name;
      out["fields"] = fields_record(t.fields);
      break;
    default:
      break;
  }
  return out;
}

ordered_json number(double v) {
  if (v != v) return "nan";
  if (v > 1.7e308) return "inf";
  if (v < -1.7e308) return "-inf";
  return v;
}

ordered_json literal(const Value& v, const Type& type) {
  switch (v.kind()) {
    case Kind::kBool:
      return v.as_bool();
    case Kind::kInt:
      return v.as_int();
    case Kind::kFloat:
      return number(v.as_float());
    case Kind::kString:
      return v.as_string();
    case Kind::kDType:
      return dtype_name(v.as_dtype());
    case Kind::kEnum:
      for (const EnumValue& e : type.values) {
        if (e.number == v.as_int()) return e.name;
      }
      return v.as_int();
    case Kind::kList: {
      ordered_json out = ordered_json::array();
      for (const Value& item : v.as_list()) out.push_back(literal(item, type.of.empty() ? type : type.of[0]));
      return out;
    }
    case Kind::kMap:
      return ordered_json::array();
    default:
      return nullptr;
  }
}

ordered_json input_record(const Argument& a) {
  ordered_json out{{"name", a.name},
                   {"description", a.description},
                   {"type", type_record(a.type)},
                   {"dtypes", a.dtypes},
                   {"shape", a.shape}};
  if (a.optional) out["optional"] = true;
  if (a.fixed) out["without_gradient"] = true;
  if (a.carries != Carries::kNothing) out["carries"] = a.carries == Carries::kIndices ? "indices" : "classes";
  return out;
}

ordered_json attribute_record(const Argument& a) {
  ordered_json out{{"name", a.name}, {"description", a.description}, {"type", type_record(a.type)}};
  if (a.default_value) out["default"] = literal(*a.default_value, a.type);
  ordered_json range = ordered_json::object();
  if (a.range.minimum) range[a.range.exclusive_minimum ? "exclusive_minimum" : "minimum"] = *a.range.minimum;
  if (a.range.maximum) range[a.range.exclusive_maximum ? "exclusive_maximum" : "maximum"] = *a.range.maximum;
  if (!range.empty()) out["range"] = range;
  if (a.sentinel) out["sentinel"] = *a.sentinel;
  if (a.carries == Carries::kClasses) out["carries"] = "classes";
  return out;
}

ordered_json gradient_record(const Function& f) {
  if (f.composed && f.no_gradient.empty()) return {{"kind", "composed"}};
  if (!f.gradient) return {{"kind", "none"}, {"why", f.no_gradient}};
  ordered_json inputs = ordered_json::array(), reads = ordered_json::array();
  for (int i : f.gradient_inputs) inputs.push_back(f.arguments[i].name);
  for (int i : f.reads_inputs) reads.push_back(f.arguments[i].name);
  for (int i : f.reads_outputs) reads.push_back(f.outputs[i].name);
  return {{"kind", "inputs"}, {"inputs", inputs}, {"reads", reads}, {"differentiable_again", f.differentiable_again}};
}

ordered_json examples_record(const std::vector<Example>& examples) {
  ordered_json out = ordered_json::array();
  for (const Example& e : examples) out.push_back(example_record(e, Registry::instance()));
  return out;
}

}  // namespace

ordered_json function_record(const Function& f) {
  constexpr const char* kBits[] = {"none", "same", "bounded"};
  constexpr const char* kBlocking[] = {"none", "compute", "io", "long"};
  ordered_json out{{"record", "function"}, {"name", f.name}, {"namespace", f.name_space}, {"version", f.version}};
  if (!f.aliases.empty()) out["aliases"] = f.aliases;
  out["summary"] = f.summary;
  out["description"] = f.description;
  if (!f.math.empty()) out["math"] = f.math;
  out["references"] = f.references;
  out["inputs"] = ordered_json::array();
  out["attributes"] = ordered_json::array();
  for (size_t i = 0; i < f.arguments.size(); ++i) {
    const Argument& a = f.arguments[i];
    if (static_cast<int>(i) < f.inputs)
      out["inputs"].push_back(input_record(a));
    else
      out["attributes"].push_back(attribute_record(a));
  }
  out["positional"] = f.positional;
  if (f.pair) out["pair"] = {f.pair->first, f.pair->second};
  out["outputs"] = ordered_json::array();
  for (const Output& o : f.outputs) {
    ordered_json record{{"name", o.name}, {"description", o.description}, {"type", type_record(o.type)}};
    if (!o.dtype.empty()) record["dtype"] = o.dtype;
    if (!o.shape.empty()) record["shape"] = o.shape;
    if (o.carries_indices) record["carries"] = "indices";
    out["outputs"].push_back(record);
  }
  if (!f.result_record.empty()) out["result"] = f.result_record;
  if (f.keeps_self) out["keeps_self"] = true;
  out["gradient"] = gradient_record(f);
  out["batching"] = f.batching;
  out["jvp"] = f.jvp;
  out["bits"] = kBits[static_cast<int>(f.bits)];
  out["blocking"] = kBlocking[static_cast<int>(f.blocking)];
  if (!f.events.empty()) {
    for (const Event& e : f.events) {
      out["events"].push_back({{"name", e.name}, {"description", e.description}, {"fields", fields_record(e.fields)}});
    }
  }
  out["traits"] = f.traits;
  if (f.method_of_tensor) out["method_of_tensor"] = true;
  if (!f.operator_symbol.empty()) out["operator"] = f.operator_symbol;
  out["errors"] = ordered_json::array();
  for (const SchemaError& e : f.errors) out["errors"].push_back({{"code", e.code}, {"when", e.when}});
  out["examples"] = examples_record(f.examples);
  out["since"] = f.since;
  out["lifecycle"] = f.lifecycle;
  return out;
}

ordered_json class_record(const Class& c) {
  constexpr const char* kKinds[] = {"final", "abstract", "open"};
  constexpr const char* kFamilies[] = {"module", "service", "value"};
  ordered_json out{{"record", "class"},
                   {"name", c.name},
                   {"namespace", c.name_space},
                   {"version", c.version},
                   {"summary", c.summary},
                   {"description", c.description},
                   {"references", c.references},
                   {"kind", kKinds[static_cast<int>(c.kind)]},
                   {"family", kFamilies[static_cast<int>(c.family)]}};
  if (!c.base.empty()) out["base"] = c.base;
  if (!c.function_form.empty()) out["function_form"] = c.function_form;
  out["methods"] = ordered_json::array();
  for (auto& m : c.methods) {
    if (m->constructor)
      out["constructor_"] = function_record(*m);
    else
      out["methods"].push_back(function_record(*m));
  }
  if (!c.overridable.empty()) {
    for (const Overridable& o : c.overridable) {
      out["overridable"].push_back({{"name", o.name},
                                    {"description", o.description},
                                    {"parameters", fields_record(o.parameters)},
                                    {"returns", type_record(o.returns)},
                                    {"default", o.has_default}});
    }
  }
  out["properties"] = ordered_json::array();
  for (const Property& p : c.properties) {
    out["properties"].push_back({{"name", p.name},
                                 {"description", p.description},
                                 {"type", type_record(p.type)},
                                 {"access", p.computed ? "computed"
                                            : p.set    ? "write"
                                                       : "read"}});
  }
  if (c.iterates) out["iterates"] = type_record(*c.iterates);
  if (c.iterates_blocking) out["iterates_blocking"] = true;
  out["parameters"] = ordered_json::array();
  for (const ParameterSchema& p : c.parameters) {
    ordered_json record{
        {"name", p.name}, {"shape", p.shape}, {"initializer", p.initializer}, {"description", p.description}};
    if (p.optional) record["optional"] = true;
    out["parameters"].push_back(record);
  }
  out["keeps_alive"] = c.keeps_alive;
  out["serializable"] = c.serializable;
  out["examples"] = examples_record(c.examples);
  out["since"] = c.since;
  out["lifecycle"] = c.lifecycle;
  return out;
}

ordered_json all_records() {
  const Registry& registry = Registry::instance();
  ordered_json functions = ordered_json::array(), classes = ordered_json::array();
  for (auto& [name, f] : registry.functions()) functions.push_back(function_record(*f));
  for (auto& [name, c] : registry.classes()) classes.push_back(class_record(*c));
  return {{"functions", functions}, {"classes", classes}};
}

}  // namespace mixgrad
