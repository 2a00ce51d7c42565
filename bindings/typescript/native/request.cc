// What the engine asks of JavaScript: in its own thread by a call, from other threads through the event loop.
#include "request.h"

#include <condition_variable>

#include "arguments.h"

namespace mixgrad_node {

namespace {

void finish(Environment& e, Slot slot) {
  Request* request = e.requests.take(slot);
  if (!request) return;
  if (mixgrad_context* context = e.contexts.take(request->context)) mixgrad_context_release(context);
  if (request->from_job) mixgrad_event_clear(&request->event);
  delete request;
}

// Runs the runtime's `serve(request, host, method, context, tokens, calls)`, which answers before it returns.
void serve_now(Environment& e, mixgrad_request* request) {
  napi_handle_scope scope;
  napi_open_handle_scope(e.env, &scope);
  napi_value array = request_tokens(e, request, nullptr);
  napi_value function, undefined, arguments[6], result;
  bool pending = array == nullptr;
  if (!pending) {
    napi_get_undefined(e.env, &undefined);
    napi_get_reference_value(e.env, e.serve, &function);
    for (uint32_t i = 0; i < 6; ++i) napi_get_element(e.env, array, i, &arguments[i]);
    pending = napi_call_function(e.env, undefined, function, 6, arguments, &result) != napi_ok;
  }
  if (pending) {  // the runtime catches what users throw, so this is an end of the process or a bug
    napi_value exception;
    bool is_pending = false;
    napi_is_exception_pending(e.env, &is_pending);
    if (is_pending) napi_get_and_clear_last_exception(e.env, &exception);
    mixgrad_status_release(mixgrad_request_fail(request, 0, "JavaScript could not run"));
  }
  napi_close_handle_scope(e.env, scope);
}

// A request of another thread, which waits for its answer.
struct Waiting {
  mixgrad_request* request;
  std::mutex mutex;
  std::condition_variable answered;
  bool done = false;
};

}  // namespace

void handle_request(void* user_data, mixgrad_request* request) {
  Environment& e = *static_cast<Environment*>(user_data);
  if (std::this_thread::get_id() == e.thread) return serve_now(e, request);
  Waiting waiting{request, {}, {}, false};
  if (napi_call_threadsafe_function(e.from_threads, &waiting, napi_tsfn_blocking) != napi_ok) {
    mixgrad_status_release(mixgrad_request_fail(request, 0, "JavaScript has ended"));
    return;
  }
  std::unique_lock lock(waiting.mutex);
  waiting.answered.wait(lock, [&] { return waiting.done; });
}

void serve_from_thread(napi_env env, napi_value, void* context, void* data) {
  auto* waiting = static_cast<Waiting*>(data);
  if (env)
    serve_now(*static_cast<Environment*>(context), waiting->request);
  else
    mixgrad_status_release(mixgrad_request_fail(waiting->request, 0, "JavaScript has ended"));
  std::lock_guard lock(waiting->mutex);
  waiting->done = true;
  waiting->answered.notify_one();
}

// [request, host, method, context, arguments as tokens, for how many calls]
napi_value request_tokens(Environment& e, mixgrad_request* request, mixgrad_event* event) {
  mixgrad_request_info info{};
  info.struct_size = sizeof info;
  if (mixgrad_status* status = mixgrad_request_describe(request, &info)) return fail(e, status);
  auto* entry = new Request;
  entry->request = request;
  if (event) {
    entry->event = *event;
    entry->from_job = true;
  }
  mixgrad_context_retain(info.context);
  entry->context = e.contexts.put(info.context);
  napi_value array;
  napi_create_array_with_length(e.env, 6, &array);
  napi_set_element(e.env, array, 0, make(e.env, e.requests.put(entry).number()));
  napi_set_element(e.env, array, 1, make(e.env, static_cast<double>(info.host)));
  napi_set_element(e.env, array, 2, make(e.env, info.method));
  napi_set_element(e.env, array, 3, make(e.env, entry->context));
  napi_set_element(e.env, array, 4, tokens(e, info.arguments, info.n_arguments, true));
  napi_set_element(e.env, array, 5, make(e.env, static_cast<double>(info.n_calls)));
  return array;
}

namespace {

// answer(request, first, count): the results stand in the shared buffer.
napi_value answer(napi_env env, napi_callback_info info) {
  Arguments<3> a(env, info);
  Request* request = a.e.requests.get(a.slot(0));
  if (!request) return nullptr;
  mixgrad_value* values = a.e.values + a.integer(1);
  size_t count = static_cast<size_t>(a.integer(2));
  if (!to_pointers(a.e, values, count)) return nullptr;
  mixgrad_status* status = mixgrad_request_answer(request->request, values, count);
  finish(a.e, a.slot(0));
  return status ? fail(a.e, status) : nullptr;
}

// failRequest(request, ticket, message)
napi_value fail_request(napi_env env, napi_callback_info info) {
  Arguments<3> a(env, info);
  Request* request = a.e.requests.get(a.slot(0));
  if (!request) return nullptr;
  mixgrad_status* status = mixgrad_request_fail(request->request, static_cast<int64_t>(a.number(1)), a.text(2).c_str());
  finish(a.e, a.slot(0));
  return status ? fail(a.e, status) : nullptr;
}

}  // namespace

void add_requests(napi_env env, napi_value exports) {
  add(env, exports, "answer", answer);
  add(env, exports, "failRequest", fail_request);
}

}  // namespace mixgrad_node
