// A tensor: a strided window on a storage. Views share the storage and its version counter.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "core/runtime/device.h"
#include "core/runtime/ref.h"
#include "core/runtime/small_pool.h"
#include "core/tensor/dtype.h"
#include "core/tensor/shape.h"

namespace mixgrad {

// Bytes of one device. Memory of its pool is given back to it; memory from outside, on the CPU, through its deleter.
class Storage final : public RefCounted, public PoolAllocated {
 public:
  static Ref<Storage> allocate(int64_t bytes);                 // uninitialised; an out_of_memory error past the limit
  static Ref<Storage> allocate(int64_t bytes, Device device);  // another one than the CPU
  static Ref<Storage> from_memory(void* data, int64_t bytes, bool read_only, std::function<void()> deleter);
  ~Storage() override;

  void* data() const { return data_; }  // the device's address
  Device device() const { return device_; }
  int64_t bytes() const { return bytes_; }
  bool read_only() const { return read_only_; }
  void set_read_only(bool value) { read_only_ = value; }
  void set_deleter(std::function<void()> deleter) {  // of memory from outside
    if (deleter) deleter_ = std::make_unique<std::function<void()>>(std::move(deleter));
  }
  // The host knows the address: the contents may change, the memory may not be exchanged.
  bool is_pinned() const { return pinned_.load(std::memory_order_relaxed); }
  void pin() { pinned_.store(true, std::memory_order_relaxed); }
  int64_t version() const { return version_.load(std::memory_order_acquire); }
  void bump_version() { version_.fetch_add(1, std::memory_order_acq_rel); }
  // Commits new contents by exchanging memory: tensors over this storage see them, holders of `other` the old ones.
  void swap_contents(Storage& other);

 private:
  void* data_ = nullptr;
  int64_t bytes_ = 0;
  bool pooled_ = false, read_only_ = false;
  Device device_;
  std::atomic<int64_t> version_{0};
  std::atomic<bool> pinned_{false};
  std::unique_ptr<std::function<void()>> deleter_;
};

class TensorImpl final : public RefCounted, public PoolAllocated {
 public:
  TensorImpl();
  ~TensorImpl() override;
  DType dtype = DType::kFloat32;
  Device device;  // its storage's, or what a trace says
  Shape shape;
  Strides strides;     // elements
  int64_t offset = 0;  // elements from the storage's start
  Ref<Storage> storage;
  Ref<TensorImpl> view_base;  // the tensor whose view this is; never itself a view
  Ref<RefCounted> autograd;   // an AutogradMeta, if gradients concern it
  Ref<RefCounted> traced;     // a TracedValue, if it stands for a value in a trace (then it has no storage)
};

class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(Ref<TensorImpl> impl) : impl_(std::move(impl)) {}

  static Tensor empty(DType dtype, const Shape& shape);  // row-major, uninitialised, on the CPU
  static Tensor empty(DType dtype, const Shape& shape, Device device) {
    return device.is_cpu() ? empty(dtype, shape) : empty_elsewhere(dtype, shape, device);
  }
  static Tensor scalar(DType dtype, double value);  // rank 0
  template <class T>
  static Tensor from_values(DType dtype, const Shape& shape, const std::vector<T>& values);

  explicit operator bool() const { return static_cast<bool>(impl_); }
  TensorImpl* impl() const { return impl_.get(); }
  TensorImpl* detach() && { return impl_.detach(); }  // the reference goes to the caller
  DType dtype() const { return impl_->dtype; }
  Device device() const { return impl_->device; }
  const Shape& shape() const { return impl_->shape; }
  const Strides& strides() const { return impl_->strides; }
  int rank() const { return impl_->shape.rank(); }
  int64_t elements() const { return impl_->shape.elements(); }
  bool is_traced() const { return static_cast<bool>(impl_->traced); }
  bool is_contiguous() const;  // row-major without gaps
  template <class T = void>
  T* data() const {  // first element, for who works on its device
    return reinterpret_cast<T*>(static_cast<char*>(impl_->storage->data()) + impl_->offset * item_bytes(impl_->dtype));
  }
  // A view of the same storage: no gradient, no trace; `ops` record views.
  Tensor window(const Shape& shape, const Strides& strides, int64_t offset) const;
  Tensor detached() const { return window(shape(), strides(), impl_->offset); }
  bool same(const Tensor& other) const { return impl_ == other.impl_; }

 private:
  static Tensor empty_elsewhere(DType dtype, const Shape& shape, Device device);
  Ref<TensorImpl> impl_;
};

int64_t live_tensors();

}  // namespace mixgrad
