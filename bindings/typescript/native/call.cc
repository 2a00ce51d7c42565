// The packed call, the only way to the engine's functions.
#include <algorithm>

#include "arguments.h"

namespace mixgrad_node {

namespace {

constexpr size_t kResults = 16;
constexpr uint32_t kCallsBetweenAccounts = 64;

// Tells the garbage collector how much memory tensors take, so that it looks for dead ones in time.
void account(Environment& e) {
  mixgrad_memory_info info{};
  info.struct_size = sizeof info;
  if (mixgrad_status* status = mixgrad_memory_describe(&info)) return mixgrad_status_release(status);
  int64_t adjusted;
  napi_adjust_external_memory(e.env, info.bytes - e.accounted, &adjusted);
  e.accounted = info.bytes;
}

void forget_outgrown(Environment& e) {
  for (napi_ref ref : e.outgrown) napi_delete_reference(e.env, ref);
  e.outgrown.clear();
}

napi_value call(napi_env env, napi_callback_info) {
  Environment& e = environment(env);
  Call c;
  if (!read_call(e, c)) return nullptr;
  mixgrad_value results[kResults];
  size_t count = kResults;
  ++e.depth;
  mixgrad_status* status = mixgrad_call(c.context, c.function, c.arguments, c.count, results, &count);
  if (--e.depth == 0 && !e.outgrown.empty()) forget_outgrown(e);
  if (++e.calls % kCallsBetweenAccounts == 0) account(e);
  if (status) return fail(e, status);
  return deliver(e, results, count);
}

// find(name, version): the number of a function.
napi_value find(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  mixgrad_function* function;
  if (mixgrad_status* status = mixgrad_function_find(a.text(0).c_str(), a.integer(1), &function))
    return fail(a.e, status);
  a.e.functions.push_back(function);
  return make(env, static_cast<double>(a.e.functions.size() - 1));
}

napi_value allocate(Environment& e, size_t bytes, napi_ref* ref, void** data) {
  napi_value buffer;
  napi_create_arraybuffer(e.env, bytes, data, &buffer);
  napi_create_reference(e.env, buffer, 1, ref);
  return buffer;
}

// grow(values, bytes): new buffers with the old contents, as far as they have room. The old ones live as long as a call
// runs that may use them.
napi_value grow(napi_env env, napi_callback_info info) {
  Arguments<2> a(env, info);
  Environment& e = a.e;
  size_t values = static_cast<size_t>(a.number(0)), bytes = static_cast<size_t>(a.number(1));
  napi_value result, buffer;
  napi_create_array_with_length(env, 2, &result);
  napi_ref values_ref, bytes_ref;
  void *values_data, *bytes_data;
  buffer = allocate(e, values * sizeof(mixgrad_value), &values_ref, &values_data);
  napi_set_element(env, result, 0, buffer);
  buffer = allocate(e, bytes, &bytes_ref, &bytes_data);
  napi_set_element(env, result, 1, buffer);
  if (e.values) {
    std::copy_n(reinterpret_cast<char*>(e.values), std::min(e.values_room, values) * sizeof(mixgrad_value),
                static_cast<char*>(values_data));
    std::copy_n(e.bytes, std::min(e.bytes_room, bytes), static_cast<char*>(bytes_data));
    e.outgrown.push_back(e.values_ref);
    e.outgrown.push_back(e.bytes_ref);
    if (e.depth == 0) forget_outgrown(e);
  }
  e.values_ref = values_ref;
  e.bytes_ref = bytes_ref;
  e.values = static_cast<mixgrad_value*>(values_data);
  e.bytes = static_cast<char*>(bytes_data);
  e.values_room = values;
  e.bytes_room = bytes;
  return result;
}

napi_value drain(napi_env env, napi_callback_info) {
  Environment& e = environment(env);
  free_waiting(e);
  account(e);
  return nullptr;
}

}  // namespace

mixgrad_context* current_context(Environment& e) {
  mixgrad_context* context = e.contexts.get(e.words()[kContext]);
  if (!context) fail(e, MIXGRAD_STATUS_CODE_DISPOSED, "this runs in a request of the engine that was answered before");
  return context;
}

bool read_call(Environment& e, Call& call) {
  int32_t* words = e.words();
  if (words[kFreed] > 0 || e.mailbox->waiting.load(std::memory_order_relaxed)) free_waiting(e);
  call.context = current_context(e);
  if (!call.context) return false;
  call.function = e.functions[words[kFunction]];
  call.arguments = e.values + words[kFirst];
  call.count = static_cast<size_t>(words[kCount]);
  return to_pointers(e, call.arguments, call.count);
}

void add_calls(napi_env env, napi_value exports) {
  add(env, exports, "call", call);
  add(env, exports, "find", find);
  add(env, exports, "grow", grow);
  add(env, exports, "drain", drain);
}

}  // namespace mixgrad_node
