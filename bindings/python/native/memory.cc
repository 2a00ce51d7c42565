// Memory from and for others: the buffer protocol, DLPack, and elements as Python's numbers.
#include <atomic>
#include <cstring>

#include "bindings/python/native/common.h"
#include "mixgrad/dlpack.h"

namespace mixgrad_python {

namespace {

// Buffers whose tensor is gone. The engine may let go on any thread, so they wait here for one that holds the GIL.
struct Held {
  Py_buffer view;
  Held* next;
};
std::atomic<Held*> deleted{nullptr};

void delete_later(void* user_data) {
  auto* held = static_cast<Held*>(user_data);
  held->next = deleted.load(std::memory_order_relaxed);
  while (!deleted.compare_exchange_weak(held->next, held, std::memory_order_release, std::memory_order_relaxed)) {
  }
}

const char* format_of(int32_t dtype) {
  switch (dtype) {
    case MIXGRAD_DTYPE_BOOL:
      return "?";
    case MIXGRAD_DTYPE_INT8:
      return "b";
    case MIXGRAD_DTYPE_INT16:
      return "h";
    case MIXGRAD_DTYPE_INT32:
      return "i";
    case MIXGRAD_DTYPE_INT64:
      return "q";
    case MIXGRAD_DTYPE_UINT8:
      return "B";
    case MIXGRAD_DTYPE_UINT16:
      return "H";
    case MIXGRAD_DTYPE_UINT32:
      return "I";
    case MIXGRAD_DTYPE_UINT64:
      return "Q";
    case MIXGRAD_DTYPE_FLOAT16:
      return "e";
    case MIXGRAD_DTYPE_FLOAT32:
      return "f";
    case MIXGRAD_DTYPE_FLOAT64:
      return "d";
    default:
      return nullptr;  // bfloat16: Python has no word for it
  }
}

// The dtype of a buffer, or 0.
int32_t dtype_of(const char* format, Py_ssize_t item) {
  if (!format) format = "B";
  if (*format == '@' || *format == '=' || *format == '<') ++format;  // little-endian machines only
  if (!*format || format[1]) return 0;
  int log = item == 1 ? 0 : item == 2 ? 1 : item == 4 ? 2 : item == 8 ? 3 : -1;
  if (log < 0) return 0;
  switch (*format) {
    case '?':
      return MIXGRAD_DTYPE_BOOL;
    case 'b':
    case 'h':
    case 'i':
    case 'l':
    case 'q':
    case 'n':
      return MIXGRAD_DTYPE_INT8 + log;
    case 'B':
    case 'H':
    case 'I':
    case 'L':
    case 'Q':
    case 'N':
      return MIXGRAD_DTYPE_UINT8 + log;
    case 'e':
    case 'f':
    case 'd':
      return log == 1 ? MIXGRAD_DTYPE_FLOAT16 : log == 2 ? MIXGRAD_DTYPE_FLOAT32 : MIXGRAD_DTYPE_FLOAT64;
    default:
      return 0;
  }
}

// from_buffer(object, copy, writable, dtype=0): a tensor with a buffer's elements, or over its memory. A dtype's number
// says what the elements are where Python has no word for it; they must be of its size.
PyObject* from_buffer(PyObject*, PyObject* arguments) {
  PyObject* object = nullptr;
  int copy = 0, writable = 0, dtype = 0;
  if (!PyArg_ParseTuple(arguments, "Opp|i", &object, &copy, &writable, &dtype)) return nullptr;
  auto held = std::make_unique<Held>();
  if (PyObject_GetBuffer(object, &held->view, writable ? PyBUF_FULL : PyBUF_FULL_RO) < 0) return nullptr;
  Py_buffer& view = held->view;
  struct Releaser {
    Py_buffer* view;
    ~Releaser() {
      if (view) PyBuffer_Release(view);
    }
  } releaser{&view};
  if (!dtype) dtype = dtype_of(view.format, view.itemsize);
  if (!dtype)
    return fail(MIXGRAD_STATUS_CODE_DTYPE, "elements of the buffer format \"%s\" are not accepted",
                view.format ? view.format : "");
  if (view.ndim > MIXGRAD_LIMIT_AXES)
    return fail(MIXGRAD_STATUS_CODE_SHAPE, "a tensor has at most %d axes, this buffer has %d", MIXGRAD_LIMIT_AXES,
                view.ndim);
  int64_t shape[MIXGRAD_LIMIT_AXES], strides[MIXGRAD_LIMIT_AXES];
  for (int i = 0; i < view.ndim; ++i) {
    if (view.strides[i] % view.itemsize != 0)
      return fail(MIXGRAD_STATUS_CODE_VALUE, "the buffer's strides are not multiples of its elements' size");
    shape[i] = view.shape[i];
    strides[i] = view.strides[i] / view.itemsize;
  }
  mixgrad_tensor* tensor = nullptr;
  mixgrad_context* context = current()->handle;
  mixgrad_status* status = copy ? mixgrad_tensor_from_copy(context, view.buf, dtype, view.ndim, shape, strides, &tensor)
                                : mixgrad_tensor_from_memory(context, view.buf, dtype, view.ndim, shape, strides,
                                                             view.readonly, delete_later, held.get(), &tensor);
  if (status) return fail(status);
  if (!copy) {
    releaser.view = nullptr;
    held.release();  // NOLINT(bugprone-unused-return-value): delete_later has it now
  }
  return wrap_tensor(tensor);
}

// A view of a tensor's memory that outlives the tensor's handle: what DLPack gives away holds the storage.
struct Export {
  DLManagedTensor* managed;
  Py_ssize_t shape[MIXGRAD_LIMIT_AXES], strides[MIXGRAD_LIMIT_AXES];
};

DLManagedTensor* export_memory(PyObject* self) {
  void* managed = nullptr;
  if (mixgrad_status* status = mixgrad_tensor_to_dlpack(as_tensor(self)->handle, &managed))
    return fail(status), nullptr;
  return static_cast<DLManagedTensor*>(managed);
}

void delete_capsule(PyObject* capsule) {
  if (!PyCapsule_IsValid(capsule, "dltensor")) return;  // somebody took it
  auto* managed = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, "dltensor"));
  if (managed->deleter) managed->deleter(managed);
}

