#include "core/schema/object.h"

#include <sstream>

#include "c-api/src/convert.h"
#include "core/dispatch/bind.h"
#include "core/dispatch/callable.h"

using namespace mixgrad;
using namespace mixgrad::abi;

namespace mixgrad::abi {
Object& object_of(mixgrad_object* object) { return *reinterpret_cast<Object*>(&require(object, "object")); }
}  // namespace mixgrad::abi

namespace {
const Property& property_of(const Class& cls, const char* name) {
  const Registry& registry = Registry::instance();
  for (const Class* c = &cls; c; c = registry.find_class(c->base)) {
    for (const Property& p : c->properties) {
      if (p.name == name) return p;
    }
  }
  throw Error(ErrorCode::kNotFound, cls.name + " has no property of this name").on("property").given(name);
}
Object& open_object(mixgrad_object* object) {
  Object& self = object_of(object);
  if (self.cls().kind == ClassKind::kOpen) return self;
  throw Error(ErrorCode::kType, self.cls().name + " can not be subclassed: it is not open")
      .on("object")
      .given(self.cls().name);
}
const Class* iterable(const Class& cls) {
  const Registry& registry = Registry::instance();
  for (const Class* c = &cls; c; c = registry.find_class(c->base)) {
    if (c->iterate) return c;
  }
  return nullptr;
}
}  // namespace

const char* mixgrad_object_class(mixgrad_object* object) { return object ? object_of(object).cls().name.c_str() : ""; }

mixgrad_status* mixgrad_object_get(mixgrad_context* context, mixgrad_object* object, const char* property,
                                   mixgrad_value* out_value) {
  return guarded(context, "object_get", [&] {
    require(context, "context");
    require(out_value, "out_value");
    Object& self = object_of(object);
    const Property& p = property_of(self.cls(), &require(property, "property"));
    Value v = p.get(*context->core, self);
    *out_value = from_core(as_caller_counts(*context->core, p.type, v), context->scope);
  });
}

mixgrad_status* mixgrad_object_set(mixgrad_context* context, mixgrad_object* object, const char* property,
                                   const mixgrad_value* value) {
  return guarded(context, "object_set", [&] {
    require(context, "context");
    Object& self = object_of(object);
    const Property& p = property_of(self.cls(), &require(property, "property"));
    if (!p.set) throw Error(ErrorCode::kReadOnly, self.cls().name + "." + p.name + " can not be set").on(p.name);
    p.set(*context->core, self, bind_value(p.type, to_core(require(value, "value")), p.name));
  });
}

mixgrad_status* mixgrad_object_set_host(mixgrad_object* object, int64_t host) {
  return guarded(nullptr, "object_set_host", [&] { open_object(object).set_host(host); });
}
mixgrad_status* mixgrad_object_override(mixgrad_object* object, int64_t host, const char* methods) {
  return guarded(nullptr, "object_override", [&] {
    Object& self = open_object(object);
    std::vector<std::string> names;
    std::stringstream text(&require(methods, "methods"));
    for (std::string name; std::getline(text, name, ',');) names.push_back(name);
    self.set_host(host, overrides_of(self.cls(), names) | Object::kManyCalls);
  });
}
int64_t mixgrad_object_host(mixgrad_object* object) { return object ? object_of(object).host() : 0; }

mixgrad_status* mixgrad_object_iterate(mixgrad_context* context, mixgrad_object* object,
                                       mixgrad_iterator** out_iterator) {
  return guarded(context, "object_iterate", [&] {
    require(context, "context");
    require(out_iterator, "out_iterator");
    Object& self = object_of(object);
    const Class* cls = iterable(self.cls());
    if (!cls) throw Error(ErrorCode::kType, self.cls().name + " can not be iterated over").on("object");
    auto iterator = std::make_unique<mixgrad_iterator>();
    iterator->walk = cls->iterate(*context->core, self);
    iterator->object = Ref<Object>(&self);
    iterator->type = &*cls->iterates;
    *out_iterator = iterator.release();
  });
}

mixgrad_status* mixgrad_iterator_next(mixgrad_context* context, mixgrad_iterator* iterator, mixgrad_value* out_value) {
  return guarded(context, "iterator_next", [&] {
    require(context, "context");
    require(out_value, "out_value");
    Value v = require(iterator, "iterator").walk->next(*context->core);
    *out_value = from_core(as_caller_counts(*context->core, *iterator->type, v), context->scope);
  });
}
void mixgrad_iterator_release(mixgrad_iterator* iterator) { delete iterator; }

void mixgrad_object_retain(mixgrad_object* object) {
  if (object) object_of(object).retain();
}
void mixgrad_object_release(mixgrad_object* object) {
  if (object) object_of(object).release();
}
