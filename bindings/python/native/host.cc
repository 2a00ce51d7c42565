// The host's objects and functions have numbers; the engine asks for them by request, here and in jobs.
#include <deque>
#include <unordered_map>

#include "bindings/python/native/common.h"

namespace mixgrad_python {

namespace {
std::unordered_map<int64_t, PyObject*> hosts;
int64_t next_host = 1;

// Functions that the engine calls after the call that got them: forward and gradient of custom operators. It does not
// say when it is done with them, so the newest are kept, each once.
std::unordered_map<PyObject*, int64_t> kept;
std::deque<PyObject*> kept_order;
constexpr size_t kMostKept = 4096;

PyObject* arguments_of(const mixgrad_request_info& info, size_t call) {
  size_t n = info.n_arguments / info.n_calls;
  Owned tuple(PyTuple_New(static_cast<Py_ssize_t>(n)));
  for (size_t i = 0; tuple && i < n; ++i) {
    PyObject* argument = copy_to_python(info.arguments[call * n + i]);
    if (!argument || PyTuple_SetItem(tuple.get(), static_cast<Py_ssize_t>(i), argument) < 0) return nullptr;
  }
  return tuple.give();
}

// What the calls return, as a list.
PyObject* run(const mixgrad_request_info& info) {
  PyObject* found = host_object(info.host);
  if (!found) return fail(MIXGRAD_STATUS_CODE_HOST, "the object whose %s is asked for is gone", info.method);
  Owned host(Py_NewRef(found)), method(PyUnicode_FromString(info.method)), results(PyList_New(0));
  if (!method || !results) return nullptr;
  mixgrad_context_retain(info.context);
  Owned inside(reinterpret_cast<PyObject*>(new_context(info.context)));
  if (!inside) return nullptr;
  Owned before(set_current(inside.get()));
  for (size_t call = 0; results && call < info.n_calls; ++call) {
    Owned arguments(arguments_of(info, call)), result;
    if (arguments)
      result = Owned(PyObject_CallFunctionObjArgs(state.serve, host.get(), method.get(), arguments.get(), nullptr));
    if (!result || PyList_Append(results.get(), result.get()) < 0) results = Owned();
  }
  Owned unset(set_current(before.get()));
  return results.give();
}

void answer_with_error(mixgrad_request* request) {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  Owned message(value ? PyObject_Str(value) : nullptr);
  if (!message) PyErr_Clear();
  PyErr_Restore(type, value, traceback);
  const char* text = message ? PyUnicode_AsUTF8AndSize(message.get(), nullptr) : nullptr;
  mixgrad_status_release(mixgrad_request_fail(request, hold_error(), text ? text : "an error without a message"));
}
}  // namespace

int64_t host_number(PyObject* object) {
  hosts[next_host] = object;
  return next_host++;
}
int64_t known_number(PyObject* function) {
  if (kept.empty()) return 0;
  auto found = kept.find(function);
  return found == kept.end() ? 0 : found->second;
}
void keep_function(PyObject* function, int64_t number) {
  kept[Py_NewRef(function)] = number;
  kept_order.push_back(function);
  if (kept_order.size() <= kMostKept) return;
  Owned oldest(kept_order.front());
  kept_order.pop_front();
  auto found = kept.find(oldest.get());
  hosts.erase(found->second);
  kept.erase(found);
}
void forget_host(int64_t number) { hosts.erase(number); }
PyObject* host_object(int64_t number) {
  auto found = hosts.find(number);
  return found == hosts.end() ? nullptr : found->second;
}

void serve_request(mixgrad_request* request) {
  mixgrad_request_info info{};
  info.struct_size = sizeof info;
  if (mixgrad_status* status = mixgrad_request_describe(request, &info)) {
    fail(status);
    return answer_with_error(request);
  }
  Owned results(run(info));
  if (!results) return answer_with_error(request);
  Arena arena(false);  // they may have been traced, in a context that has ended
  std::vector<mixgrad_value> values(info.n_calls);
  for (size_t i = 0; i < info.n_calls; ++i) {
    if (!arena.convert(PyList_GetItem(results.get(), static_cast<Py_ssize_t>(i)), &values[i]))
      return answer_with_error(request);
  }
  bool nothing = info.n_calls == 1 && values[0].kind == MIXGRAD_KIND_NULL;
  mixgrad_status_release(mixgrad_request_answer(request, values.data(), nothing ? 0 : values.size()));
}

void handle_host(void*, mixgrad_request* request) {
  PyGILState_STATE gil = PyGILState_Ensure();
  serve_request(request);
  PyGILState_Release(gil);
}

}  // namespace mixgrad_python
