#include "core/kernels/program.h"

namespace mixgrad {

uint8_t Program::add(Instruction instruction, uint8_t a, uint8_t b, uint8_t c) {
  steps.push_back({instruction, a, b, c, 0});
  return static_cast<uint8_t>(steps.size() - 1);
}

uint8_t Program::constant(double value) {
  steps.push_back({Instruction::kConstant, 0, 0, 0, value});
  return static_cast<uint8_t>(steps.size() - 1);
}

}  // namespace mixgrad
