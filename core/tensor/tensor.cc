#include "core/tensor/tensor.h"

#include "core/runtime/allocator.h"
#include "core/runtime/error.h"
#include "core/runtime/tally.h"

namespace mixgrad {

namespace {
template <class T>
Ref<T> make_first() {
  auto* made = new T;
  made->retain_first();
  return Ref<T>::adopt(made);
}
}  // namespace

int64_t live_tensors() { return total(Tally::kTensors); }

Ref<Storage> Storage::allocate(int64_t bytes) {
  auto storage = make_first<Storage>();
  storage->data_ = Allocator::cpu().allocate(bytes);
  storage->bytes_ = bytes;
  storage->pooled_ = true;
  return storage;
}

Ref<Storage> Storage::allocate(int64_t bytes, Device device) {
  auto storage = make_first<Storage>();
  storage->data_ = backend_of(device).allocate(device, bytes);
  storage->bytes_ = bytes;
  storage->pooled_ = true;
  storage->device_ = device;
  return storage;
}

Ref<Storage> Storage::from_memory(void* data, int64_t bytes, bool read_only, std::function<void()> deleter) {
  auto storage = make_ref<Storage>();
  storage->data_ = data;
  storage->bytes_ = bytes;
  storage->read_only_ = read_only;
  storage->pin();
  if (deleter) storage->deleter_ = std::make_unique<std::function<void()>>(std::move(deleter));
  return storage;
}

Storage::~Storage() {
  if (pooled_) {
    if (device_.is_cpu())
      Allocator::cpu().release(data_, bytes_);
    else
      backend_of(device_).release(device_, data_, bytes_);
  }
  if (deleter_) (*deleter_)();
}

void Storage::swap_contents(Storage& other) {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  std::swap(pooled_, other.pooled_);
  std::swap(device_, other.device_);
  std::swap(deleter_, other.deleter_);
  bump_version();
}

TensorImpl::TensorImpl() { count(Tally::kTensors, 1); }
TensorImpl::~TensorImpl() { count(Tally::kTensors, -1); }

Tensor Tensor::empty(DType dtype, const Shape& shape) {
  auto impl = make_first<TensorImpl>();
  impl->dtype = dtype;
  impl->shape = shape;
  impl->strides = row_major(shape);
  impl->storage = Storage::allocate(checked_bytes(shape, item_bytes(dtype)));
  return Tensor(std::move(impl));
}

Tensor Tensor::empty_elsewhere(DType dtype, const Shape& shape, Device device) {
  auto impl = make_first<TensorImpl>();
  impl->dtype = dtype;
  impl->device = device;
  impl->shape = shape;
  impl->strides = row_major(shape);
  impl->storage = Storage::allocate(checked_bytes(shape, item_bytes(dtype)), device);
  return Tensor(std::move(impl));
}

bool Tensor::is_contiguous() const {
  uint64_t step = 1;  // wraps where there are no elements, whose other sizes may be of any size
  for (int i = rank() - 1; i >= 0; --i) {
    if (shape()[i] == 0) return true;
    if (shape()[i] != 1 && static_cast<uint64_t>(strides()[i]) != step) return false;
    step *= static_cast<uint64_t>(shape()[i]);
  }
  return true;
}

Tensor Tensor::window(const Shape& shape, const Strides& strides, int64_t offset) const {
  auto impl = make_first<TensorImpl>();
  impl->dtype = dtype();
  impl->device = device();
  impl->shape = shape;
  impl->strides = strides;
  impl->offset = offset;
  impl->storage = impl_->storage;
  return Tensor(std::move(impl));
}

namespace {
void store(DType dtype, void* at, double value) {
  switch (dtype) {
    case DType::kBool:
      *static_cast<uint8_t*>(at) = value != 0;
      break;
    case DType::kInt8:
      *static_cast<int8_t*>(at) = static_cast<int8_t>(value);
      break;
    case DType::kInt16:
      *static_cast<int16_t*>(at) = static_cast<int16_t>(value);
      break;
    case DType::kInt32:
      *static_cast<int32_t*>(at) = static_cast<int32_t>(value);
      break;
    case DType::kInt64:
      *static_cast<int64_t*>(at) = static_cast<int64_t>(value);
      break;
    case DType::kUInt8:
      *static_cast<uint8_t*>(at) = static_cast<uint8_t>(value);
      break;
    case DType::kUInt16:
      *static_cast<uint16_t*>(at) = static_cast<uint16_t>(value);
      break;
    case DType::kUInt32:
      *static_cast<uint32_t*>(at) = static_cast<uint32_t>(value);
      break;
    case DType::kUInt64:
      *static_cast<uint64_t*>(at) = static_cast<uint64_t>(value);
      break;
    case DType::kFloat16:
      *static_cast<uint16_t*>(at) = float_to_half(static_cast<float>(value));
      break;
    case DType::kBFloat16:
      *static_cast<uint16_t*>(at) = float_to_bfloat16(static_cast<float>(value));
      break;
    case DType::kFloat32:
      *static_cast<float*>(at) = static_cast<float>(value);
      break;
    case DType::kFloat64:
      *static_cast<double*>(at) = value;
      break;
  }
}
}  // namespace

Tensor Tensor::scalar(DType dtype, double value) {
  Tensor out = empty(dtype, Shape{});
  store(dtype, out.data(), value);
  return out;
}

template <class T>
Tensor Tensor::from_values(DType dtype, const Shape& shape, const std::vector<T>& values) {
  Tensor out = empty(dtype, shape);
  if (static_cast<int64_t>(values.size()) != shape.elements()) {
    throw Error(ErrorCode::kShape, "the number of values does not fit the shape").given(std::to_string(values.size()));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    store(dtype, out.data<char>() + i * item_bytes(dtype), static_cast<double>(values[i]));
  }
  return out;
}
template Tensor Tensor::from_values(DType, const Shape&, const std::vector<double>&);
template Tensor Tensor::from_values(DType, const Shape&, const std::vector<float>&);
template Tensor Tensor::from_values(DType, const Shape&, const std::vector<int64_t>&);

}  // namespace mixgrad
