// Python objects become values by what they are; the engine checks them against the schema.
#include "bindings/python/native/common.h"

namespace mixgrad_python {

namespace {
mixgrad_value plain(mixgrad_kind kind, int64_t number = 0) {
  mixgrad_value v;
  v.kind = kind;
  v.length = 0;
  v.payload.as_int = number;
  return v;
}

bool convert_int(PyObject* object, mixgrad_value* out) {
  int overflow = 0;
  long long number = PyLong_AsLongLongAndOverflow(object, &overflow);
  if (overflow) return fail(MIXGRAD_STATUS_CODE_VALUE, "an integer of 64 bits was expected, not %S", object) != nullptr;
  if (number == -1 && PyErr_Occurred()) return false;
  *out = plain(MIXGRAD_KIND_INT, number);
  return true;
}

bool convert_text(PyObject* object, mixgrad_value* out) {
  Py_ssize_t length = 0;
  const char* text = PyUnicode_AsUTF8AndSize(object, &length);
  if (!text) return false;
  *out = plain(MIXGRAD_KIND_STRING);
  out->length = static_cast<uint32_t>(length);
  out->payload.as_string = text;
  return true;
}
}  // namespace

Arena::~Arena() {
  for (int64_t number : callbacks_) forget_host(number);
  for (PyObject* object : owned_) Py_DECREF(object);
}

mixgrad_value* Arena::list(size_t n) {
  lists_.emplace_back(new mixgrad_value[n == 0 ? 1 : n]);
  return lists_.back().get();
}

void Arena::note(TensorObject* tensor) {
  if (tensor->elements < 0) {
    // Reading a shape inside a trace would bind the trace to it.
    if (!measures_ || current()->tracing) return;
    mixgrad_tensor_info info;
    info.struct_size = sizeof info;
    if (mixgrad_status* status = mixgrad_tensor_describe(tensor->handle, &info)) {
      mixgrad_status_release(status);  // the call itself will say it
      return;
    }
    tensor->elements = info.size;
  }
  if (tensor->elements > elements_) elements_ = tensor->elements;
}

bool Arena::convert(PyObject* object, mixgrad_value* out) {
  if (is_tensor(object)) {
    *out = plain(MIXGRAD_KIND_TENSOR);
    out->payload.as_tensor = as_tensor(object)->handle;
    note(as_tensor(object));
    return true;
  }
  if (object == Py_None) {
    *out = plain(MIXGRAD_KIND_NULL);
  } else if (object == Py_True || object == Py_False) {
    *out = plain(MIXGRAD_KIND_BOOL, object == Py_True);
  } else if (PyLong_Check(object)) {
    return convert_int(object, out);
  } else if (PyFloat_Check(object)) {
    *out = plain(MIXGRAD_KIND_FLOAT);
    out->payload.as_float = PyFloat_AsDouble(object);
  } else if (PyUnicode_Check(object)) {
    return convert_text(object, out);
  } else if (object == state.absent) {
    *out = plain(MIXGRAD_KIND_ABSENT);
  } else if (PyTuple_Check(object) || PyList_Check(object)) {
    return convert_items(object, out);
  } else if (is_object(object)) {
    *out = plain(MIXGRAD_KIND_OBJECT);
    out->payload.as_object = as_object(object)->handle;
    if (!as_object(object)->handle) {
      fail(MIXGRAD_STATUS_CODE_TYPE, "this %s was not made: its __init__ must call super().__init__()", "object");
      return false;
    }
  } else if (PyDict_Check(object)) {
    return convert_map(object, out);
  } else {
    return convert_rare(object, out);
  }
  return true;
}

bool Arena::convert_rare(PyObject* object, mixgrad_value* out) {
  if (PyObject_TypeCheck(object, reinterpret_cast<PyTypeObject*>(state.dtype_class))) {
    Owned number(PyObject_GetAttrString(object, "number"));
    if (!number) return false;
    *out = plain(MIXGRAD_KIND_DTYPE, PyLong_AsLongLong(number.get()));
    return true;
  }
  if (PyBytes_Check(object)) {
    char* data = nullptr;
    Py_ssize_t length = 0;
    if (PyBytes_AsStringAndSize(object, &data, &length) < 0) return false;
    *out = plain(MIXGRAD_KIND_BYTES);
    out->length = static_cast<uint32_t>(length);
    out->payload.as_pointer = data;
    return true;
  }
  if (Py_TYPE(object) == &PySlice_Type) return convert_slice(object, out);
  if (object == Py_Ellipsis) {
    *out = plain(MIXGRAD_KIND_ELLIPSIS);
    return true;
  }
  if (FunctionObject* function = function_behind(object)) {
    *out = plain(MIXGRAD_KIND_FUNCTION);
    out->payload.as_function = find_function(function);
    return out->payload.as_function != nullptr;
  }
  if (PyCallable_Check(object) && !PyType_Check(object)) {
    int64_t number = known_number(object);
    if (!number) {
      number = host_number(object);
      callbacks_.push_back(number);
      owned_.push_back(Py_NewRef(object));
    }
    *out = plain(MIXGRAD_KIND_CALLBACK, number);
    return true;
  }
  PyObject* usual = PyObject_CallFunctionObjArgs(state.unusual, object, nullptr);
  if (!usual) return false;
  owned_.push_back(usual);
  return convert(usual, out);
}

bool Arena::convert_items(PyObject* sequence, mixgrad_value* out) {
  bool tuple = PyTuple_Check(sequence);
  Py_ssize_t n = tuple ? PyTuple_Size(sequence) : PyList_Size(sequence);
  mixgrad_value* items = list(static_cast<size_t>(n));
  for (Py_ssize_t i = 0; i < n; ++i) {
    if (!convert(tuple ? PyTuple_GetItem(sequence, i) : PyList_GetItem(sequence, i), &items[i])) return false;
  }
  if (!tuple) owned_.push_back(PyList_AsTuple(sequence));  // whatever the call does to the list, its items live
  *out = plain(MIXGRAD_KIND_LIST);
  out->length = static_cast<uint32_t>(n);
  out->payload.as_list = items;
  return true;
}

bool Arena::convert_map(PyObject* dict, mixgrad_value* out) {
  Owned pairs(PyDict_Items(dict));
  if (!pairs) return false;
  Py_ssize_t n = PyList_Size(pairs.get());
  mixgrad_value* items = list(static_cast<size_t>(2 * n));
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* pair = PyList_GetItem(pairs.get(), i);
    PyObject* key = PyTuple_GetItem(pair, 0);
    if (!PyUnicode_Check(key))
      return fail(MIXGRAD_STATUS_CODE_TYPE, "the keys of a dict must be strings, not %R", key) != nullptr;
    if (!convert_text(key, &items[2 * i]) || !convert(PyTuple_GetItem(pair, 1), &items[2 * i + 1])) return false;
  }
  *out = plain(MIXGRAD_KIND_MAP);
  out->length = static_cast<uint32_t>(n);
  out->payload.as_list = items;
  owned_.push_back(pairs.give());
  return true;
}

