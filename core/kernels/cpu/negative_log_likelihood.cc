#include "core/kernels/cpu/class_numbers.h"
#include "core/kernels/cpu/layout.h"
#include "core/kernels/cpu/visit.h"
#include "core/kernels/kernel.h"

namespace mixgrad {

// [input, target, ignore_index, axis]: -input at the target's class, 0 where the target is ignored.
MIXGRAD_KERNEL(negative_log_likelihood, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor input = contiguous(call.tensor(0), output.dtype()), target = contiguous(call.tensor(1), DType::kInt64);
  int64_t ignored = call.arguments[2].as_int();
  AxisLayout layout(input.shape(), call.arguments[3].as_int());
  Tensor result = output.is_contiguous() ? output : Tensor::empty(output.dtype(), output.shape());
  const int64_t* classes = target.data<int64_t>();
  Tensor taken = Tensor::empty(output.dtype(), output.shape());
  visit_bytes(output.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = input.data<T>();
    T* to = taken.data<T>();
    for (int64_t i = 0; i < target.elements(); ++i) {
      int64_t c = classes[i];
      if (c == ignored) {
        to[i] = T{0};  // something that is read below
        continue;
      }
      if (c < 0 || c >= layout.length) bad_class("target", target.shape(), i, c, layout.length);
      to[i] = from[(i / layout.inner * layout.length + c) * layout.inner + i % layout.inner];
    }
  });
  Program negative;
  negative.compute = output.dtype();
  negative.add(Instruction::kNegative, negative.input(0));
  Value in(taken);
  run_program_cpu(negative, &in, 1, result);
  visit_bytes(output.dtype(), [&](auto zero) {  // not minus zero
    for (int64_t i = 0; i < target.elements(); ++i) {
      if (classes[i] == ignored) result.data<decltype(zero)>()[i] = 0;
    }
  });
  if (!result.same(output)) copy_cpu(result, output);
}

}  // namespace mixgrad
