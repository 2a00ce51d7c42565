// Several elementwise calls over the same elements, block by block: what one leaves is still in the cache when the next
// reads it, and results that nobody else reads are never in memory. The bits are those of the calls one by one.
#pragma once

#include <span>

#include "core/kernels/program.h"
#include "core/runtime/thread_pool.h"
#include "core/schema/value.h"

namespace mixgrad {

struct ChainLink {
  const Program* program = nullptr;
  std::span<const Value> arguments;
  Tensor output;  // row-major; without storage: only later links read it, by the same TensorImpl among their arguments
};
inline constexpr size_t kMostLinks = 16;

// Can it be part of a chain over this dtype and shape: one instruction, over numbers, tensors of one element, and
// contiguous tensors of that shape?
bool can_link(const Program& program, std::span<const Value> arguments, DType dtype, const Shape& shape);
void run_chain_cpu(std::span<const ChainLink> links, const CancelFlag* cancel);

}  // namespace mixgrad
