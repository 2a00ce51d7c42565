// The bit of the sign, of a NaN's too, which no comparison sees.
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {

MIXGRAD_KERNEL(signbit, kCpu) {
  constexpr int64_t kGrain = 1 << 16;
  const Tensor& output = call.outputs[0];
  if (output.elements() == 0) return;
  Tensor x = contiguous(call.tensor(0));
  Tensor result = output.is_contiguous() ? output : Tensor::empty(DType::kBool, output.shape());
  bool has_sign = !is_unsigned_integer(x.dtype());
  visit_bytes(x.dtype(), [&](auto zero) {
    using U = decltype(zero);
    const U* from = x.data<U>();
    bool* to = result.data<bool>();
    parallel_for(output.elements(), kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) to[i] = has_sign && from[i] >> (sizeof(U) * 8 - 1) != 0;
    });
  });
  if (!result.same(output)) copy_cpu(result, output);
}

}  // namespace mixgrad
