// Objects of the engine: properties, host peers, walks.
#include "arguments.h"

namespace mixgrad_node {

namespace {

napi_value gone(Environment& e) { return fail(e, MIXGRAD_STATUS_CODE_DISPOSED, "this object was disposed"); }

// getProperty(object, name): tokens, or in the shared buffer.
napi_value get_property(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_object* object = a.e.objects.get(a.slot(0));
  if (!object) return gone(a.e);
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  mixgrad_value value{};
  mixgrad_status* status = mixgrad_object_get(context, object, a.text(1).c_str(), &value);
  if (status) return fail(a.e, status);
  return deliver(a.e, &value, 1);
}

// setProperty(object, name, first): the value stands in the shared buffer.
napi_value set_property(napi_env env, napi_callback_info info) {
  Arguments<3> a(env, info);
  mixgrad_object* object = a.e.objects.get(a.slot(0));
  if (!object) return gone(a.e);
  mixgrad_value* value = a.e.values + a.integer(2);
  if (!to_pointers(a.e, value, 1)) return nullptr;
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  mixgrad_status* status = mixgrad_object_set(context, object, a.text(1).c_str(), value);
  return status ? fail(a.e, status) : nullptr;
}

napi_value class_name(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_object* object = a.e.objects.get(a.slot(0));
  return object ? make(env, mixgrad_object_class(object)) : gone(a.e);
}

// override(object, host, methods)
napi_value override_methods(napi_env env, napi_callback_info info) {
  Arguments<3> a(env, info);
  mixgrad_object* object = a.e.objects.get(a.slot(0));
  if (!object) return gone(a.e);
  mixgrad_status* status = mixgrad_object_override(object, static_cast<int64_t>(a.number(1)), a.text(2).c_str());
  return status ? fail(a.e, status) : nullptr;
}

napi_value host_of(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_object* object = a.e.objects.get(a.slot(0));
  return object ? make(env, static_cast<double>(mixgrad_object_host(object))) : gone(a.e);
}

napi_value release_object(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  if (mixgrad_object* object = a.e.objects.take(a.slot(0))) {
    a.e.object_slots.erase(object);
    mixgrad_object_release(object);
  }
  return nullptr;
}

napi_value iterate(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_object* object = a.e.objects.get(a.slot(0));
  if (!object) return gone(a.e);
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  mixgrad_iterator* iterator;
  mixgrad_status* status = mixgrad_object_iterate(context, object, &iterator);
  if (status) return fail(a.e, status);
  return make(env, a.e.iterators.put(iterator).number());
}

// nextNow(iterator): tokens of the next element, or undefined at the end.
napi_value next_now(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_iterator* iterator = a.e.iterators.get(a.slot(0));
  if (!iterator) return gone(a.e);
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  mixgrad_value value{};
  mixgrad_status* status = mixgrad_iterator_next(context, iterator, &value);
  if (status) return fail(a.e, status);
  if (value.kind == MIXGRAD_KIND_ABSENT) return nullptr;
  napi_value out = tokens(a.e, &value, 1, true);
  mixgrad_value_clear(&value);
  return out;
}

// A step of a walk in a thread of libuv's pool; the host's part of it is asked for through the event loop.
struct Step {
  Environment& e;
  mixgrad_context* context;
  mixgrad_iterator* iterator;
  mixgrad_value value{};
  mixgrad_status* status = nullptr;
  napi_deferred deferred = nullptr;
  napi_async_work work = nullptr;
};

void run_step(napi_env, void* data) {
  auto* step = static_cast<Step*>(data);
  step->status = mixgrad_iterator_next(step->context, step->iterator, &step->value);
}

void end_step(napi_env env, napi_status, void* data) {
  auto* step = static_cast<Step*>(data);
  Environment& e = step->e;
  mixgrad_context_release(step->context);
  napi_value result;
  if (step->status) {
    napi_reject_deferred(env, step->deferred, error_object(e, step->status));
  } else if (step->value.kind == MIXGRAD_KIND_ABSENT) {
    napi_get_undefined(env, &result);
    napi_resolve_deferred(env, step->deferred, result);
  } else {
    result = tokens(e, &step->value, 1, true);
    mixgrad_value_clear(&step->value);
    napi_resolve_deferred(env, step->deferred, result);
  }
  napi_delete_async_work(env, step->work);
  delete step;
}

// next(iterator): a promise of what nextNow gives. The runtime asks for one step at a time.
napi_value next(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_iterator* iterator = a.e.iterators.get(a.slot(0));
  if (!iterator) return gone(a.e);
  mixgrad_context* context = current_context(a.e);
  if (!context) return nullptr;
  auto* step = new Step{a.e, context, iterator};
  mixgrad_context_retain(step->context);
  napi_value promise, name = make(env, "mixgrad.next");
  napi_create_promise(env, &step->deferred, &promise);
  napi_create_async_work(env, nullptr, name, run_step, end_step, step, &step->work);
  napi_queue_async_work(env, step->work);
  return promise;
}

napi_value release_iterator(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  if (mixgrad_iterator* iterator = a.e.iterators.take(a.slot(0))) mixgrad_iterator_release(iterator);
  return nullptr;
}

}  // namespace

void add_objects(napi_env env, napi_value exports) {
  add(env, exports, "getProperty", get_property);
  add(env, exports, "setProperty", set_property);
  add(env, exports, "className", class_name);
  add(env, exports, "override", override_methods);
  add(env, exports, "hostOf", host_of);
  add(env, exports, "releaseObject", release_object);
  add(env, exports, "iterate", iterate);
  add(env, exports, "nextNow", next_now);
  add(env, exports, "next", next);
  add(env, exports, "releaseIterator", release_iterator);
}

}  // namespace mixgrad_node
