// Wrappers of objects: one wrapper for one object, for as long as somebody holds it. Walks over objects.
#include <unordered_map>

#include "bindings/python/native/common.h"

namespace mixgrad_python {

namespace {

std::unordered_map<mixgrad_object*, ObjectObject*> wrappers;

void forget(ObjectObject* self) {
  if (self->callbacks) {
    for (int64_t number : *self->callbacks) forget_host(number);
    delete std::exchange(self->callbacks, nullptr);
  }
  if (self->host) forget_host(std::exchange(self->host, 0));
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_object(self)->kept);
  return 0;
}
int clear(PyObject* self) {
  Py_CLEAR(as_object(self)->kept);
  return 0;
}
void dealloc(PyObject* self) {
  PyObject_GC_UnTrack(self);
  ObjectObject* object = as_object(self);
  forget(object);
  if (object->handle) {
    wrappers.erase(object->handle);
    mixgrad_object_release(object->handle);
  }
  Py_CLEAR(object->kept);
  PyTypeObject* type = Py_TYPE(self);
  reinterpret_cast<freefunc>(PyType_GetSlot(type, Py_tp_free))(self);
  Py_DECREF(type);
  drain_deleted();
}

PyObject* class_of(mixgrad_object* handle) {  // borrowed, or null
  const char* name = mixgrad_object_class(handle);
  return state.classes ? PyDict_GetItemString(state.classes, name) : nullptr;
}

mixgrad_object* handle_of(PyObject* self) {
  mixgrad_object* handle = as_object(self)->handle;
  if (!handle) fail(MIXGRAD_STATUS_CODE_TYPE, "this object was not made: its __init__ must call super().__init__()");
  return handle;
}

PyObject* get_property(PyObject* self, PyObject* name) {
  const char* text = PyUnicode_AsUTF8AndSize(name, nullptr);
  mixgrad_object* handle = handle_of(self);
  if (!text || !handle) return nullptr;
  mixgrad_value value{};
  if (mixgrad_status* status = mixgrad_object_get(current()->handle, handle, text, &value)) return fail(status);
  return to_python(&value);
}

PyObject* set_property(PyObject* self, PyObject* arguments) {
  const char* name = nullptr;
  PyObject* given = nullptr;
  if (!PyArg_ParseTuple(arguments, "sO", &name, &given)) return nullptr;
  mixgrad_object* handle = handle_of(self);
  Arena arena;
  mixgrad_value value;
  if (!handle || !arena.convert(given, &value)) return nullptr;
  if (mixgrad_status* status = mixgrad_object_set(current()->handle, handle, name, &value)) return fail(status);
  arena.keep_in(as_object(self));
  return Py_NewRef(Py_None);
}

// Holds an argument of the constructor for as long as the wrapper lives.
PyObject* keep(PyObject* self, PyObject* argument) {
  ObjectObject* object = as_object(self);
  if (!object->kept) object->kept = PyList_New(0);
  if (!object->kept || PyList_Append(object->kept, argument) < 0) return nullptr;
  return Py_NewRef(Py_None);
}

// Says which methods are the user's, where the engine asks for them.
PyObject* tell_overrides(PyObject* self, PyObject*) {
  ObjectObject* object = as_object(self);
  if (!object->host) return Py_NewRef(Py_None);
  Owned names(PyObject_CallMethod(self, "_overrides", nullptr));
  const char* text = names ? PyUnicode_AsUTF8AndSize(names.get(), nullptr) : nullptr;
  if (!text) return nullptr;
  if (mixgrad_status* status = mixgrad_object_override(object->handle, object->host, text)) return fail(status);
  return Py_NewRef(Py_None);
}

struct IteratorObject {
  PyObject_HEAD mixgrad_iterator* handle;
  PyObject* object;
};

PyObject* iterate(PyObject* self, PyObject*) {
  mixgrad_object* handle = handle_of(self);
  if (!handle) return nullptr;
  mixgrad_iterator* walk = nullptr;
  if (mixgrad_status* status = mixgrad_object_iterate(current()->handle, handle, &walk)) return fail(status);
  auto* made = PyObject_New(IteratorObject, state.iterator);
  if (!made) return mixgrad_iterator_release(walk), nullptr;
  made->handle = walk;
  made->object = Py_NewRef(self);
  return reinterpret_cast<PyObject*>(made);
}

PyObject* iterator_next(PyObject* self) {
  auto* walk = reinterpret_cast<IteratorObject*>(self);
  mixgrad_value value{};
  mixgrad_context* context = current()->handle;
  mixgrad_status* status = nullptr;
  Py_BEGIN_ALLOW_THREADS status = mixgrad_iterator_next(context, walk->handle, &value);
  Py_END_ALLOW_THREADS if (status) return fail(status);
  return value.kind == MIXGRAD_KIND_ABSENT ? nullptr : to_python(&value);
}
PyObject* iterator_self(PyObject* self) { return Py_NewRef(self); }
void iterator_dealloc(PyObject* self) {
  auto* walk = reinterpret_cast<IteratorObject*>(self);
  mixgrad_iterator_release(walk->handle);
  Py_DECREF(walk->object);
  PyTypeObject* type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF(type);
}

PyMethodDef methods[] = {{"_get", get_property, METH_O, "Reads a property of the engine's object."},
                         {"_set", set_property, METH_VARARGS, "Writes a property of the engine's object."},
                         {"_keep", keep, METH_O, "Holds something for as long as the wrapper lives."},
                         {"_iterate", iterate, METH_NOARGS, "A walk over the engine's object."},
                         {"_tell_overrides", tell_overrides, METH_NOARGS, "Says again which methods are overridden."},
                         {}};
PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                       {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
                       {Py_tp_clear, reinterpret_cast<void*>(clear)},
                       {Py_tp_new, reinterpret_cast<void*>(PyType_GenericNew)},
                       {Py_tp_methods, methods},
                       {Py_tp_doc, const_cast<char*>("An object of the engine.")},
                       {0, nullptr}};
PyType_Spec spec = {"mixgrad._core.Object", sizeof(ObjectObject), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, slots};

PyType_Slot iterator_slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(iterator_dealloc)},
                                {Py_tp_iter, reinterpret_cast<void*>(iterator_self)},
                                {Py_tp_iternext, reinterpret_cast<void*>(iterator_next)},
                                {0, nullptr}};
