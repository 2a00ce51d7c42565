#include "core/kernels/kernel.h"
#include "core/kernels/program.h"

namespace mixgrad {

// [x, by, sentinel]: x + by, but for elements that equal the sentinel.
MIXGRAD_KERNEL(index_shift, kCpu) {
  Program p;
  p.compute = call.outputs[0].dtype();
  uint8_t x = p.input(0);
  uint8_t shifted = p.add(Instruction::kAdd, x, p.input(1));
  if (call.has(2)) {
    uint8_t stays = p.add(Instruction::kEqual, x, p.input(2));
    p.add(Instruction::kSelect, stays, x, shifted);
  }
  run_program_cpu(p, call.arguments.data(), call.has(2) ? 3 : 2, call.outputs[0]);
}

}  // namespace mixgrad
