#include "core/dispatch/callable.h"

#include <algorithm>

namespace mixgrad {

namespace {
ValueList to_list(Results& results) {
  ValueList out;
  for (int i = 0; i < results.count(); ++i) out.push_back(std::move(results.values.at(i)));
  return out;
}
}  // namespace

const Function* find_method(const Class& cls, std::string_view method) {
  const Registry& registry = Registry::instance();
  for (const Class* c = &cls; c; c = registry.find_class(c->base)) {
    if (const Function* f = registry.find_function(c->name + "." + std::string(method))) return f;
  }
  return nullptr;
}

bool host_overrides(const Object& object, std::string_view method) {
  if (object.host() == 0) return false;
  const Registry& registry = Registry::instance();
  for (const Class* c = &object.cls(); c; c = registry.find_class(c->base)) {
    for (const Overridable& o : c->overridable) {
      if (o.name == method) return true;
    }
  }
  return false;
}

ValueList call_method(Context& context, Object& object, std::string_view method, ValueList arguments) {
  if (host_overrides(object, method)) {
    if (!context.host) throw Error(ErrorCode::kHost, "nobody can run the host's " + std::string(method)).in(method);
    return context.host->call(context, object.host(), method, std::move(arguments));
  }
  const Function* f = find_method(object.cls(), method);
  if (!f) throw Error(ErrorCode::kNotFound, object.cls().name + " has no method " + std::string(method));
  arguments.insert(arguments.begin(), Value(&object));
  Results results;
  invoke(context, *f, arguments, results);
  return to_list(results);
}

ValueList call_function(Context& context, const Value& function, ValueList arguments) {
  switch (function.kind()) {
    case Kind::kFunction: {
      Results results;
      invoke(context, *function.as_function(), arguments, results);
      return to_list(results);
    }
    case Kind::kCallback:
      if (!context.host) throw Error(ErrorCode::kHost, "nobody can run the host's function");
      return context.host->call(context, function.as_int(), "call", std::move(arguments));
    case Kind::kObject: {
      Object& object = *function.as_object();
      const Function* call = find_method(object.cls(), "call");
      if (call && call->has_trait("variadic")) arguments = {Value(std::move(arguments))};  // takes them as one list
      return call_method(context, object, call ? "call" : "forward", std::move(arguments));
    }
    default:
      throw Error(ErrorCode::kType, "this is not a function").given(kind_name(function.kind()));
  }
}

ValueList call_function_as_caller(Context& context, const Value& function, ValueList arguments) {
  if (!function.is(Kind::kFunction)) return call_function(context, function, std::move(arguments));
  Results results;
  invoke_as_caller(context, *function.as_function(), arguments, results);
  return to_list(results);
}

Tensor call_for_tensor(Context& context, const Value& function, ValueList arguments) {
  ValueList results = call_function(context, function, std::move(arguments));
  if (results.size() != 1 || !results[0].is_tensor()) {
    throw Error(ErrorCode::kType, "the function must return one tensor")
        .given(results.size() == 1 ? kind_name(results[0].kind()) : std::to_string(results.size()) + " results");
  }
  return results[0].as_tensor();
}

}  // namespace mixgrad
