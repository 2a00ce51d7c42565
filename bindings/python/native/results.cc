// Values become Python objects. One object of the engine has one wrapper.
#include "bindings/python/native/common.h"

namespace mixgrad_python {

PyObject* wrap_tensor(mixgrad_tensor* taken) {
  TensorObject* self = PyObject_New(TensorObject, state.tensor);
  if (!self) {
    mixgrad_tensor_release(taken);
    return nullptr;
  }
  self->handle = taken;
  self->weak = nullptr;
  self->elements = -1;
  return reinterpret_cast<PyObject*>(self);
}

namespace {
PyObject* list_to_python(const mixgrad_value* items, uint32_t n, bool take) {
  Owned list(PyList_New(n));
  if (!list) return nullptr;
  for (uint32_t i = 0; i < n; ++i) {
    PyObject* item = take ? to_python(const_cast<mixgrad_value*>(&items[i])) : copy_to_python(items[i]);
    if (!item || PyList_SetItem(list.get(), i, item) < 0) return nullptr;
  }
  return list.give();
}

PyObject* map_to_python(const mixgrad_value* items, uint32_t n, bool take) {
  Owned dict(PyDict_New());
  if (!dict) return nullptr;
  for (size_t i = 0; i < n; ++i) {
    Owned key(copy_to_python(items[2 * i]));
    Owned value(take ? to_python(const_cast<mixgrad_value*>(&items[2 * i + 1])) : copy_to_python(items[2 * i + 1]));
    if (!key || !value || PyDict_SetItem(dict.get(), key.get(), value.get()) < 0) return nullptr;
  }
  return dict.give();
}

PyObject* slice_to_python(const mixgrad_value* items) {
  Owned start(copy_to_python(items[0])), stop(copy_to_python(items[1])), step(copy_to_python(items[2]));
  if (!start || !stop || !step) return nullptr;
  return PySlice_New(start.get(), stop.get(), step.get());
}

PyObject* device_name(int64_t code) {
  if (code == 0) return PyUnicode_FromString("cpu");
  return PyUnicode_FromFormat("device%lld:%lld", static_cast<long long>(code >> 32),
                              static_cast<long long>(code & 0xffffffff));
}

PyObject* convert(const mixgrad_value& v, bool take) {
  switch (v.kind) {
    case MIXGRAD_KIND_ABSENT:
    case MIXGRAD_KIND_NULL:
    case MIXGRAD_KIND_NEWAXIS:
      return Py_NewRef(Py_None);
    case MIXGRAD_KIND_BOOL:
      return PyBool_FromLong(v.payload.as_int != 0);
    case MIXGRAD_KIND_INT:
    case MIXGRAD_KIND_ENUM:
      return PyLong_FromLongLong(v.payload.as_int);
    case MIXGRAD_KIND_FLOAT:
      return PyFloat_FromDouble(v.payload.as_float);
    case MIXGRAD_KIND_STRING:
      return PyUnicode_FromStringAndSize(v.payload.as_string, v.length);
    case MIXGRAD_KIND_BYTES:
      return PyBytes_FromStringAndSize(static_cast<const char*>(v.payload.as_pointer), v.length);
    case MIXGRAD_KIND_DTYPE: {
      PyObject* dtype = v.payload.as_int >= 0 && v.payload.as_int < 32 ? state.dtypes[v.payload.as_int] : nullptr;
      return dtype ? Py_NewRef(dtype)
                   : fail(MIXGRAD_STATUS_CODE_VERSION, "the engine has a dtype that this package does not know");
    }
    case MIXGRAD_KIND_DEVICE:
      return device_name(v.payload.as_int);
    case MIXGRAD_KIND_TENSOR:
      if (!take) mixgrad_tensor_retain(v.payload.as_tensor);
      return wrap_tensor(v.payload.as_tensor);
    case MIXGRAD_KIND_OBJECT:
      if (!take) mixgrad_object_retain(v.payload.as_object);
      return wrap_object(v.payload.as_object);
    case MIXGRAD_KIND_FUNCTION:
      return make_function(mixgrad_function_name(v.payload.as_function), false, false);
    case MIXGRAD_KIND_CALLBACK: {
      PyObject* object = host_object(v.payload.as_int);
      return object ? Py_NewRef(object) : fail(MIXGRAD_STATUS_CODE_HOST, "this function is gone");
    }
    case MIXGRAD_KIND_SLICE:
      return slice_to_python(v.payload.as_list);
    case MIXGRAD_KIND_ELLIPSIS:
      return Py_NewRef(Py_Ellipsis);
    case MIXGRAD_KIND_LIST:
      return list_to_python(v.payload.as_list, v.length, take);
    case MIXGRAD_KIND_MAP:
      return map_to_python(v.payload.as_list, v.length, take);
    default:
      return fail(MIXGRAD_STATUS_CODE_VERSION, "the engine gave a kind of value that this package does not know");
  }
}
}  // namespace

PyObject* to_python(mixgrad_value* value) {
  PyObject* object = convert(*value, true);
  // Handles were taken out; what is left is the memory of strings, lists and maps.
  if (value->kind == MIXGRAD_KIND_TENSOR || value->kind == MIXGRAD_KIND_OBJECT) value->kind = MIXGRAD_KIND_ABSENT;
  mixgrad_value_clear(value);
  return object;
}

PyObject* copy_to_python(const mixgrad_value& value) { return convert(value, false); }

PyObject* results_to_python(mixgrad_value* results, size_t n) {
  if (n == 0) return Py_NewRef(Py_None);
  if (n == 1) return to_python(results);
  Owned tuple(PyTuple_New(static_cast<Py_ssize_t>(n)));
  bool good = static_cast<bool>(tuple);
  for (size_t i = 0; i < n; ++i) {
    if (!good) {
      mixgrad_value_clear(&results[i]);
      continue;
    }
    PyObject* item = to_python(&results[i]);
    good = item && PyTuple_SetItem(tuple.get(), static_cast<Py_ssize_t>(i), item) == 0;
  }
  return good ? tuple.give() : nullptr;
}

}  // namespace mixgrad_python
