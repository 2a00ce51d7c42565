// Elements in and out: memory of the caller, copies, descriptions.
#include <climits>
#include <cstddef>

#include "c-api/src/convert.h"
#include "c-api/src/memory.h"
#include "core/autograd/node.h"
#include "core/kernels/library.h"

using namespace mixgrad;
using namespace mixgrad::abi;

namespace mixgrad::abi {

static_assert(kMaxRank == MIXGRAD_LIMIT_AXES);

DType dtype_argument(int32_t number) {
  DType dtype;
  if (dtype_from_number(number, &dtype)) return dtype;
  throw Error(ErrorCode::kDType, "this is not a dtype").on("dtype").given(std::to_string(number));
}

Shape shape_argument(int32_t rank, const int64_t* sizes) {
  if (rank < 0 || rank > kMaxRank) {
    throw Error(ErrorCode::kShape, "a tensor has at most " + std::to_string(kMaxRank) + " axes")
        .on("rank")
        .given(std::to_string(rank))
        .accepted("0 to " + std::to_string(kMaxRank));
  }
  if (rank > 0) require(sizes, "shape");
  Shape shape(std::span<const int64_t>(sizes, static_cast<size_t>(rank)));
  for (int64_t size : shape) {
    if (size < 0) throw Error(ErrorCode::kShape, "a size is not negative").on("shape").given(shape.text());
  }
  return shape;
}

Tensor tensor_over(void* data, DType dtype, const Shape& shape, const int64_t* strides, bool read_only,
                   std::function<void()> deleter) {
  checked_bytes(shape, item_bytes(dtype));
  Strides steps =
      strides ? Strides(std::span<const int64_t>(strides, static_cast<size_t>(shape.rank()))) : row_major(shape);
  __int128 lowest = 0, highest = 0;  // in elements, of the first
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] == 0) {
      lowest = highest = -1;
      break;
    }
    __int128 reach = static_cast<__int128>(shape[i] - 1) * steps[i];
    (reach < 0 ? lowest : highest) += reach;
  }
  bool empty = highest < 0;
  if (empty) lowest = 0;
  __int128 bytes = (highest - lowest + 1) * static_cast<__int128>(item_bytes(dtype));
  if (bytes > INT64_MAX)
    throw Error(ErrorCode::kShape, "the strides reach beyond 64 bits").on("strides").given(steps.text());
  if (!empty) require(static_cast<char*>(data), "data");
  auto impl = make_ref<TensorImpl>();
  impl->dtype = dtype;
  impl->shape = shape;
  impl->strides = steps;
  impl->offset = static_cast<int64_t>(-lowest);
  char* first = static_cast<char*>(data) + static_cast<int64_t>(lowest) * static_cast<int64_t>(item_bytes(dtype));
  impl->storage = Storage::from_memory(first, static_cast<int64_t>(bytes), read_only, std::move(deleter));
  return Tensor(std::move(impl));
}

void check_readable(const Tensor& t) {
  if (!t.is_traced()) return;
  throw Error(ErrorCode::kTrace, "this tensor stands for a value in a trace: it has no elements yet")
      .hint(
          "choose with cond and repeat with while_loop or scan, which decide when the graph runs, or return it from "
          "the "
          "traced function and read it there");
}

void check_on_cpu(const Tensor& t) {
  if (t.device().is_cpu()) return;
  throw Error(ErrorCode::kDevice, "the memory of this tensor can not be shared: it is not on the CPU")
      .on("tensor")
      .given(device_name(t.device()))
      .accepted("cpu")
      .hint("move it with to_device, or copy its elements out");
}

}  // namespace mixgrad::abi

namespace {

// The caller's buffer as a tensor of this shape.
Tensor buffer_of(const Tensor& t, int32_t dtype_number, int32_t column_major, void* buffer, size_t bytes) {
  DType dtype = dtype_argument(dtype_number);
  int64_t needed = checked_bytes(t.shape(), item_bytes(dtype));
  if (bytes < static_cast<size_t>(needed)) {
    throw Error(ErrorCode::kValue, "the buffer is too small")
        .on("bytes")
        .given(std::to_string(bytes))
        .accepted("at least " + std::to_string(needed));
  }
  Strides strides = row_major(t.shape());
  if (column_major) {
    int64_t step = 1;
    for (int i = 0; i < t.rank(); ++i) {
      strides[i] = step;
      step *= t.shape()[i];
    }
  }
  return tensor_over(buffer, dtype, t.shape(), strides.data(), false, nullptr);
}

// Whole numbers are handed out where they fit: cut off they would be other ones. Floating ones convert as astype does.
void check_fit(const Tensor& t, DType to) {
  const DType from = t.dtype();
  if (!is_integer(from) || !is_integer(to)) return;
  auto bits = [](DType d) { return static_cast<int>(8 * item_bytes(d)) - is_signed_integer(d); };
  const bool has_sign = is_signed_integer(from);
  if (bits(to) >= bits(from) && (!has_sign || is_signed_integer(to))) return;
  Tensor wide = Tensor::empty(has_sign ? DType::kInt64 : DType::kUInt64, t.shape());
  copy_elements(t, wide);
  const uint64_t most = ~uint64_t{0} >> (64 - bits(to)), *numbers = static_cast<const uint64_t*>(wide.data());
  for (int64_t i = 0; i < wide.elements(); ++i) {
    bool negative = has_sign && static_cast<int64_t>(numbers[i]) < 0;
    uint64_t size = negative ? ~numbers[i] : numbers[i];  // -1 takes the place of 0
    if (size <= most && (!negative || is_signed_integer(to))) continue;
    throw Error(ErrorCode::kValue, "a number does not fit into " + std::string(dtype_name(to)))
        .given(has_sign ? std::to_string(static_cast<int64_t>(numbers[i])) : std::to_string(numbers[i]))
        .hint("take the elements as " + std::string(dtype_name(from)));
  }
}

}  // namespace