PyType_Spec iterator_spec = {"mixgrad._core.Iterator", sizeof(IteratorObject), 0,
                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, iterator_slots};
}  // namespace

PyObject* wrap_object(mixgrad_object* taken) {
  auto found = wrappers.find(taken);
  if (found != wrappers.end()) {
    mixgrad_object_release(taken);
    return Py_NewRef(reinterpret_cast<PyObject*>(found->second));
  }
  PyObject* cls = class_of(taken);
  PyObject* made = PyType_GenericAlloc(cls ? reinterpret_cast<PyTypeObject*>(cls) : state.object, 0);
  if (!made) return mixgrad_object_release(taken), nullptr;
  as_object(made)->handle = taken;
  wrappers[taken] = as_object(made);
  return made;
}

bool adopt(ObjectObject* self, mixgrad_object* taken) {
  self->handle = taken;
  wrappers[taken] = self;
  PyObject* cls = class_of(taken);
  if (!cls || reinterpret_cast<PyTypeObject*>(cls) == Py_TYPE(reinterpret_cast<PyObject*>(self))) return true;
  // A subclass of an open class: its methods override the engine's.
  self->host = host_number(reinterpret_cast<PyObject*>(self));
  Owned told(tell_overrides(reinterpret_cast<PyObject*>(self), nullptr));
  return static_cast<bool>(told);
}

bool add_object(PyObject* module) {
  state.object = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  state.iterator = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&iterator_spec));
  return state.object && state.iterator &&
         PyModule_AddObjectRef(module, "Object", reinterpret_cast<PyObject*>(state.object)) == 0;
}

}  // namespace mixgrad_python
