// Elementwise work as a program over vectors: registers and instructions. An eager elementwise operator is a short
// program, fusion makes longer ones, and a GPU back end prints the same programs as source.
#pragma once

#include <cstdint>
#include <vector>

#include "core/tensor/dtype.h"

namespace mixgrad {

enum class Instruction : uint8_t {
  kInput,     // load input number `a`, converted to the program's dtype
  kConstant,  // `value`
  // one operand
  kNegative,
  kAbs,
  kSqrt,
  kExp,
  kExpm1,
  kLog,
  kLog1p,
  kLog2,
  kLog10,
  kTanh,
  kSigmoid,
  kSin,
  kCos,
  kTan,
  kErf,
  kNormalCdf,
  kFloor,
  kCeil,
  kRound,
  kTrunc,
  kSign,
  kReciprocal,
  kSquare,
  kIsNan,
  kIsInf,
  kLogicalNot,
  kBitwiseNot,
  // two operands
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kPow,
  kLogAddExp,
  kAtan2,
  kHypot,
  kMaximum,
  kMinimum,
  kRemainder,
  kFloorDivide,
  kLess,
  kLessEqual,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,  // 1 or 0 in the program's dtype
  kLogicalAnd,
  kLogicalOr,
  kLogicalXor,
  kBitwiseAnd,
  kBitwiseOr,
  kBitwiseXor,
  kShiftLeft,
  kShiftRight,  // keeps the sign; integers alone have these two
  // three operands
  kSelect,       // a != 0 ? b : c
  kMultiplyAdd,  // a * b + c, rounded once
  // two instructions in one, each rounded: (a * b) * c, …
  kMultiplyMultiply,
  kMultiplyThenAdd,
  kAddMultiply,
  kAddAdd,
  kSigmoidMultiply,    // sigmoid(a) * b
  kNormalCdfMultiply,  // the same of the normal distribution
  // the gradients of silu and gelu at a, b being their results' gradients, rounded as the steps that stand for them
  kSiluGradient,  // b s + (b a) (s (1 - s)), s = sigmoid(a)
  kGeluGradient,  // b P(a) + (b a) p(a), P and p the normal distribution and its density
};

struct Step {
  Instruction instruction;
  uint8_t a = 0, b = 0, c = 0;  // registers (numbers of earlier steps), or the input's number
  double value = 0;             // of a constant
};

// Every step writes the register of its own number; the last step is the result. Every step rounds to `compute`
// (float16 and bfloat16 compute in float32 and round after each step). The result is converted to the output's dtype.
struct Program {
  DType compute = DType::kFloat32;
  std::vector<Step> steps;

  // Expression building: each returns the register.
  uint8_t add(Instruction instruction, uint8_t a = 0, uint8_t b = 0, uint8_t c = 0);
  uint8_t input(int number) { return add(Instruction::kInput, static_cast<uint8_t>(number)); }
  uint8_t constant(double value);
};

// The same program with sums and products in pairs, where nothing else reads the first one's result, and with products
// of what silu and gelu multiply by. The bits stay.
Program paired(const Program& program);

class Tensor;
class Value;
// Runs a program: inputs (tensors, or plain numbers as weak scalars) broadcast to the output's shape; any strides, any
// mix of dtypes. Parallel over fixed blocks. Implemented by the CPU kernel library.
void run_program_cpu(const Program& program, const Value* inputs, int n_inputs, const Tensor& output);
// output = input converted to output's dtype, any strides; the conversion rules of `astype`.
void copy_cpu(const Tensor& input, const Tensor& output);

}  // namespace mixgrad