PyObject* from_dlpack(PyObject*, PyObject* capsule) {
  auto* managed = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(capsule, "dltensor"));
  if (!managed) return nullptr;
  mixgrad_tensor* tensor = nullptr;
  PyCapsule_SetName(capsule, "used_dltensor");  // it is the callee's now, also if it fails
  if (mixgrad_status* status = mixgrad_tensor_from_dlpack(current()->handle, managed, &tensor)) return fail(status);
  return wrap_tensor(tensor);
}

PyObject* number_at(const char* p, int32_t dtype) {
  switch (dtype) {
    case MIXGRAD_DTYPE_BOOL:
      return PyBool_FromLong(*p != 0);
    case MIXGRAD_DTYPE_INT64: {
      int64_t v;
      std::memcpy(&v, p, sizeof v);
      return PyLong_FromLongLong(v);
    }
    case MIXGRAD_DTYPE_UINT64: {
      uint64_t v;
      std::memcpy(&v, p, sizeof v);
      return PyLong_FromUnsignedLongLong(v);
    }
    default: {
      double v;
      std::memcpy(&v, p, sizeof v);
      return PyFloat_FromDouble(v);
    }
  }
}

// The widest dtype of its sort, as Python's numbers are.
int32_t wide(int32_t dtype) {
  if (dtype == MIXGRAD_DTYPE_BOOL) return dtype;
  if (dtype < MIXGRAD_DTYPE_UINT8) return MIXGRAD_DTYPE_INT64;
  return dtype <= MIXGRAD_DTYPE_UINT64 ? MIXGRAD_DTYPE_UINT64 : MIXGRAD_DTYPE_FLOAT64;
}

struct Elements {
  mixgrad_tensor_info info;
  int32_t dtype = 0;
  size_t item = 0;
  std::vector<char> bytes;
};

bool read_elements(PyObject* self, Elements* out) {
  if (!describe(as_tensor(self), &out->info)) return false;
  out->dtype = wide(out->info.dtype);
  out->item = out->dtype == MIXGRAD_DTYPE_BOOL ? 1 : 8;
  out->bytes.resize(static_cast<size_t>(out->info.size) * out->item);
  mixgrad_status* status =
      mixgrad_tensor_copy_out(as_tensor(self)->handle, out->dtype, 0, out->bytes.data(), out->bytes.size());
  if (status) fail(status);
  return status == nullptr;
}

PyObject* nested(const Elements& e, int axis, const char*& p) {
  if (axis == e.info.rank) {
    PyObject* number = number_at(p, e.dtype);
    p += e.item;
    return number;
  }
  Owned list(PyList_New(static_cast<Py_ssize_t>(e.info.sizes[axis])));
  for (int64_t i = 0; list && i < e.info.sizes[axis]; ++i) {
    PyObject* item = nested(e, axis + 1, p);
    if (!item || PyList_SetItem(list.get(), static_cast<Py_ssize_t>(i), item) < 0) return nullptr;
  }
  return list.give();
}
}  // namespace

void drain_deleted() {
  if (!deleted.load(std::memory_order_relaxed)) return;
  Held* held = deleted.exchange(nullptr, std::memory_order_acquire);
  while (held) {
    Held* next = held->next;
    PyBuffer_Release(&held->view);
    delete held;
    held = next;
  }
}

