// The tensor type: a handle and what must be fast. The package adds the other methods when it is imported.
#include "bindings/python/native/common.h"

namespace mixgrad_python {

bool describe(TensorObject* tensor, mixgrad_tensor_info* info) {
  info->struct_size = sizeof *info;
  if (mixgrad_status* status = mixgrad_tensor_describe(tensor->handle, info)) return fail(status), false;
  return true;
}

namespace {

void dealloc(PyObject* self) {
  TensorObject* tensor = as_tensor(self);
  if (tensor->weak) PyObject_ClearWeakRefs(self);
  mixgrad_tensor_release(tensor->handle);
  PyTypeObject* type = Py_TYPE(self);
  PyObject_Free(self);
  Py_DECREF(type);
  drain_deleted();
}

PyObject* tuple_of(const int64_t* numbers, int n) {
  PyObject* tuple = PyTuple_New(n);
  for (int i = 0; tuple && i < n; ++i) PyTuple_SetItem(tuple, i, PyLong_FromLongLong(numbers[i]));
  return tuple;
}

// What describe knows, as properties.
enum Fact {
  kShape,
  kStrides,
  kNdim,
  kSize,
  kDType,
  kDevice,
  kRequiresGrad,
  kIsLeaf,
  kIsTraced,
  kIsContiguous,
  kIsReadOnly,
  kVersion
};
PyObject* get_fact(PyObject* self, void* which) {
  mixgrad_tensor_info info;
  Fact fact = static_cast<Fact>(reinterpret_cast<intptr_t>(which));
  // A trace is bound to the sizes that are read in it; dtype and number of axes it is bound to anyhow.
  bool head = fact == kDType || fact == kNdim;
  info.struct_size = head ? offsetof(mixgrad_tensor_info, shape) : sizeof info;
  if (mixgrad_status* status = mixgrad_tensor_describe(as_tensor(self)->handle, &info)) return fail(status);
  mixgrad_value value{};
  switch (fact) {
    case kShape:
      return tuple_of(info.sizes, info.rank);
    case kStrides:
      return tuple_of(info.steps, info.rank);
    case kNdim:
      return PyLong_FromLong(info.rank);
    case kSize:
      return PyLong_FromLongLong(info.size);
    case kDType:
      value.kind = MIXGRAD_KIND_DTYPE;
      value.payload.as_int = info.dtype;
      return copy_to_python(value);
    case kDevice:
      value.kind = MIXGRAD_KIND_DEVICE;
      value.payload.as_int = info.device;
      return copy_to_python(value);
    case kRequiresGrad:
      return PyBool_FromLong(info.requires_grad);
    case kIsLeaf:
      return PyBool_FromLong(info.is_leaf);
    case kIsTraced:
      return PyBool_FromLong(info.is_traced);
    case kIsContiguous:
      return PyBool_FromLong(info.is_contiguous);
    case kIsReadOnly:
      return PyBool_FromLong(info.is_read_only);
    case kVersion:
      return PyLong_FromLongLong(info.version);
  }
  return nullptr;
}

int set_requires_grad(PyObject* self, PyObject* value, void*) {
  int on = value ? PyObject_IsTrue(value) : 0;
  if (on < 0) return -1;
  if (mixgrad_status* status = mixgrad_tensor_set_requires_grad(as_tensor(self)->handle, on)) return fail(status), -1;
  return 0;
}

PyObject* get_grad(PyObject* self, void*) {
  mixgrad_tensor* grad = nullptr;
  if (mixgrad_status* status = mixgrad_tensor_grad(current()->handle, as_tensor(self)->handle, &grad))
    return fail(status);
  return grad ? wrap_tensor(grad) : Py_NewRef(Py_None);
}

int set_grad(PyObject* self, PyObject* value, void*) {
  if (value && value != Py_None && !is_tensor(value))
    return fail(MIXGRAD_STATUS_CODE_TYPE, "grad must be a tensor or None"), -1;
  mixgrad_tensor* grad = value && value != Py_None ? as_tensor(value)->handle : nullptr;
  if (mixgrad_status* status = mixgrad_tensor_set_grad(as_tensor(self)->handle, grad)) return fail(status), -1;
  return 0;
}

PyObject* get_disposed(PyObject* self, void*) {
  return PyBool_FromLong(mixgrad_tensor_is_disposed(as_tensor(self)->handle));
}
PyObject* get_identity(PyObject* self, void*) {
  return PyLong_FromLongLong(mixgrad_tensor_identity(as_tensor(self)->handle));
}
PyObject* dispose(PyObject* self, PyObject*) {
  mixgrad_tensor_dispose(as_tensor(self)->handle);
  drain_deleted();
  return Py_NewRef(Py_None);
}

Py_ssize_t length(PyObject* self) {
  mixgrad_tensor_info info;
  if (!describe(as_tensor(self), &info)) return -1;
  if (info.rank == 0) return fail(MIXGRAD_STATUS_CODE_TYPE, "a tensor without axes has no length"), -1;
  return static_cast<Py_ssize_t>(info.sizes[0]);
}

Py_hash_t hash(PyObject* self) {  // by identity, since == compares elements
  auto number = static_cast<Py_hash_t>(reinterpret_cast<uintptr_t>(self) >> 4);
  return number == -1 ? -2 : number;
}

void* fact(Fact which) { return reinterpret_cast<void*>(static_cast<intptr_t>(which)); }
PyGetSetDef properties[] = {
    {"shape", get_fact, nullptr, "Sizes of the axes.", fact(kShape)},
    {"strides", get_fact, nullptr, "Distance of neighbours along each axis, in elements.", fact(kStrides)},
    {"ndim", get_fact, nullptr, "Number of axes.", fact(kNdim)},
    {"size", get_fact, nullptr, "Number of elements.", fact(kSize)},
    {"dtype", get_fact, nullptr, "Type of the elements.", fact(kDType)},
    {"device", get_fact, nullptr, "Where the elements are, such as \"cpu\".", fact(kDevice)},
    {"requires_grad", get_fact, set_requires_grad, "Whether gradients are recorded for it.", fact(kRequiresGrad)},
    {"is_leaf", get_fact, nullptr, "Whether no recorded operation made it.", fact(kIsLeaf)},
    {"is_traced", get_fact, nullptr, "Whether it stands for a value in a trace and has no data.", fact(kIsTraced)},
    {"is_contiguous", get_fact, nullptr, "Whether it is row-major without gaps.", fact(kIsContiguous)},
    {"is_read_only", get_fact, nullptr, "Whether writing to it is an error.", fact(kIsReadOnly)},
    {"version", get_fact, nullptr, "Writes to its storage so far, those of views included.", fact(kVersion)},
    {"grad", get_grad, set_grad, "The gradient that backward left, or None.", nullptr},
    {"disposed", get_disposed, nullptr, "Whether it was disposed, or its scope has ended.", nullptr},
    {"identity", get_identity, nullptr, "The same number for handles of the same tensor; 0 if disposed.", nullptr},
    {}};
PyMethodDef methods[] = {
    {"dispose", dispose, METH_NOARGS, "Frees the elements now; using the tensor later is a DisposedError."},
    {"item", tensor_item, METH_NOARGS, "The only element, as a number of Python."},
    {"tolist", tensor_to_list, METH_NOARGS, "The elements as nested lists."},
    {"tobytes", tensor_to_bytes, METH_NOARGS, "The elements' bytes in row-major order, little-endian."},
    {"_dlpack", tensor_to_dlpack, METH_NOARGS, "A DLPack capsule over the same memory."},
    {}};
PyMemberDef members[] = {{"__weaklistoffset__", T_PYSSIZET, offsetof(TensorObject, weak), READONLY, nullptr}, {}};

std::vector<PyType_Slot> all_slots() {
  std::vector<PyType_Slot> slots = {
      {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
      {Py_tp_hash, reinterpret_cast<void*>(hash)},
      {Py_tp_getset, properties},
      {Py_tp_methods, methods},
      {Py_tp_members, members},
      {Py_mp_length, reinterpret_cast<void*>(length)},
      {Py_bf_getbuffer, reinterpret_cast<void*>(tensor_get_buffer)},
      {Py_bf_releasebuffer, reinterpret_cast<void*>(tensor_release_buffer)},
      {Py_tp_doc, const_cast<char*>("An array of numbers of one type, with up to 32 axes.")}};
  for (PyType_Slot* slot = operator_slots; slot->slot; ++slot) slots.push_back(*slot);
  slots.push_back({0, nullptr});
  return slots;
}
}  // namespace

bool add_tensor(PyObject* module) {
  std::vector<PyType_Slot> slots = all_slots();
  PyType_Spec spec = {"mixgrad.Tensor", sizeof(TensorObject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                      slots.data()};
  state.tensor = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  return state.tensor && PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(state.tensor)) == 0 &&
         PyModule_AddFunctions(module, memory_functions) == 0;
}

}  // namespace mixgrad_python
