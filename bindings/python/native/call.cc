// Functions of the engine are built-in functions of Python: METH_FASTCALL with the function as their self.
#include <cstring>

#include "bindings/python/native/common.h"

namespace mixgrad_python {

mixgrad_function* find_function(FunctionObject* function) {
  if (!function->handle) {
    if (mixgrad_status* status = mixgrad_function_find(function->name, 0, &function->handle))
      return fail(status), nullptr;
  }
  return function->handle;
}

bool call_engine(mixgrad_function* function, const mixgrad_value* arguments, size_t n, bool release,
                 mixgrad_value* results, size_t* n_results) {
  for (bool again = true;; again = false) {
    mixgrad_status* status = nullptr;
    size_t room = *n_results;
    mixgrad_context* context = current()->handle;
    if (release) {
      Py_BEGIN_ALLOW_THREADS status = mixgrad_call(context, function, arguments, n, results, &room);
      Py_END_ALLOW_THREADS
    } else {
      status = mixgrad_call(context, function, arguments, n, results, &room);
    }
    if (!status) {
      *n_results = room;
      return true;
    }
    if (again && mixgrad_status_code_of(status) == MIXGRAD_STATUS_CODE_OUT_OF_MEMORY) {
      mixgrad_status_release(status);
      int enabled = PyGC_Enable();  // else the next line would do nothing
      PyGC_Collect();               // tensors in reference cycles
      if (!enabled) PyGC_Disable();
      drain_deleted();
      continue;
    }
    fail(status);
    return false;
  }
}

namespace {

// Converted arguments of a call from Python; the trailing ones that are not given are left out.
class Packed {
 public:
  bool pack(PyObject* const* arguments, Py_ssize_t n) {
    while (n > 0 && arguments[n - 1] == state.absent) --n;
    if (n > kInline) {
      large_ = std::make_unique_for_overwrite<mixgrad_value[]>(static_cast<size_t>(n));
      values_ = large_.get();
    }
    for (; count_ < static_cast<size_t>(n); ++count_) {
      if (!arena.convert(arguments[count_], &values_[count_])) return false;
    }
    return true;
  }
  const mixgrad_value* values() const { return values_; }
  size_t count() const { return count_; }
  Arena arena;

 private:
  static constexpr Py_ssize_t kInline = 12;
  mixgrad_value inline_[kInline];
  mixgrad_value* values_ = inline_;
  size_t count_ = 0;
  std::unique_ptr<mixgrad_value[]> large_;
};

bool run(FunctionObject* function, PyObject* const* arguments, Py_ssize_t n, Packed& packed, mixgrad_value* results,
         size_t* n_results) {
  mixgrad_function* handle = find_function(function);
  if (!handle || !packed.pack(arguments, n)) return false;
  if (function->keeps) packed.arena.keep();
  bool release = function->waits || packed.arena.large();
  return call_engine(handle, packed.values(), packed.count(), release, results, n_results);
}

PyObject* call_function(PyObject* self, PyObject* const* arguments, Py_ssize_t n) {
  Packed packed;
  mixgrad_value results[kMaxResults];
  size_t n_results = kMaxResults;
  if (!run(reinterpret_cast<FunctionObject*>(self), arguments, n, packed, results, &n_results)) return nullptr;
  return results_to_python(results, n_results);
}
PyMethodDef call_method = {"call", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(call_function)),
                           METH_FASTCALL, nullptr};

// function(name, waits=False, keeps=False) -> a built-in function
PyObject* function(PyObject*, PyObject* arguments, PyObject* keywords) {
  static char names[][8] = {"name", "waits", "keeps"};
  static char* list[] = {names[0], names[1], names[2], nullptr};
  const char* name = nullptr;
  int waits = 0, keeps = 0;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "s|pp", list, &name, &waits, &keeps)) return nullptr;
  return make_function(name, waits != 0, keeps != 0);
}