int tensor_get_buffer(PyObject* self, Py_buffer* view, int flags) {
  view->obj = nullptr;
  mixgrad_tensor_info info;
  if (!describe(as_tensor(self), &info)) return -1;
  const char* format = format_of(info.dtype);
  // NumPy asks again by __array__ when a buffer can not be had.
  if (!format) return PyErr_SetString(PyExc_BufferError, "bfloat16 elements have no buffer format: use astype"), -1;
  // A write of somebody else's would pass by the version counter that protects gradients.
  bool read_only = info.is_read_only || info.requires_grad || !info.is_leaf;
  if ((flags & PyBUF_WRITABLE) && read_only)
    return PyErr_SetString(PyExc_BufferError, "this tensor is read-only for others"), -1;
  DLManagedTensor* managed = export_memory(self);
  if (!managed) return -1;
  auto* exported = new Export{managed, {}, {}};
  for (int i = 0; i < info.rank; ++i) {
    exported->shape[i] = info.sizes[i];
    exported->strides[i] = info.steps[i] * info.item_bytes;
  }
  view->buf = static_cast<char*>(managed->dl_tensor.data) + managed->dl_tensor.byte_offset;
  view->len = info.size * info.item_bytes;
  view->itemsize = info.item_bytes;
  view->readonly = read_only;
  view->ndim = info.rank;
  view->format = flags & PyBUF_FORMAT ? const_cast<char*>(format) : nullptr;
  view->shape = exported->shape;
  view->strides = exported->strides;
  view->suboffsets = nullptr;
  view->internal = exported;
  bool fits = (flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS   ? PyBuffer_IsContiguous(view, 'C')
              : (flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS ? PyBuffer_IsContiguous(view, 'F')
              : (flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS
                  ? PyBuffer_IsContiguous(view, 'A')
                  : (flags & PyBUF_STRIDES) == PyBUF_STRIDES || PyBuffer_IsContiguous(view, 'C');
  if (!fits) {
    tensor_release_buffer(self, view);
    return PyErr_SetString(PyExc_BufferError, "this tensor is not contiguous"), -1;
  }
  if (!(flags & PyBUF_ND)) view->shape = nullptr;
  if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES) view->strides = nullptr;
  view->obj = Py_NewRef(self);
  return 0;
}

void tensor_release_buffer(PyObject*, Py_buffer* view) {
  auto* exported = static_cast<Export*>(view->internal);
  if (exported->managed->deleter) exported->managed->deleter(exported->managed);
  delete exported;
}

PyObject* tensor_to_dlpack(PyObject* self, PyObject*) {
  DLManagedTensor* managed = export_memory(self);
  return managed ? PyCapsule_New(managed, "dltensor", delete_capsule) : nullptr;
}

PyObject* tensor_item(PyObject* self, PyObject*) {
  mixgrad_tensor_info info;
  if (!describe(as_tensor(self), &info)) return nullptr;
  if (info.size != 1)
    return fail(MIXGRAD_STATUS_CODE_VALUE, "item needs a tensor with one element, this one has %lld",
                static_cast<long long>(info.size));
  alignas(8) char bytes[8];
  int32_t dtype = wide(info.dtype);
  mixgrad_status* status =
      mixgrad_tensor_copy_out(as_tensor(self)->handle, dtype, 0, bytes, dtype == MIXGRAD_DTYPE_BOOL ? 1 : 8);
  return status ? fail(status) : number_at(bytes, dtype);
}

PyObject* tensor_to_bytes(PyObject* self, PyObject*) {
  mixgrad_tensor_info info;
  if (!describe(as_tensor(self), &info)) return nullptr;
  Owned bytes(PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(info.size * info.item_bytes)));
  char* data = bytes ? PyBytes_AsString(bytes.get()) : nullptr;
  if (!data) return nullptr;
  mixgrad_status* status = mixgrad_tensor_copy_out(as_tensor(self)->handle, info.dtype, 0, data,
                                                   static_cast<size_t>(info.size * info.item_bytes));
  return status ? fail(status) : bytes.give();
}

PyObject* tensor_to_list(PyObject* self, PyObject*) {
  Elements elements;
  if (!read_elements(self, &elements)) return nullptr;
  const char* p = elements.bytes.data();
  return nested(elements, 0, p);
}

PyMethodDef memory_functions[] = {
    {"from_buffer", from_buffer, METH_VARARGS, "from_buffer(object, copy, writable, dtype=0)"},
    {"from_dlpack", from_dlpack, METH_O, "from_dlpack(capsule)"},
    {}};

}  // namespace mixgrad_python
