// Functions of plain numbers by the engine's own instructions.
#pragma once

#include "core/kernels/program.h"
#include "core/schema/value.h"

namespace mixgrad {

// One instruction, in float64: the same bits on every platform, unlike the C library's functions.
inline double one_number(Instruction instruction, double a, double b = 0) {
  Program program;
  program.compute = DType::kFloat64;
  uint8_t first = program.input(0), second = program.input(1);
  program.add(instruction, first, second);
  const Value inputs[] = {Value(a), Value(b)};
  Tensor out = Tensor::scalar(DType::kFloat64, 0);
  run_program_cpu(program, inputs, 2, out);
  return *out.data<double>();
}

}  // namespace mixgrad