FunctionObject* constructor(PyObject* const* arguments, Py_ssize_t n, bool object_first) {
  if (object_first && (n < 2 || !is_object(arguments[0]))) {
    PyErr_SetString(PyExc_TypeError, "construct takes an object and a function");
    return nullptr;
  }
  FunctionObject* found = function_behind(arguments[object_first ? 1 : 0]);
  if (!found) PyErr_SetString(PyExc_TypeError, "this is no function of the engine");
  return found;
}

// construct(wrapper, function, *arguments): makes the object that the wrapper wraps.
PyObject* construct(PyObject*, PyObject* const* arguments, Py_ssize_t n) {
  FunctionObject* found = constructor(arguments, n, true);
  if (!found) return nullptr;
  ObjectObject* self = as_object(arguments[0]);
  if (self->handle) return fail(MIXGRAD_STATUS_CODE_VALUE, "this object was made already");
  Packed packed;
  mixgrad_value results[kMaxResults];
  size_t n_results = kMaxResults;
  if (!run(found, arguments + 2, n - 2, packed, results, &n_results)) return nullptr;
  if (n_results != 1 || results[0].kind != MIXGRAD_KIND_OBJECT) {
    for (size_t i = 0; i < n_results; ++i) mixgrad_value_clear(&results[i]);
    return fail(MIXGRAD_STATUS_CODE_INTERNAL, "%s made no object", found->name);
  }
  packed.arena.keep_in(self);
  return adopt(self, results[0].payload.as_object) ? Py_NewRef(Py_None) : nullptr;
}

void free_function(PyObject* self) {
  auto* function = reinterpret_cast<FunctionObject*>(self);
  PyMem_Free(function->name);
  PyTypeObject* type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF(type);
}
PyObject* function_repr(PyObject* self) {
  return PyUnicode_FromFormat("<function %s of mixgrad>", reinterpret_cast<FunctionObject*>(self)->name);
}
PyObject* function_name(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<FunctionObject*>(self)->name);
}
PyGetSetDef function_properties[] = {{"name", function_name, nullptr, "The engine's name of the function.", nullptr},
                                     {}};
PyType_Slot function_slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(free_function)},
                                {Py_tp_repr, reinterpret_cast<void*>(function_repr)},
                                {Py_tp_getset, function_properties},
                                {0, nullptr}};
PyType_Spec function_spec = {"mixgrad._core.Function", sizeof(FunctionObject), 0,
                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, function_slots};

PyMethodDef functions[] = {
    {"function", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function)), METH_VARARGS | METH_KEYWORDS,
     "function(name, waits=False, keeps=False): a function of the engine."},
    {"construct", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(construct)), METH_FASTCALL,
     "construct(wrapper, function, *arguments)"},
    {}};
}  // namespace

PyObject* make_function(const char* name, bool waits, bool keeps) {
  FunctionObject* self = PyObject_New(FunctionObject, state.function);
  if (!self) return nullptr;
  self->handle = nullptr;
  self->waits = waits;
  self->keeps = keeps;
  size_t length = std::strlen(name) + 1;
  self->name = static_cast<char*>(PyMem_Malloc(length));
  std::memcpy(self->name, name, length);
  PyObject* made = PyCFunction_NewEx(&call_method, reinterpret_cast<PyObject*>(self), nullptr);
  Py_DECREF(self);
  return made;
}

FunctionObject* function_behind(PyObject* object) {
  if (PyCFunction_Check(object)) {
    PyObject* self = PyCFunction_GetSelf(object);
    return self && Py_TYPE(self) == state.function ? reinterpret_cast<FunctionObject*>(self) : nullptr;
  }
  if (!PyCallable_Check(object) || PyType_Check(object)) return nullptr;
  Owned behind(PyObject_GetAttrString(object, "mixgrad_function"));  // printed Python functions carry theirs
  if (!behind) {
    PyErr_Clear();
    return nullptr;
  }
  return PyCFunction_Check(behind.get()) ? function_behind(behind.get()) : nullptr;
}

bool add_call(PyObject* module) {
  state.function = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&function_spec));
  return state.function && PyModule_AddFunctions(module, functions) == 0;
}

}  // namespace mixgrad_python
