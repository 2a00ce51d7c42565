// One function for each instruction and element type: out[i] = instruction(a[i], b[i], c[i]) over n elements.
#pragma once

#include <cstddef>

#include "core/kernels/program.h"
#include "core/kernels/simd.h"

namespace mixgrad {

// Elements at data, data + step, …; step is 1, or 0 for a single value that is then repeated for kRepeatBytes.
struct Operand {
  const void* data = nullptr;
  size_t step = 1;
};
inline constexpr size_t kRepeatBytes = 64;

// `out` may be the memory of an operand with step 1.
using InstructionFunction = void (*)(const Operand* operands, void* out, size_t n);

// Null if the instruction has no meaning for the type. kFloat16 and kBFloat16 are not compute types here.
//   Integers wrap. floor_divide and remainder by zero give 0, and round towards minus infinity. kSign of a NaN is NaN.
//   Maximum and minimum hand on a NaN, and hold -0 below +0. Comparisons and logical instructions give 1 or 0.
//   exp, log, tanh, erf, sin, cos and pow are within 1 ulp; math-inl.h has the figures.
InstructionFunction instruction_function(Instruction instruction, DType compute);

int operand_count(Instruction instruction);

// The parts of the table.
InstructionFunction arithmetic_function(Instruction instruction, bool is_double);  // one vector instruction or a few
InstructionFunction math_function(Instruction instruction, bool is_double);        // exp, log, ... by polynomials
InstructionFunction plain_function(Instruction instruction, DType compute);        // integers; float remainders

}  // namespace mixgrad