bool Arena::convert_slice(PyObject* slice, mixgrad_value* out) {
  mixgrad_value* items = list(3);
  const char* names[] = {"start", "stop", "step"};
  for (int i = 0; i < 3; ++i) {
    Owned bound(PyObject_GetAttrString(slice, names[i]));
    if (!bound) return false;
    if (bound.get() == Py_None) {
      items[i] = plain(MIXGRAD_KIND_ABSENT);
      continue;
    }
    Owned number(PyNumber_Index(bound.get()));
    if (!number || !convert_int(number.get(), &items[i])) return false;
  }
  *out = plain(MIXGRAD_KIND_SLICE);
  out->payload.as_list = items;
  return true;
}

bool Arena::convert_entry(PyObject* entry, mixgrad_value* out) {
  if (entry == Py_None) {
    *out = plain(MIXGRAD_KIND_NEWAXIS);
    return true;
  }
  if (is_tensor(entry) || PyBool_Check(entry)) return convert(entry, out);
  if (Py_TYPE(entry) == &PySlice_Type) return convert_slice(entry, out);
  if (entry == Py_Ellipsis) {
    *out = plain(MIXGRAD_KIND_ELLIPSIS);
    return true;
  }
  if (PyLong_Check(entry)) return convert_int(entry, out);
  Owned number(PyIndex_Check(entry) ? PyNumber_Index(entry) : nullptr);
  if (number) return convert_int(number.get(), out);
  PyErr_Clear();
  PyObject* places = PyObject_CallFunctionObjArgs(state.places, entry, nullptr);
  if (!places) return false;
  owned_.push_back(places);
  return convert(places, out);
}

bool Arena::convert_key(PyObject* key, mixgrad_value* out) {
  Py_ssize_t n = PyTuple_Check(key) ? PyTuple_Size(key) : 1;
  mixgrad_value* items = list(static_cast<size_t>(n));
  for (Py_ssize_t i = 0; i < n; ++i) {
    if (!convert_entry(PyTuple_Check(key) ? PyTuple_GetItem(key, i) : key, &items[i])) return false;
  }
  *out = plain(MIXGRAD_KIND_LIST);
  out->length = static_cast<uint32_t>(n);
  out->payload.as_list = items;
  return true;
}

void Arena::keep() {
  for (int64_t number : callbacks_) keep_function(host_object(number), number);
  callbacks_.clear();
}

void Arena::keep_in(PyObject* list, std::vector<int64_t>* numbers) {
  for (int64_t number : callbacks_) {
    PyObject* object = host_object(number);
    if (object) PyList_Append(list, object);
    numbers->push_back(number);
  }
  callbacks_.clear();
}

void Arena::keep_in(ObjectObject* owner) {
  if (callbacks_.empty()) return;
  if (!owner->kept) owner->kept = PyList_New(0);
  if (!owner->callbacks) owner->callbacks = new std::vector<int64_t>;
  keep_in(owner->kept, owner->callbacks);
}

}  // namespace mixgrad_python
