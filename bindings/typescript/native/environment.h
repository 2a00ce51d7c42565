// What the addon keeps for each environment (the main thread, and each worker).
#pragma once

#include <node_api.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "layout.h"
#include "mixgrad/mixgrad.h"
#include "slots.h"

namespace mixgrad_node {

struct Job;
struct Request;

// Buffers of JavaScript that tensors no longer use; filled from any thread, emptied in the environment's own.
struct Mailbox {
  std::mutex mutex;
  std::vector<napi_ref> unused;
  std::atomic<bool> waiting{false};
  std::atomic<int> lent{0};
  bool closed = false;
};

struct Environment {
  napi_env env = nullptr;
  std::thread::id thread = std::this_thread::get_id();

  // The shared buffers and where they lie.
  napi_ref values_ref = nullptr, bytes_ref = nullptr;
  mixgrad_value* values = nullptr;
  char* bytes = nullptr;
  size_t values_room = 0, bytes_room = 0;
  std::vector<napi_ref> outgrown;  // still in use by a call that is running
  int depth = 0;                   // calls that are running

  napi_ref make_error = nullptr, serve = nullptr;
  napi_threadsafe_function from_threads = nullptr;
  napi_async_cleanup_hook_handle cleanup = nullptr;

  SlotTable<mixgrad_tensor> tensors;
  SlotTable<mixgrad_object> objects;
  NumberTable<mixgrad_context> contexts;
  SlotTable<mixgrad_iterator> iterators;
  SlotTable<Job> jobs;
  SlotTable<Request> requests;
  std::unordered_map<mixgrad_object*, Slot> object_slots;
  std::vector<mixgrad_function*> functions;
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  int closing = 0;  // polls that are not closed yet

  uint32_t calls = 0;
  int64_t accounted = 0;  // bytes that the garbage collector was told of

  int32_t* words() const { return reinterpret_cast<int32_t*>(values); }
  double* doubles() const { return reinterpret_cast<double*>(values); }
};

inline Environment& environment(napi_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return *static_cast<Environment*>(data);
}

// ---- errors.cc
// Throws what the runtime makes of the status, and releases it. Returns null, which functions return on.
napi_value fail(Environment& e, mixgrad_status* status);
// An error of the addon itself; `code` is a mixgrad_status_code.
napi_value fail(Environment& e, int code, const std::string& message, const std::string& argument = "");
// The Error object of a status, which is released.
napi_value error_object(Environment& e, mixgrad_status* status);

// ---- values.cc
// Puts pointers in place of slots and offsets. False: an error was thrown (a handle was freed).
bool to_pointers(Environment& e, mixgrad_value* values, size_t count);
// Results as one flat array of kinds and payloads, or in the shared buffer if there is one and it is simple.
napi_value deliver(Environment& e, mixgrad_value* results, size_t count);
napi_value tokens(Environment& e, const mixgrad_value* values, size_t count, bool borrowed);
void deliver_tensor(Environment& e, mixgrad_tensor* tensor);
void free_waiting(Environment& e);

// ---- call.cc
// The current context; null if it has ended, and then an error was thrown.
mixgrad_context* current_context(Environment& e);
struct Call {
  mixgrad_context* context;
  mixgrad_function* function;
  mixgrad_value* arguments;
  size_t count;
};
bool read_call(Environment& e, Call& call);

// ---- request.cc
void handle_request(void* user_data, mixgrad_request* request);
void serve_from_thread(napi_env env, napi_value function, void* context, void* data);
napi_value request_tokens(Environment& e, mixgrad_request* request, mixgrad_event* event);

// ---- jobs.cc
void close_jobs(Environment& e);

// Each part adds its functions to the exports.
void add_calls(napi_env env, napi_value exports);
void add_tensors(napi_env env, napi_value exports);
void add_objects(napi_env env, napi_value exports);
void add_contexts(napi_env env, napi_value exports);
void add_jobs(napi_env env, napi_value exports);
void add_requests(napi_env env, napi_value exports);
void add_library(napi_env env, napi_value exports);

}  // namespace mixgrad_node
