// What a kernel gets, and how the kernel library registers it: keyed by operator and device, never by a schema.
#pragma once

#include <span>
#include <string_view>

#include "core/runtime/device.h"
#include "core/runtime/thread_pool.h"
#include "core/schema/value.h"

namespace mixgrad {

struct KernelCall {
  // The arguments as the schema lists them, checked, defaults filled, axes and indices counted from 0 and not negative.
  // Tensors may be strided, empty or rank 0. A tensor_or_number argument may be a plain number.
  std::span<const Value> arguments;
  // Where results go: made by the dispatcher with the dtypes and shapes of the shape rule. Usually new and row-major;
  // an in-place call passes the (possibly strided) target, which may also be an input with the same strides and offset.
  std::span<const Tensor> outputs;
  uint64_t seed = 0, block = 0;  // of random operators: the key, and the first counter block that this call owns
  const CancelFlag* cancel = nullptr;

  Tensor tensor(int i) const { return arguments[i].as_tensor(); }
  bool has(int i) const { return !arguments[i].is_absent() && !arguments[i].is_null(); }
};

using Kernel = void (*)(const KernelCall&);

// A plain node in a list that grows while the library loads; looked up on first use.
struct KernelNode {
  KernelNode(std::string_view op, DeviceType device, Kernel kernel);
  std::string_view op;
  DeviceType device;
  Kernel kernel;
  KernelNode* next;
};
Kernel find_kernel(std::string_view op, DeviceType device);  // null if there is none

#define MIXGRAD_KERNEL(OP, DEVICE)                                                                 \
  static void kernel_##OP(const ::mixgrad::KernelCall& call);                                      \
  static ::mixgrad::KernelNode kernel_node_##OP(#OP, ::mixgrad::DeviceType::DEVICE, &kernel_##OP); \
  static void kernel_##OP([[maybe_unused]] const ::mixgrad::KernelCall& call)

}  // namespace mixgrad
