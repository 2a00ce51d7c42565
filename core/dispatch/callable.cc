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

namespace {
// f(method, its place) for each that a subclass of the host may override.
template <class F>
void each_overridable(const Class& cls, F f) {
  const Registry& registry = Registry::instance();
  int place = 0;
  for (const Class* c = &cls; c; c = registry.find_class(c->base)) {
    for (const Overridable& o : c->overridable) f(o, place++);
  }
}
}  // namespace

bool host_overrides(const Object& object, std::string_view method) {
  if (object.host() == 0) return false;
  bool found = false;
  each_overridable(object.cls(), [&](const Overridable& o, int place) {
    if (o.name == method) found = !o.has_default || object.overrides(place);
  });
  return found;
}

uint64_t overrides_of(const Class& cls, std::span<const std::string> methods) {
  uint64_t bits = 0;
  for (const std::string& name : methods) {
    std::string accepted;
    uint64_t bit = 0;
    each_overridable(cls, [&](const Overridable& o, int place) {
      accepted += (place == 0 ? "" : ", ") + o.name;
      if (o.name == name) bit = uint64_t{1} << place;
    });
    if (bit == 0) {
      throw Error(ErrorCode::kNotFound, cls.name + " has no method of this name that can be overridden")
          .on("methods")
          .given(name)
          .accepted(accepted);
    }
    bits |= bit;
  }
  return bits;
}

namespace {
// The engine's own method, by one of the two doors.
ValueList call_own(Context& context, Object& object, std::string_view method, ValueList arguments,
                   decltype(invoke)& door) {
  const Function* f = find_method(object.cls(), method);
  if (!f) throw Error(ErrorCode::kNotFound, object.cls().name + " has no method " + std::string(method));
  arguments.insert(arguments.begin(), Value(&object));
  Results results;
  door(context, *f, arguments, results);
  return to_list(results);
}
}  // namespace

ValueList call_method(Context& context, Object& object, std::string_view method, ValueList arguments) {
  if (!host_overrides(object, method)) return call_own(context, object, method, std::move(arguments), invoke);
  if (!context.host) throw Error(ErrorCode::kHost, "nobody can run the host's " + std::string(method)).in(method);
  return context.host->call(context, object.host(), method, std::move(arguments));
}

ValueList call_method_as_caller(Context& context, Object& object, std::string_view method, ValueList arguments) {
  return call_own(context, object, method, std::move(arguments), invoke_as_caller);
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
