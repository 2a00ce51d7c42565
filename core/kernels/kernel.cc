#include "core/kernels/kernel.h"

namespace mixgrad {

namespace {
KernelNode*& head() {
  static KernelNode* first = nullptr;
  return first;
}
}  // namespace

KernelNode::KernelNode(std::string_view op_name, DeviceType on, Kernel function)
    : op(op_name), device(on), kernel(function), next(head()) {
  head() = this;
}

Kernel find_kernel(std::string_view op, DeviceType device) {
  for (KernelNode* node = head(); node; node = node->next) {
    if (node->op == op && node->device == device) return node->kernel;
  }
  return nullptr;
}

}  // namespace mixgrad
