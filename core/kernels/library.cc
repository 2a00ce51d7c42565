#include "core/kernels/library.h"

#include <memory>

namespace mixgrad {

DeviceLibrary& library_of(Device device) { return static_cast<DeviceLibrary&>(backend_of(device)); }

namespace {

// Row-major on its own device, so that its bytes can travel.
Tensor packed(const Tensor& t) {
  if (t.is_contiguous()) return t;
  Tensor out = Tensor::empty(t.dtype(), t.shape(), t.device());
  copy_elements(t, out);
  return out;
}

void move_bytes(const Tensor& from, const Tensor& to) {
  int64_t bytes = from.elements() * static_cast<int64_t>(item_bytes(from.dtype()));
  if (bytes == 0) return;
  Device a = from.device(), b = to.device();
  if (a.is_cpu()) return backend_of(b).copy_in(b, to.data(), from.data(), bytes);
  if (b.is_cpu()) return backend_of(a).copy_out(a, from.data(), to.data(), bytes);
  if (a.type == b.type) return backend_of(a).copy_across(a, from.data(), b, to.data(), bytes);
  Tensor between = Tensor::empty(from.dtype(), from.shape());
  move_bytes(from, between);
  move_bytes(between, to);
}

}  // namespace

void copy_elements(const Tensor& from, const Tensor& to) {
  if (from.device() == to.device()) {
    if (from.device().is_cpu()) return copy_cpu(from, to);
    return library_of(from.device()).copy(from.device(), from, to);
  }
  Tensor source = packed(from);
  if (to.is_contiguous() && to.dtype() == from.dtype() && to.shape() == from.shape()) return move_bytes(source, to);
  Tensor landed = Tensor::empty(from.dtype(), from.shape(), to.device());
  move_bytes(source, landed);
  copy_elements(landed, to);
}

Tensor on_device(const Tensor& tensor, Device device) {
  if (tensor.device() == device) return tensor;
  Tensor out = Tensor::empty(tensor.dtype(), tensor.shape(), device);
  copy_elements(tensor, out);
  return out;
}

void relocate(const Tensor& tensor, Device device) {
  if (tensor.device() == device) return;
  Tensor moved = on_device(tensor, device);
  TensorImpl& impl = *tensor.impl();
  impl.device = device;
  impl.strides = moved.strides();
  impl.offset = 0;
  impl.storage = moved.impl()->storage;
}

}  // namespace mixgrad
