// Contexts and scopes. The current context belongs to the thread; a new thread starts with the package's.
#include "bindings/python/native/common.h"

namespace mixgrad_python {

namespace {

// One word, on the path of every call: taken from the thread's static block.
__attribute__((tls_model("initial-exec"))) thread_local ContextObject* thread_context = nullptr;

struct ScopeObject {
  PyObject_HEAD mixgrad_scope* handle;
};

ContextObject* as_context(PyObject* object) { return reinterpret_cast<ContextObject*>(object); }

template <class T, void (*Release)(T*)>
void dealloc(PyObject* self) {
  struct Layout {
    PyObject_HEAD T* handle;
  };
  Release(reinterpret_cast<Layout*>(self)->handle);
  PyTypeObject* type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF(type);
}

PyObject* made(mixgrad_status* status, mixgrad_context* context) {
  return status ? fail(status) : reinterpret_cast<PyObject*>(new_context(context));
}
PyObject* with_recording(PyObject* self, PyObject* on) {
  mixgrad_context* child = nullptr;
  int recording = PyObject_IsTrue(on);
  if (recording < 0) return nullptr;
  mixgrad_status* status = mixgrad_context_with_recording(as_context(self)->handle, recording, &child);
  return made(status, child);
}
PyObject* with_scope(PyObject* self, PyObject* scope) {
  if (Py_TYPE(scope) != state.scope) return fail(MIXGRAD_STATUS_CODE_TYPE, "a scope was expected");
  mixgrad_context* child = nullptr;
  mixgrad_status* status =
      mixgrad_context_with_scope(as_context(self)->handle, reinterpret_cast<ScopeObject*>(scope)->handle, &child);
  return made(status, child);
}
PyObject* with_generator(PyObject* self, PyObject* generator) {
  if (!is_object(generator)) return fail(MIXGRAD_STATUS_CODE_TYPE, "a generator was expected");
  mixgrad_context* child = nullptr;
  mixgrad_status* status =
      mixgrad_context_with_generator(as_context(self)->handle, as_object(generator)->handle, &child);
  return made(status, child);
}
PyObject* set_seed(PyObject* self, PyObject* seed) {
  long long number = PyLong_AsLongLong(seed);
  if (number == -1 && PyErr_Occurred()) return nullptr;
  if (mixgrad_status* status = mixgrad_context_set_seed(as_context(self)->handle, number)) return fail(status);
  return Py_NewRef(Py_None);
}
PyObject* get_recording(PyObject* self, void*) {
  return PyBool_FromLong(mixgrad_context_recording(as_context(self)->handle));
}
PyObject* get_tracing(PyObject* self, void*) { return PyBool_FromLong(as_context(self)->tracing); }

PyMethodDef methods[] = {{"with_recording", with_recording, METH_O, "A child that records gradients or does not."},
                         {"with_scope", with_scope, METH_O, "A child whose new tensors belong to the scope."},
                         {"with_generator", with_generator, METH_O, "A child that draws from another generator."},
                         {"set_seed", set_seed, METH_O, "Sets the generator to the start of this seed's sequence."},
                         {}};
PyGetSetDef properties[] = {
    {"recording", get_recording, nullptr, "Whether gradients are recorded.", nullptr},
    {"tracing", get_tracing, nullptr, "Whether calls are recorded in a graph instead of run.", nullptr},
    {}};
PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc<mixgrad_context, mixgrad_context_release>)},
                       {Py_tp_methods, methods},
                       {Py_tp_getset, properties},
                       {0, nullptr}};
PyType_Spec spec = {"mixgrad._core.Context", sizeof(ContextObject), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

PyObject* new_scope(PyObject*, PyObject* arguments) {
  const char* name = nullptr;
  PyObject* parent = Py_None;
  if (!PyArg_ParseTuple(arguments, "z|O", &name, &parent)) return nullptr;
  mixgrad_scope* handle = nullptr;
  mixgrad_scope* above = Py_TYPE(parent) == state.scope ? reinterpret_cast<ScopeObject*>(parent)->handle : nullptr;
  if (mixgrad_status* status = mixgrad_scope_new(name, above, &handle)) return fail(status);
  auto* self = PyObject_New(ScopeObject, state.scope);
  if (!self) return mixgrad_scope_release(handle), nullptr;
  self->handle = handle;
  return reinterpret_cast<PyObject*>(self);
}
PyObject* scope_keep(PyObject* self, PyObject* tensor) {
  if (!is_tensor(tensor)) return fail(MIXGRAD_STATUS_CODE_TYPE, "a tensor was expected");
  if (mixgrad_status* status =
          mixgrad_scope_keep(reinterpret_cast<ScopeObject*>(self)->handle, as_tensor(tensor)->handle))
    return fail(status);
  return Py_NewRef(tensor);
}
PyObject* scope_close(PyObject* self, PyObject*) {
  if (mixgrad_status* status = mixgrad_scope_close(reinterpret_cast<ScopeObject*>(self)->handle)) return fail(status);
  drain_deleted();
  return Py_NewRef(Py_None);
}
PyMethodDef scope_methods[] = {{"keep", scope_keep, METH_O, "Moves a tensor out of the scope."},
                               {"close", scope_close, METH_NOARGS, "Frees the tensors that still belong to it."},
                               {}};
PyType_Slot scope_slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc<mixgrad_scope, mixgrad_scope_release>)},
                             {Py_tp_methods, scope_methods},
                             {0, nullptr}};
PyType_Spec scope_spec = {"mixgrad._core.Scope", sizeof(ScopeObject), 0,
                          Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, scope_slots};

PyObject* get_current(PyObject*, PyObject*) { return Py_NewRef(reinterpret_cast<PyObject*>(current())); }
PyObject* swap_current(PyObject*, PyObject* context) {
  if (context != Py_None && Py_TYPE(context) != state.context)
    return fail(MIXGRAD_STATUS_CODE_TYPE, "a context was expected");
  return set_current(context);
}
PyMethodDef functions[] = {
    {"new_scope", new_scope, METH_VARARGS, "new_scope(name, parent=None)"},
    {"current", get_current, METH_NOARGS, "The thread's context."},
    {"set_current", swap_current, METH_O, "Sets the thread's context (None: the package's) and gives the one before."},
    {}};
}  // namespace

ContextObject* current() { return thread_context ? thread_context : state.root; }

PyObject* set_current(PyObject* context) {
  ContextObject* before = std::exchange(thread_context, context == Py_None ? nullptr : as_context(Py_NewRef(context)));
  return before ? reinterpret_cast<PyObject*>(before) : Py_NewRef(Py_None);
}

ContextObject* new_context(mixgrad_context* taken) {
  auto* self = PyObject_New(ContextObject, state.context);
  if (!self) return mixgrad_context_release(taken), nullptr;
  self->handle = taken;
  self->tracing = mixgrad_context_tracing(taken) != 0;
  return self;
}

bool add_context(PyObject* module) {
  state.context = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  state.scope = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&scope_spec));
  if (!state.context || !state.scope) return false;
  mixgrad_context* root = nullptr;
  mixgrad_status* status = mixgrad_context_new(MIXGRAD_INDEX_CONVENTION_ZERO, nullptr, &root);
  if (!status) status = mixgrad_context_set_host(root, handle_host, nullptr);
  if (status) {  // the package is not there yet to make an exception of ours
    PyErr_SetString(PyExc_ImportError, mixgrad_status_message(status));
    mixgrad_status_release(status);
    return false;
  }
  state.root = new_context(root);
  return state.root && PyModule_AddFunctions(module, functions) == 0;
}

}  // namespace mixgrad_python
