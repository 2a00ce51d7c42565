// Long work: the package waits for it in short steps, so that Ctrl-C works, and takes its events and requests.
#include "bindings/python/native/common.h"

namespace mixgrad_python {

namespace {

struct JobObject {
  PyObject_HEAD mixgrad_job* handle;
  PyObject* kept;  // arguments and functions
  std::vector<int64_t>* callbacks;
};
JobObject* as_job(PyObject* object) { return reinterpret_cast<JobObject*>(object); }

// start(function, *arguments) -> a job
PyObject* start(PyObject*, PyObject* arguments) {
  Py_ssize_t n = PyTuple_Size(arguments);
  FunctionObject* function = n > 0 ? function_behind(PyTuple_GetItem(arguments, 0)) : nullptr;
  if (!function)
    return PyErr_SetString(PyExc_TypeError, "start takes a function of the engine and its arguments"), nullptr;
  mixgrad_function* found = find_function(function);
  if (!found) return nullptr;
  Arena arena;
  std::vector<mixgrad_value> values;
  while (n > 1 && PyTuple_GetItem(arguments, n - 1) == state.absent) --n;
  for (Py_ssize_t i = 1; i < n; ++i) {
    values.emplace_back();
    if (!arena.convert(PyTuple_GetItem(arguments, i), &values.back())) return nullptr;
  }
  mixgrad_job* handle = nullptr;
  if (mixgrad_status* status = mixgrad_job_start(current()->handle, found, values.data(), values.size(), &handle))
    return fail(status);
  auto* self = PyObject_New(JobObject, state.job);
  if (!self) return mixgrad_job_release(handle), nullptr;
  self->handle = handle;
  self->kept = PyList_New(0);
  self->callbacks = new std::vector<int64_t>;
  PyList_Append(self->kept, arguments);
  arena.keep_in(self->kept, self->callbacks);
  return reinterpret_cast<PyObject*>(self);
}

void dealloc(PyObject* self) {
  JobObject* job = as_job(self);
  mixgrad_job_release(job->handle);
  for (int64_t number : *job->callbacks) forget_host(number);
  delete job->callbacks;
  Py_XDECREF(job->kept);
  PyTypeObject* type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF(type);
}

PyObject* wait(PyObject* self, PyObject* milliseconds) {
  long most = PyLong_AsLong(milliseconds);
  if (most == -1 && PyErr_Occurred()) return nullptr;
  int32_t ready = 0;
  mixgrad_status* status = nullptr;
  Py_BEGIN_ALLOW_THREADS status = mixgrad_job_wait(as_job(self)->handle, static_cast<int32_t>(most), &ready);
  Py_END_ALLOW_THREADS return status ? fail(status) : PyBool_FromLong(ready);
}

// (kind, name, record); a request is answered here.
PyObject* take(PyObject* self, PyObject*) {
  mixgrad_event event{};
  event.struct_size = sizeof event;
  if (mixgrad_status* status = mixgrad_job_take(as_job(self)->handle, &event)) return fail(status);
  static const char* const kKinds[] = {"none", "progress", "event", "request", "done"};
  const char* kind = event.kind >= 0 && event.kind <= MIXGRAD_EVENT_KIND_DONE ? kKinds[event.kind] : "none";
  Owned record;
  if (event.kind == MIXGRAD_EVENT_KIND_REQUEST) {
    serve_request(event.request);
  } else if (event.kind == MIXGRAD_EVENT_KIND_PROGRESS || event.kind == MIXGRAD_EVENT_KIND_EVENT) {
    record = Owned(copy_to_python(event.payload));
  }
  if (!record && PyErr_Occurred()) return mixgrad_event_clear(&event), nullptr;
  PyObject* taken = Py_BuildValue("szO", kind, event.name, record ? record.get() : Py_None);
  mixgrad_event_clear(&event);
  return taken;
}

PyObject* result(PyObject* self, PyObject*) {
  mixgrad_value results[kMaxResults];
  size_t n = kMaxResults;
  if (mixgrad_status* status = mixgrad_job_result(as_job(self)->handle, results, &n)) return fail(status);
  return results_to_python(results, n);
}

PyObject* cancel(PyObject* self, PyObject*) {
  mixgrad_job_cancel(as_job(self)->handle);
  return Py_NewRef(Py_None);
}

PyMethodDef methods[] = {{"wait", wait, METH_O, "Waits so many milliseconds at most; True if something can be taken."},
                         {"take", take, METH_NOARGS, "The next event as (kind, name, record); answers requests."},
                         {"result", result, METH_NOARGS, "The results of a job that is done, or its error."},
                         {"cancel", cancel, METH_NOARGS, "Asks the job to stop."},
                         {}};
PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)}, {Py_tp_methods, methods}, {0, nullptr}};
PyType_Spec spec = {"mixgrad._core.Job", sizeof(JobObject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                    slots};
PyMethodDef functions[] = {{"start", start, METH_VARARGS, "start(function, *arguments): starts a job."}, {}};
}  // namespace

bool add_job(PyObject* module) {
  state.job = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  return state.job && PyModule_AddFunctions(module, functions) == 0;
}

}  // namespace mixgrad_python
