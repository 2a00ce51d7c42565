// The addon's entry: an environment for the main thread and for each worker, and its end.
#include "arguments.h"
#include "load.h"
#include "request.h"

namespace mixgrad_node {

namespace {

// An environment ends with its thread: jobs are cancelled, handles released. What must be closed in the event loop is
// waited for; the last poll to close removes the hook.
void clean_up(napi_async_cleanup_hook_handle handle, void* data) {
  auto* e = static_cast<Environment*>(data);
  close_jobs(*e);
  napi_release_threadsafe_function(e->from_threads, napi_tsfn_abort);
  e->requests.clear([](Request* request) {
    if (request->from_job) mixgrad_event_clear(&request->event);
    delete request;
  });
  e->iterators.clear(mixgrad_iterator_release);
  e->tensors.clear(mixgrad_tensor_release);
  e->objects.clear(mixgrad_object_release);
  e->contexts.clear(mixgrad_context_release);
  {
    std::lock_guard lock(e->mailbox->mutex);
    e->mailbox->closed = true;
  }
  if (e->closing == 0)
    napi_remove_async_cleanup_hook(handle);
  else
    e->cleanup = handle;
}

// open(folder): what is wrong with the engine's library, or undefined. Once, before anything else.
napi_value open(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  static std::mutex mutex;  // several threads may begin with it
  std::lock_guard lock(mutex);
  const char* problem = mixgrad_load(a.text(0).c_str());
  return problem ? make(env, problem) : nullptr;
}

// start(makeError, serve): once, then.
napi_value start(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  napi_create_reference(env, a.values[0], 1, &a.e.make_error);
  napi_create_reference(env, a.values[1], 1, &a.e.serve);
  napi_create_threadsafe_function(env, nullptr, nullptr, make(env, "mixgrad.serve"), 0, 1, nullptr, nullptr, &a.e,
                                  serve_from_thread, &a.e.from_threads);
  napi_unref_threadsafe_function(env, a.e.from_threads);
  return nullptr;
}

napi_value version(napi_env env, napi_callback_info) { return make(env, mixgrad_library_version()); }
napi_value build(napi_env env, napi_callback_info) { return make(env, mixgrad_library_build()); }
napi_value threads(napi_env env, napi_callback_info) { return make(env, mixgrad_library_threads()); }

napi_value set_threads(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_status* status = mixgrad_library_set_threads(a.integer(0));
  return status ? fail(a.e, status) : nullptr;
}

// memory(): [tensors, handles, objects, bytes, peak, pool, limit]
napi_value memory(napi_env env, napi_callback_info) {
  Environment& e = environment(env);
  free_waiting(e);
  mixgrad_memory_info info{};
  info.struct_size = sizeof info;
  if (mixgrad_status* status = mixgrad_memory_describe(&info)) return fail(e, status);
  const int64_t numbers[] = {info.tensors,    info.handles,    info.objects,    info.bytes,
                             info.peak_bytes, info.pool_bytes, info.limit_bytes};
  napi_value array;
  napi_create_array_with_length(env, 7, &array);
  for (uint32_t i = 0; i < 7; ++i) napi_set_element(env, array, i, make(env, static_cast<double>(numbers[i])));
  return array;
}

napi_value set_memory_limit(napi_env env, napi_callback_info info) {
  Arguments<1> a(env, info);
  mixgrad_status* status = mixgrad_memory_set_limit(static_cast<int64_t>(a.number(0)));
  return status ? fail(a.e, status) : nullptr;
}

napi_value trim_memory(napi_env, napi_callback_info) {
  mixgrad_memory_trim();
  return nullptr;
}

}  // namespace

void add_library(napi_env env, napi_value exports) {
  add(env, exports, "open", open);
  add(env, exports, "start", start);
  add(env, exports, "version", version);
  add(env, exports, "build", build);
  add(env, exports, "threads", threads);
  add(env, exports, "setThreads", set_threads);
  add(env, exports, "memory", memory);
  add(env, exports, "setMemoryLimit", set_memory_limit);
  add(env, exports, "trimMemory", trim_memory);
}

}  // namespace mixgrad_node

NAPI_MODULE_INIT() {
  using namespace mixgrad_node;
  auto* e = new Environment;
  e->env = env;
  // Deleted with the environment, after its cleanup hooks.
  napi_set_instance_data(env, e, [](napi_env, void* data, void*) { delete static_cast<Environment*>(data); }, nullptr);
  napi_add_async_cleanup_hook(env, clean_up, e, nullptr);
  for (auto add : {add_library, add_calls, add_tensors, add_objects, add_contexts, add_jobs, add_requests})
    add(env, exports);
  return exports;
}
