// The extension mixgrad._core.
#include <dlfcn.h>

#include <string>

#include "bindings/python/native/common.h"
#include "load.h"

namespace mixgrad_python {

State state{};

namespace {

// configure(absent=…, make_error=…, unusual=…, places=…, serve=…, dtypes={number: dtype}, classes={name: class})
PyObject* configure(PyObject*, PyObject* arguments, PyObject* keywords) {
  static char names[][12] = {"absent", "make_error", "unusual", "places", "serve", "dtype_class", "dtypes", "classes"};
  static char* list[] = {names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], nullptr};
  PyObject* dtypes = nullptr;
  if (!PyArg_ParseTupleAndKeywords(arguments, keywords, "OOOOOOOO", list, &state.absent, &state.make_error,
                                   &state.unusual, &state.places, &state.serve, &state.dtype_class, &dtypes,
                                   &state.classes)) {
    return nullptr;
  }
  for (PyObject* held : {state.absent, state.make_error, state.unusual, state.places, state.serve, state.dtype_class,
                         dtypes, state.classes})
    Py_INCREF(held);
  for (int number = 0; number < 32; ++number) {
    Owned key(PyLong_FromLong(number));
    state.dtypes[number] = PyDict_GetItemWithError(dtypes, key.get());
  }
  return Py_NewRef(Py_None);
}

PyObject* set_operator(PyObject*, PyObject* arguments) {
  const char* symbol = nullptr;
  PyObject* function = nullptr;
  int position = 1;
  if (!PyArg_ParseTuple(arguments, "sO|i", &symbol, &function, &position)) return nullptr;
  return bind_operator(symbol, function, position) ? Py_NewRef(Py_None) : nullptr;
}

PyObject* memory(PyObject*, PyObject*) {
  mixgrad_memory_info info{};
  info.struct_size = sizeof info;
  if (mixgrad_status* status = mixgrad_memory_describe(&info)) return fail(status);
  return Py_BuildValue("{sLsLsLsLsLsLsL}", "tensors", info.tensors, "handles", info.handles, "objects", info.objects,
                       "bytes", info.bytes, "peak_bytes", info.peak_bytes, "pool_bytes", info.pool_bytes, "limit_bytes",
                       info.limit_bytes);
}
PyObject* set_memory_limit(PyObject*, PyObject* bytes) {
  long long limit = PyLong_AsLongLong(bytes);
  if (limit == -1 && PyErr_Occurred()) return nullptr;
  mixgrad_status* status = mixgrad_memory_set_limit(limit);
  return status ? fail(status) : Py_NewRef(Py_None);
}
PyObject* trim_memory(PyObject*, PyObject*) {
  mixgrad_memory_trim();
  return Py_NewRef(Py_None);
}
PyObject* set_threads(PyObject*, PyObject* threads) {
  long number = PyLong_AsLong(threads);
  if (number == -1 && PyErr_Occurred()) return nullptr;
  mixgrad_status* status = mixgrad_library_set_threads(static_cast<int32_t>(number));
  return status ? fail(status) : Py_NewRef(Py_None);
}
PyObject* threads(PyObject*, PyObject*) { return PyLong_FromLong(mixgrad_library_threads()); }
PyObject* version(PyObject*, PyObject*) { return PyUnicode_FromString(mixgrad_library_version()); }
PyObject* build(PyObject*, PyObject*) { return PyUnicode_FromString(mixgrad_library_build()); }
PyObject* schema(PyObject*, PyObject*) {
  const char* text = nullptr;
  size_t length = 0;
  if (mixgrad_status* status = mixgrad_schema_json(&text, &length)) return fail(status);
  return PyUnicode_FromStringAndSize(text, static_cast<Py_ssize_t>(length));
}

PyMethodDef functions[] = {
    {"configure", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(configure)), METH_VARARGS | METH_KEYWORDS,
     "What the package gives the extension."},
    {"set_operator", set_operator, METH_VARARGS, "set_operator(symbol, function, key_position=1)"},
    {"memory", memory, METH_NOARGS, "Counters of the whole library."},
    {"set_memory_limit", set_memory_limit, METH_O, "Sets a limit on the bytes in use by tensors; 0 is none."},
    {"trim_memory", trim_memory, METH_NOARGS, "Gives pooled memory back to the system."},
    {"set_threads", set_threads, METH_O, "How many threads kernels may use."},
    {"threads", threads, METH_NOARGS, "How many threads kernels may use."},
    {"version", version, METH_NOARGS, "Version of the engine."},
    {"build", build, METH_NOARGS, "Facts of the build and of this machine, as JSON."},
    {"schema", schema, METH_NOARGS, "All schemas as one JSON text."},
    {}};

PyModuleDef definition = {PyModuleDef_HEAD_INIT,
                          "mixgrad._core",
                          "The native part of mixgrad.",
                          -1,
                          functions,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr};

// Opens the engine's library, which lies beside this one unless the user names another.
bool open_engine() {
  Dl_info here;
  std::string path = dladdr(reinterpret_cast<void*>(open_engine), &here) ? here.dli_fname : "";
  size_t slash = path.rfind('/');
  const char* problem = mixgrad_load(slash == std::string::npos ? "." : path.substr(0, slash).c_str());
  if (problem) PyErr_SetString(PyExc_ImportError, problem);
  return !problem;
}

}  // namespace

}  // namespace mixgrad_python

PyMODINIT_FUNC PyInit__core() {  // NOLINT(bugprone-reserved-identifier): the name that CPython looks for
  using namespace mixgrad_python;
  if (!open_engine()) return nullptr;
  PyObject* module = PyModule_Create(&definition);
  if (module && add_call(module) && add_tensor(module) && add_object(module) && add_job(module) &&
      add_context(module) && PyModule_AddIntConstant(module, "LIMIT_AXES", MIXGRAD_LIMIT_AXES) == 0)
    return module;
  Py_XDECREF(module);
  return nullptr;
}