mixgrad_status* mixgrad_tensor_from_memory(mixgrad_context* context, void* data, int32_t dtype, int32_t rank,
                                           const int64_t* shape, const int64_t* strides, int32_t read_only,
                                           mixgrad_deleter deleter, void* user_data, mixgrad_tensor** out_tensor) {
  return guarded(context, "tensor_from_memory", [&] {
    require(context, "context");
    require(out_tensor, "out_tensor");
    std::function<void()> free;
    if (deleter) free = [deleter, user_data] { deleter(user_data); };
    Tensor t = tensor_over(data, dtype_argument(dtype), shape_argument(rank, shape), strides, read_only != 0, nullptr);
    *out_tensor = new_cell(t, context->scope);
    t.impl()->storage->set_deleter(
        std::move(free));  // from here on nothing fails: the caller keeps its memory otherwise
  });
}

mixgrad_status* mixgrad_tensor_from_copy(mixgrad_context* context, void* data, int32_t dtype, int32_t rank,
                                         const int64_t* shape, const int64_t* strides, mixgrad_tensor** out_tensor) {
  return guarded(context, "tensor_from_copy", [&] {
    require(context, "context");
    require(out_tensor, "out_tensor");
    Tensor from = tensor_over(data, dtype_argument(dtype), shape_argument(rank, shape), strides, true, nullptr);
    Tensor to = Tensor::empty(from.dtype(), from.shape());
    copy_elements(from, to);
    *out_tensor = new_cell(to, context->scope);
  });
}

mixgrad_status* mixgrad_tensor_describe(mixgrad_tensor* tensor, mixgrad_tensor_info* out_info) {
  return guarded(nullptr, "tensor_describe", [&] {
    constexpr size_t kHead = offsetof(mixgrad_tensor_info, shape), kFirst = offsetof(mixgrad_tensor_info, sizes);
    constexpr int kInPlace = sizeof out_info->shape / sizeof *out_info->shape;
    bool whole = require(out_info, "out_info").struct_size != kHead;
    if (whole) check_struct(out_info, "out_info", kFirst);
    Tensor t = tensor_of(tensor);
    if (!whole) {
      out_info->dtype = static_cast<int32_t>(t.dtype());
      out_info->rank = t.rank();
      return;
    }
    if (t.is_traced()) static_cast<TracedValue*>(t.impl()->traced.get())->tracer->read_shape();
    mixgrad_tensor_info& info = *out_info;
    info.dtype = static_cast<int32_t>(t.dtype());
    info.rank = t.rank();
    for (int i = 0; i < kInPlace; ++i) {
      info.shape[i] = i < t.rank() ? t.shape()[i] : 0;
      info.strides[i] = i < t.rank() ? t.strides()[i] : 0;
    }
    if (info.struct_size >= sizeof(mixgrad_tensor_info)) {
      info.sizes = t.shape().data();
      info.steps = t.strides().data();
    } else if (t.rank() > kInPlace) {
      throw Error(ErrorCode::kShape, "this caller was made for tensors of fewer axes")
          .given(std::to_string(t.rank()) + " axes")
          .accepted("at most " + std::to_string(kInPlace))
          .hint("a newer version of the package knows more");
    }
    info.size = t.elements();
    info.item_bytes = static_cast<int32_t>(item_bytes(t.dtype()));
    info.requires_grad = wants_gradient(t);
    info.is_leaf = is_leaf(t);
    info.is_traced = t.is_traced();
    info.is_contiguous = t.is_contiguous();
    info.is_read_only = !t.is_traced() && t.impl()->storage->read_only();
    info.device = t.device().code();
    info.version = t.is_traced() ? 0 : t.impl()->storage->version();
  });
}

mixgrad_status* mixgrad_tensor_data(mixgrad_tensor* tensor, void** out_data) {
  return guarded(nullptr, "tensor_data", [&] {
    require(out_data, "out_data");
    Tensor t = tensor_of(tensor);
    abi::check_readable(t);
    check_on_cpu(t);
    t.impl()->storage->pin();
    *out_data = t.data();
  });
}

mixgrad_status* mixgrad_tensor_copy_out(mixgrad_tensor* tensor, int32_t dtype, int32_t column_major, void* buffer,
                                        size_t bytes) {
  return guarded(nullptr, "tensor_copy_out", [&] {
    Tensor t = tensor_of(tensor);
    abi::check_readable(t);
    Tensor to = buffer_of(t, dtype, column_major, buffer, bytes);
    check_fit(t, to.dtype());
    copy_elements(t, to);
  });
}

mixgrad_status* mixgrad_tensor_copy_in(mixgrad_tensor* tensor, int32_t dtype, int32_t column_major, void* buffer,
                                       size_t bytes) {
  return guarded(nullptr, "tensor_copy_in", [&] {
    Tensor t = tensor_of(tensor);
    abi::check_readable(t);
    if (t.impl()->storage->read_only())
      throw Error(ErrorCode::kReadOnly, "this tensor may not be written: its memory belongs to somebody else")
          .hint("write to a copy");
    if (!is_leaf(t))
      throw Error(ErrorCode::kGradient,
                  "this tensor is the result of recorded calls and can not be overwritten from outside")
          .hint("write to a copy");
    for (int i = 0; i < t.rank(); ++i) {
      if (t.shape()[i] > 1 && t.strides()[i] == 0)
        throw Error(ErrorCode::kValue, "a broadcast tensor may not be written: several elements share one place");
    }
    copy_elements(buffer_of(t, dtype, column_major, buffer, bytes), t);
    t.impl()->storage->bump_version();
  });
}
