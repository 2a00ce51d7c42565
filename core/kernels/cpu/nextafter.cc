// Steps to neighbouring numbers, in the bits of the dtype itself.
#include <cmath>

#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

namespace {

constexpr int64_t kGrain = 1 << 15;

// A number or a tensor as row-major elements of the dtype and shape.
Tensor spread(const Value& value, DType dtype, const Shape& shape) {
  Tensor x = value.is_tensor() ? value.as_tensor() : Tensor::scalar(dtype, value.as_float());
  Strides strides = shape;
  int added = shape.rank() - x.rank();
  for (int i = 0; i < shape.rank(); ++i) {
    bool kept = i >= added && x.shape()[i - added] == shape[i];
    strides[i] = kept ? x.strides()[i - added] : 0;
  }
  return contiguous(x.window(shape, strides, x.impl()->offset), dtype);
}

// Bits in the order of the numbers: sign and magnitude become one rising count, both zeros its middle.
template <class U>
U next(U from, U to, U infinity) {
  constexpr U kSign = U{1} << (sizeof(U) * 8 - 1);
  U size = from & static_cast<U>(~kSign), target = to & static_cast<U>(~kSign);
  if (size > infinity || target > infinity) {
    U lowest = static_cast<U>(infinity & (~infinity + 1));  // of the exponent; the bit below it makes a NaN a quiet one
    return static_cast<U>(infinity | lowest >> 1);
  }
  if (from == to || (size == 0 && target == 0)) return to;
  if (size == 0) return static_cast<U>((to & kSign) | 1);
  bool outwards = (from & kSign) == (to & kSign) && target > size;
  return static_cast<U>(outwards ? from + 1 : from - 1);
}

}  // namespace

MIXGRAD_KERNEL(nextafter, kCpu) {
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  DType dtype = output.dtype();
  Tensor from = spread(call.arguments[0], dtype, output.shape()), to = spread(call.arguments[1], dtype, output.shape());
  Tensor endless = Tensor::scalar(dtype, INFINITY);
  Tensor result = output.is_contiguous() ? output : Tensor::empty(dtype, output.shape());
  visit_bytes(dtype, [&](auto zero) {
    using U = decltype(zero);
    const U *a = from.data<U>(), *b = to.data<U>();
    U infinity = *endless.data<U>(), *out = result.data<U>();
    parallel_for(output.elements(), kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) out[i] = next<U>(a[i], b[i], infinity);
    });
  });
  if (!result.same(output)) copy_cpu(result, output);
}

}  // namespace mixgrad
