// Contexts: what the runtime calls with.
#include "arguments.h"

namespace mixgrad_node {

namespace {

napi_value gone(Environment& e) { return fail(e, MIXGRAD_STATUS_CODE_DISPOSED, "this context has ended"); }

napi_value made(Environment& e, mixgrad_status* status, mixgrad_context* context) {
  if (status) return fail(e, status);
  return make(e.env, e.contexts.put(context));
}

// newContext(spellings): counts from 0.
napi_value new_context(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_context* context;
  if (mixgrad_status* status = mixgrad_context_new(MIXGRAD_INDEX_CONVENTION_ZERO, a.text(0).c_str(), &context))
    return fail(a.e, status);
  if (mixgrad_status* status = mixgrad_context_set_host(context, handle_request, &a.e)) {
    mixgrad_context_release(context);
    return fail(a.e, status);
  }
  return make(env, a.e.contexts.put(context));
}

napi_value with_recording(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_context* context = a.e.contexts.get(a.integer(0));
  if (!context) return gone(a.e);
  mixgrad_context* child = nullptr;
  mixgrad_status* status = mixgrad_context_with_recording(context, a.boolean(1), &child);
  return made(a.e, status, child);
}

napi_value with_generator(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_context* context = a.e.contexts.get(a.integer(0));
  if (!context) return gone(a.e);
  mixgrad_object* generator = a.e.objects.get(a.slot(1));
  if (!generator) return fail(a.e, MIXGRAD_STATUS_CODE_DISPOSED, "this generator was disposed");
  mixgrad_context* child = nullptr;
  mixgrad_status* status = mixgrad_context_with_generator(context, generator, &child);
  return made(a.e, status, child);
}

napi_value set_seed(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_context* context = a.e.contexts.get(a.integer(0));
  if (!context) return gone(a.e);
  mixgrad_status* status = mixgrad_context_set_seed(context, a.long_integer(1));
  return status ? fail(a.e, status) : nullptr;
}

napi_value is_recording(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_context* context = a.e.contexts.get(a.integer(0));
  if (!context) return gone(a.e);
  return make(env, mixgrad_context_recording(context));
}

napi_value is_tracing(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_context* context = a.e.contexts.get(a.integer(0));
  if (!context) return gone(a.e);
  return make(env, mixgrad_context_tracing(context));
}

napi_value release_context(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  if (mixgrad_context* context = a.e.contexts.take(a.integer(0))) mixgrad_context_release(context);
  return nullptr;
}

}  // namespace

void add_contexts(napi_env env, napi_value exports) {
  add(env, exports, "newContext", new_context);
  add(env, exports, "withRecording", with_recording);
  add(env, exports, "withGenerator", with_generator);
  add(env, exports, "releaseContext", release_context);
  add(env, exports, "setSeed", set_seed);
  add(env, exports, "isRecording", is_recording);
  add(env, exports, "isTracing", is_tracing);
}

}  // namespace mixgrad_node
