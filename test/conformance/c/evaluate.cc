#include "test/conformance/c/evaluate.h"

#include <cstring>

namespace conformance {

namespace {
const conformance_thunk& thunk_named(const std::string& name) {
  for (int32_t i = 0; i < conformance_thunk_count; ++i) {
    if (name == conformance_thunks[i].name) return conformance_thunks[i];
  }
  throw std::runtime_error("ops.h has no " + name);
}
mixgrad_value map_entry(const mixgrad_value& map, const std::string& name) {
  for (uint32_t i = 0; i < map.length; ++i) {
    const mixgrad_value& key = map.payload.as_list[2 * i];
    if (name == std::string(key.payload.as_string, key.length)) return map.payload.as_list[2 * i + 1];
  }
  throw std::runtime_error("no field " + name);
}
}  // namespace

Evaluator::Evaluator(std::string files) : files_(std::move(files)) {
  check(mixgrad_context_new(MIXGRAD_INDEX_CONVENTION_ZERO, nullptr, &context_));
  check(mixgrad_context_set_host(context_, &Evaluator::serve, this));
  check(mixgrad_context_set_seed(context_, 0));
}
Evaluator::~Evaluator() {
  for (mixgrad_value& value : owned_) mixgrad_value_clear(&value);
  mixgrad_context_release(context_);
}

mixgrad_value Evaluator::keep(mixgrad_value result) {
  owned_.push_back(result);
  return result;
}
mixgrad_value Evaluator::list(std::vector<mixgrad_value> items) {
  lists_.push_back(std::move(items));
  return mixgrad_of_list(lists_.back().data(), static_cast<uint32_t>(lists_.back().size()));
}
mixgrad_value Evaluator::slice(std::vector<mixgrad_value> bounds) {
  lists_.push_back(std::move(bounds));
  return mixgrad_of_slice(lists_.back().data());
}
mixgrad_value Evaluator::text(std::string value) {
  texts_.push_back(std::move(value));
  return mixgrad_of_string(texts_.back().c_str());
}

mixgrad_value Evaluator::evaluate(mixgrad_context* context, const Json& e) {
  const std::string kind = e.begin().key();
  const Json& x = e.begin().value();
  if (kind == "var") return variables.at(x);
  if (kind == "null") return mixgrad_null();
  if (kind == "bool") return mixgrad_of_bool(x.get<bool>());
  if (kind == "int") return mixgrad_of_int(x);
  if (kind == "float") return mixgrad_of_float(number_of(x));
  if (kind == "string") return text(x);
  if (kind == "path") return text(files_ + "/" + x.get<std::string>());
  if (kind == "enum") return text(x["value"]);
  if (kind == "dtype") return mixgrad_of_dtype(dtype_number(x));
  if (kind == "device") {
    mixgrad_value cpu = mixgrad_of_int(0);
    cpu.kind = MIXGRAD_KIND_DEVICE;
    return cpu;
  }
  if (kind == "tensor") {
    std::vector<unsigned char> bytes = from_hex(x["bits"]);
    std::vector<int64_t> shape = x["shape"];
    mixgrad_tensor* tensor = nullptr;
    check(mixgrad_tensor_from_copy(context, bytes.data(), dtype_number(x["dtype"]), static_cast<int32_t>(shape.size()),
                                   shape.data(), nullptr, &tensor));
    return keep(mixgrad_of_tensor(tensor));
  }
  if (kind == "list") {
    std::vector<mixgrad_value> items;
    for (const Json& item : x) items.push_back(evaluate(context, item));
    return list(std::move(items));
  }
  if (kind == "map") {
    std::vector<mixgrad_value> entries;
    for (auto& [name, item] : x.items()) {
      entries.push_back(text(name));
      entries.push_back(evaluate(context, item));
    }
    lists_.push_back(std::move(entries));
    return mixgrad_of_map(lists_.back().data(), static_cast<uint32_t>(lists_.back().size() / 2));
  }
  if (kind == "record") return evaluate(context, Json{{"map", x["fields"]}});
  if (kind == "bytes") {
    std::vector<unsigned char> bytes = from_hex(x);
    texts_.push_back(std::string(bytes.begin(), bytes.end()));
    return mixgrad_of_bytes(texts_.back().data(), static_cast<uint32_t>(texts_.back().size()));
  }
  if (kind == "slice") return slice(x);
  if (kind == "subscript") return subscript(context, x);
  if (kind == "function") {
    mixgrad_function* function = nullptr;
    check(mixgrad_function_find(x["schema"].get<std::string>().c_str(), 0, &function));
    return mixgrad_of_function(function);
  }
  if (kind == "host") {
    host_functions_.push_back(x);
    return mixgrad_of_callback(static_cast<int64_t>(host_functions_.size()));
  }
  if (kind == "subclass") {
    mixgrad_value object = call(context, x["schema"].get<std::string>() + ".new", nullptr, Json::object());
    host_functions_.push_back(x["methods"]);
    check(mixgrad_object_set_host(object.payload.as_object, static_cast<int64_t>(host_functions_.size())));
    return object;
  }
  if (kind == "call" || kind == "new") return call(context, x["schema"], nullptr, x["named"]);
  if (kind == "method") return call(context, x["schema"], &x["self"], x["named"]);
  if (kind == "operator") {  // of subscripts alone: C has no other
    Json named{{"x", x["operands"][0]}, {"subscript", x["operands"][1]}};
    if (x["operands"].size() > 2) named["value"] = x["operands"][2];
    return call(context, x["schema"], nullptr, named);
  }
  if (kind == "get") return get(context, x);
  if (kind == "set") {
    set(context, x);
    return mixgrad_absent();
  }
  if (kind == "item") {
    mixgrad_value of = evaluate(context, x["of"]);
    if (x["index"].get<uint32_t>() >= of.length) throw std::runtime_error("the list is too short");
    return of.payload.as_list[x["index"].get<uint32_t>()];
  }
  if (kind == "field") return map_entry(evaluate(context, x["of"]), x["name"]);
  if (kind == "key") return map_entry(evaluate(context, x["of"]), x["key"]);
  if (kind == "iterate") return iterate(context, evaluate(context, x["of"]));
  throw std::runtime_error("an expression that this runner does not know: " + kind);
}

mixgrad_value Evaluator::call(mixgrad_context* context, const std::string& schema, const Json* self,
                              const Json& named) {
  const conformance_thunk& thunk = thunk_named(schema);
  std::vector<mixgrad_value> given, results(static_cast<size_t>(thunk.n_results) + 1, mixgrad_absent());
  if (self) given.push_back(evaluate(context, *self));
  for (int32_t i = 0; i < thunk.n_arguments; ++i) {
    const char* name = thunk.arguments[i];
    given.push_back(named.contains(name) ? evaluate(context, named[name]) : mixgrad_absent());
  }
  given.push_back(mixgrad_absent());
  check(thunk.call(context, given.data(), results.data()));
  for (int32_t i = 0; i < thunk.n_results; ++i) keep(results[static_cast<size_t>(i)]);
  if (thunk.n_results < 2) return results[0];
  std::vector<mixgrad_value> fields;
  for (int32_t i = 0; i < thunk.n_results; ++i) {
    fields.push_back(text(thunk.results[i]));
    fields.push_back(results[static_cast<size_t>(i)]);
  }
  mixgrad_value record = list(std::move(fields));
  record.kind = MIXGRAD_KIND_MAP;
  record.length /= 2;
  return record;
}

mixgrad_value Evaluator::slice(const Json& bounds) {
  auto bound = [&](const char* name) {
    return bounds[name].is_null() ? mixgrad_absent() : mixgrad_of_int(bounds[name]);
  };
  return slice({bound("from"), bound("to"), bound("by")});
}

mixgrad_value Evaluator::subscript(mixgrad_context* context, const Json& items) {
  std::vector<mixgrad_value> program;
  for (const Json& item : items) {
    mixgrad_value value = mixgrad_absent();
    if (item == "ellipsis")
      value.kind = MIXGRAD_KIND_ELLIPSIS;
    else if (item == "newaxis")
      value.kind = MIXGRAD_KIND_NEWAXIS;
    else if (item == "all")
      value = slice({mixgrad_absent(), mixgrad_absent(), mixgrad_absent()});
    else if (item.contains("tensor") || item.contains("bool"))
      value = evaluate(context, item);
    else if (item.contains("at"))
      value = mixgrad_of_int(item["at"]);
    else
      value = slice(item);
    program.push_back(value);
  }
  return list(std::move(program));
}

mixgrad_value Evaluator::get(mixgrad_context* context, const Json& get) {
  mixgrad_value of = evaluate(context, get["of"]);
  const std::string name = get["name"];
  if (of.kind != MIXGRAD_KIND_TENSOR) {
    mixgrad_value value = mixgrad_absent();
    check(mixgrad_object_get(context, of.payload.as_object, name.c_str(), &value));
    return keep(value);
  }
  mixgrad_tensor_info info;
  info.struct_size = sizeof info;
  check(mixgrad_tensor_describe(of.payload.as_tensor, &info));
  if (name == "shape") {
    std::vector<mixgrad_value> sizes;
    for (int i = 0; i < info.rank; ++i) sizes.push_back(mixgrad_of_int(info.sizes[i]));
    return list(std::move(sizes));
  }
  if (name == "requires_grad") return mixgrad_of_bool(info.requires_grad);
  if (name != "grad") throw std::runtime_error("no property " + name);
  mixgrad_tensor* grad = nullptr;
  check(mixgrad_tensor_grad(context, of.payload.as_tensor, &grad));
  return grad ? keep(mixgrad_of_tensor(grad)) : mixgrad_null();
}

void Evaluator::set(mixgrad_context* context, const Json& set) {
  mixgrad_value of = evaluate(context, set["of"]), to = evaluate(context, set["to"]);
  if (of.kind == MIXGRAD_KIND_TENSOR)
    check(mixgrad_tensor_set_requires_grad(of.payload.as_tensor, static_cast<int32_t>(to.payload.as_int)));
  else
    check(mixgrad_object_set(context, of.payload.as_object, set["name"].get<std::string>().c_str(), &to));
}

mixgrad_value Evaluator::iterate(mixgrad_context* context, mixgrad_value of) {
  mixgrad_iterator* walk = nullptr;
  check(mixgrad_object_iterate(context, of.payload.as_object, &walk));
  std::vector<mixgrad_value> items;
  for (;;) {
    mixgrad_value item = mixgrad_absent();
    mixgrad_status* status = mixgrad_iterator_next(context, walk, &item);
    if (status || item.kind == MIXGRAD_KIND_ABSENT) {
      mixgrad_iterator_release(walk);
      check(status);
      return list(std::move(items));
    }
    items.push_back(keep(item));
  }
}

mixgrad_value Evaluator::answer(const mixgrad_request_info& info) {
  Json function = host_functions_.at(static_cast<size_t>(info.host - 1));
  if (!function.contains("parameters")) function = function.at(info.method).at("host");
  auto outer = variables;
  for (size_t i = 0; i < function["parameters"].size() && i < info.n_arguments; ++i)
    variables[function["parameters"][i]] = info.arguments[i];
  mixgrad_value result = evaluate(info.context, function["body"]);
  variables = std::move(outer);
  return result;
}

// Runs a function of the plan for the engine, on the thread that called it.
void Evaluator::serve(void* self, mixgrad_request* request) {
  mixgrad_request_info info;
  info.struct_size = sizeof info;
  try {
    check(mixgrad_request_describe(request, &info));
    mixgrad_value result = static_cast<Evaluator*>(self)->answer(info);
    check(mixgrad_request_answer(request, &result, 1));
  } catch (const StatusError& e) {
    static_cast<Evaluator*>(self)->failed = e;
    mixgrad_status_release(mixgrad_request_fail(request, 0, e.what()));
  } catch (const std::exception& e) {
    mixgrad_status_release(mixgrad_request_fail(request, 0, e.what()));
  }
}

}  // namespace conformance
