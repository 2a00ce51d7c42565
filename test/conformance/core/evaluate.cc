#include "test/conformance/core/evaluate.h"

#include <cmath>

#include "core/autograd/node.h"

namespace mixgrad::conformance {

namespace {

const Type& required(const Type& type) { return type.kind == TypeKind::kOptional ? required(type.of[0]) : type; }

const Class& class_of(const std::string& name) {
  const Class* found = Registry::instance().find_class(name);
  if (!found) throw std::runtime_error("no class " + name);
  return *found;
}

// A property of the class or of one above it.
const Property& property_of(const std::string& cls, const std::string& name) {
  for (const Class* c = &class_of(cls); c; c = Registry::instance().find_class(c->base)) {
    for (const Property& p : c->properties) {
      if (p.name == name) return p;
    }
  }
  throw std::runtime_error(cls + " has no property " + name);
}

std::pair<std::string, std::string> split(const std::string& name) {
  size_t dot = name.find('.');
  return {name.substr(0, dot), name.substr(dot + 1)};
}

}  // namespace

Value Evaluator::evaluate(Context& context, const Json& e) {
  if (e.is_null()) return Value::null();
  if (e.is_boolean()) return Value(e.get<bool>());
  if (e.is_number_integer()) return Value(e.get<int64_t>());
  if (e.is_string()) return Value(e.get<std::string>());
  if (e.contains("float")) {
    if (e["float"].is_number()) return Value(e["float"].get<double>());
    std::string text = e["float"];
    return Value(text == "nan" ? std::nan("") : text == "inf" ? HUGE_VAL : -HUGE_VAL);
  }
  if (e.contains("tensor")) {
    Tensor t = tensor_of(e["tensor"], layout, places().tensors);
    if (made) made->push_back(t);
    return Value(t);
  }
  if (e.contains("var")) return variables.at(e["var"]);
  if (e.contains("path")) return Value(files_ + "/" + e["path"].get<std::string>());
  if (e.contains("list")) {
    ValueList items;
    for (const Json& item : e["list"]) items.push_back(evaluate(context, item));
    return Value(std::move(items));
  }
  if (e.contains("map")) {
    ValueMap entries;
    for (auto& [key, value] : e["map"].items()) entries.emplace_back(key, evaluate(context, value));
    return Value::map(std::move(entries));
  }
  if (e.contains("record")) return evaluate(context, Json{{"map", e["record"]}});
  if (e.contains("bytes")) return Value::bytes(from_hex(e["bytes"]));
  if (e.contains("slice")) return slice(e["slice"]);
  if (e.contains("subscript")) return subscript(context, e["subscript"]);
  if (e.contains("function")) return Value(&require_function(e["function"].get<std::string>()));
  if (e.contains("host")) {
    host_functions_.push_back(e["host"]);
    return Value::callback(static_cast<int64_t>(host_functions_.size()));
  }
  if (e.contains("subclass")) {
    Value object = call(context, require_function(e["subclass"].get<std::string>() + ".new"), nullptr, Json::object());
    host_functions_.push_back(e["methods"]);
    object.as_object()->set_host(static_cast<int64_t>(host_functions_.size()));
    return object;
  }
  if (e.contains("call"))
    return call(context, require_function(e["call"].get<std::string>()), e.contains("self") ? &e["self"] : nullptr,
                e["arguments"]);
  if (e.contains("new"))
    return call(context, require_function(e["new"].get<std::string>() + ".new"), nullptr, e["arguments"]);
  if (e.contains("get")) return property(context, e["get"], evaluate(context, e["of"]));
  if (e.contains("set")) {
    set_property(context, e["set"], evaluate(context, e["of"]), evaluate(context, e["to"]));
    return Value();
  }
  if (e.contains("item")) return evaluate(context, e["of"]).as_list().at(e["item"].get<size_t>());
  if (e.contains("field") || e.contains("key")) {
    std::string name = e.contains("field") ? e["field"] : e["key"];
    Value of = evaluate(context, e["of"]);
    for (auto& [key, value] : of.as_map()) {
      if (key == name) return value;
    }
    throw std::runtime_error("no field " + name);
  }
  if (e.contains("iterate")) return iterate(context, evaluate(context, e["iterate"]));
  throw std::runtime_error("no such expression: " + e.dump());
}

Value Evaluator::argument(Context& context, const Type& type, const Json& given) {
  // The only device that a case knows is the one that it runs on.
  if (required(type).kind == TypeKind::kDevice && given == "cpu") return Value::device(places().tensors);
  return evaluate(context, given);
}

std::vector<Value> Evaluator::bind(Context& context, const Function& function, const Json* self,
                                   const Json& arguments) {
  std::vector<Value> values;
  if (self) values.push_back(evaluate(context, *self));
  size_t first = values.size();
  values.resize(first + function.arguments.size());
  for (auto& [name, given] : arguments.items()) {
    int i = function.find_argument(name);
    if (i < 0) throw std::runtime_error(function.name + " has no argument " + name);
    values[first + static_cast<size_t>(i)] = argument(context, function.arguments[static_cast<size_t>(i)].type, given);
  }
  return values;
}

Value Evaluator::call(Context& context, const Function& function, const Json* self, const Json& arguments) {
  return call(context, function, bind(context, function, self, arguments));
}

Value Evaluator::call(Context& context, const Function& function, std::vector<Value> arguments) {
  Results results;
  invoke_as_caller(context, function, arguments, results);
  if (results.count() == 0) return Value();
  if (function.outputs.size() < 2) return results.values.at(0);
  ValueMap fields;
  for (int i = 0; i < results.count(); ++i)
    fields.emplace_back(function.outputs[static_cast<size_t>(i)].name, results.values.at(i));
  return Value::map(std::move(fields));
}

Value Evaluator::function(Lambda lambda) {
  lambdas_.push_back(std::move(lambda));
  return Value::callback(-static_cast<int64_t>(lambdas_.size()));
}

ValueList Evaluator::call(Context& context, int64_t host, std::string_view method, ValueList arguments) {
  if (host < 0) return lambdas_.at(static_cast<size_t>(-host - 1))(context, arguments);
  Json function = host_functions_.at(static_cast<size_t>(host - 1));
  if (!function.contains("parameters")) function = function.at(std::string(method)).at("host");
  std::map<std::string, Value> outer = variables;
  for (size_t i = 0; i < function["parameters"].size(); ++i) variables[function["parameters"][i]] = arguments.at(i);
  Value result = evaluate(context, function["body"]);
  variables = std::move(outer);
  return {result};
}

Value Evaluator::property(Context& context, const std::string& name, const Value& of) {
  auto [cls, property] = split(name);
  if (cls != "Tensor") return property_of(cls, property).get(context, *of.as_object());
  Tensor t = of.as_tensor();
  AutogradMeta* meta = meta_of(t);
  if (property == "requires_grad") return Value(wants_gradient(t));
  if (property == "grad") return meta && meta->grad ? Value(meta->grad) : Value::null();
  if (property == "dtype") return Value(dtype_name(t.dtype()));
  if (property == "shape") return Value(t.shape());
  throw std::runtime_error("no property " + name);
}

void Evaluator::set_property(Context& context, const std::string& name, const Value& of, const Value& to) {
  auto [cls, property] = split(name);
  if (name == "Tensor.requires_grad")
    ensure_meta(of.as_tensor()).requires_grad = to.as_bool();
  else
    property_of(cls, property).set(context, *of.as_object(), to);
}

Value Evaluator::iterate(Context& context, const Value& of) {
  const Class* c = &of.as_object()->cls();
  while (!c->iterate) c = &class_of(c->base);
  std::unique_ptr<Iterator> walk = c->iterate(context, *of.as_object());
  ValueList items;
  for (Value item = walk->next(context); !item.is_absent(); item = walk->next(context)) items.push_back(item);
  return Value(std::move(items));
}

Value Evaluator::slice(const Json& bounds) {
  auto part = [&](int i) { return bounds[i].is_null() ? Value() : Value(bounds[i].get<int64_t>()); };
  return Value::slice(part(0), part(1), part(2));
}

Value Evaluator::subscript(Context& context, const Json& items) {
  ValueList program;
  for (const Json& item : items) {
    if (item.is_number_integer())
      program.push_back(Value(item.get<int64_t>()));
    else if (item.is_object() || item.is_boolean())
      program.push_back(evaluate(context, item));
    else if (item == "all")
      program.push_back(Value::slice(Value(), Value(), Value()));
    else if (item == "ellipsis")
      program.push_back(Value::ellipsis());
    else
      program.push_back(Value::newaxis());
  }
  return Value(std::move(program));
}

}  // namespace mixgrad::conformance
