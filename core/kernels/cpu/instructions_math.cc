// Instructions of floats that are polynomials.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/instructions_math.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/angle-inl.h"
#include "core/kernels/cpu/composed-inl.h"
#include "core/kernels/cpu/loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

#define MIXGRAD_OPERATION(NAME, CALL)             \
  struct NAME {                                   \
    template <class D, class V>                   \
    static HWY_INLINE V Apply(D d, V a, V b, V) { \
      (void)b;                                    \
      return CALL;                                \
    }                                             \
  };
MIXGRAD_OPERATION(ExpOf, Exp(d, a))
MIXGRAD_OPERATION(Expm1Of, Expm1(d, a))
MIXGRAD_OPERATION(LogOf, Log(d, a))
MIXGRAD_OPERATION(Log1pOf, Log1p(d, a))
MIXGRAD_OPERATION(Log2Of, Log2(d, a))
MIXGRAD_OPERATION(Log10Of, Log10(d, a))
MIXGRAD_OPERATION(TanhOf, Tanh(d, a))
MIXGRAD_OPERATION(SigmoidOf, Sigmoid(d, a))
MIXGRAD_OPERATION(SinOf, Sine<false>(d, a))
MIXGRAD_OPERATION(CosOf, Sine<true>(d, a))
MIXGRAD_OPERATION(TanOf, Tan(d, a))
MIXGRAD_OPERATION(ErfOf, Erf(d, a))
MIXGRAD_OPERATION(NormalCdfOf, NormalCdf(d, a))
MIXGRAD_OPERATION(SigmoidMultiply, hn::Mul(Sigmoid(d, a), b))
MIXGRAD_OPERATION(NormalCdfMultiply, hn::Mul(NormalCdf(d, a), b))
MIXGRAD_OPERATION(SiluGradientOf, SiluGradient(d, a, b))
MIXGRAD_OPERATION(GeluGradientOf, GeluGradient(d, a, b))
MIXGRAD_OPERATION(PowOf, Pow(d, a, b))
MIXGRAD_OPERATION(LogAddExpOf, LogAddExp(d, a, b))
MIXGRAD_OPERATION(Atan2Of, Atan2(d, a, b))
MIXGRAD_OPERATION(HypotOf, Hypot(d, a, b))

template <class T>
InstructionFunction Table(Instruction instruction) {
  switch (instruction) {
    case Instruction::kExp:
      return &ApplyLoop<T, ExpOf, 1>;
    case Instruction::kExpm1:
      return &ApplyLoop<T, Expm1Of, 1>;
    case Instruction::kLog:
      return &ApplyLoop<T, LogOf, 1>;
    case Instruction::kLog1p:
      return &ApplyLoop<T, Log1pOf, 1>;
    case Instruction::kLog2:
      return &ApplyLoop<T, Log2Of, 1>;
    case Instruction::kLog10:
      return &ApplyLoop<T, Log10Of, 1>;
    case Instruction::kTanh:
      return &ApplyLoop<T, TanhOf, 1>;
    case Instruction::kSigmoid:
      return &ApplyLoop<T, SigmoidOf, 1>;
    case Instruction::kSin:
      return &ApplyLoop<T, SinOf, 1>;
    case Instruction::kCos:
      return &ApplyLoop<T, CosOf, 1>;
    case Instruction::kTan:
      return &ApplyLoop<T, TanOf, 1>;
    case Instruction::kErf:
      return &ApplyLoop<T, ErfOf, 1>;
    case Instruction::kNormalCdf:
      return &ApplyLoop<T, NormalCdfOf, 1>;
    case Instruction::kPow:
      return &ApplyLoop<T, PowOf, 2>;
    case Instruction::kLogAddExp:
      return &ApplyLoop<T, LogAddExpOf, 2>;
    case Instruction::kAtan2:
      return &ApplyLoop<T, Atan2Of, 2>;
    case Instruction::kHypot:
      return &ApplyLoop<T, HypotOf, 2>;
    case Instruction::kSigmoidMultiply:
      return &ApplyLoop<T, SigmoidMultiply, 2>;
    case Instruction::kNormalCdfMultiply:
      return &ApplyLoop<T, NormalCdfMultiply, 2>;
    case Instruction::kSiluGradient:
      return &ApplyLoop<T, SiluGradientOf, 2>;
    case Instruction::kGeluGradient:
      return &ApplyLoop<T, GeluGradientOf, 2>;
    default:
      return nullptr;
  }
}

}  // namespace

InstructionFunction Mathematics(Instruction instruction, bool is_double) {
  return is_double ? Table<double>(instruction) : Table<float>(instruction);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {
MIXGRAD_SIMD_TABLE(Mathematics)
InstructionFunction math_function(Instruction instruction, bool is_double) {
  return Mathematics_dispatch()(instruction, is_double);
}
}  // namespace mixgrad
#endif
