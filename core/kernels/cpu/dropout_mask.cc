#include "core/kernels/kernel.h"
#include "core/kernels/program.h"

namespace mixgrad {

// [shape, p]: what dropout makes of ones, so that its gradient can multiply by it again.
MIXGRAD_KERNEL(dropout_mask, kCpu) {
  const Tensor& output = call.outputs[0];
  Tensor ones = Tensor::empty(output.dtype(), output.shape());
  copy_cpu(Tensor::scalar(output.dtype(), 1), ones);
  Value arguments[2] = {Value(ones), call.arguments[1]};
  KernelCall dropout = call;
  dropout.arguments = arguments;
  find_kernel("dropout", DeviceType::kCpu)(dropout);
}

}  // namespace mixgrad
