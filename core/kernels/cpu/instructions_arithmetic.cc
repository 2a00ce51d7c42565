// Instructions of floats that are one vector instruction or a few.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/cpu/instructions_arithmetic.cc"
#include "core/kernels/cpu/targets.h"
#include "hwy/foreach_target.h"
// After foreach_target.h
#include "core/kernels/cpu/angle-inl.h"
#include "core/kernels/cpu/loop-inl.h"
#include "core/kernels/cpu/rounding-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mixgrad {
namespace HWY_NAMESPACE {
namespace {

#define MIXGRAD_OPERATION(NAME, ...)                \
  struct NAME {                                     \
    template <class D, class V>                     \
    static HWY_INLINE V Apply(D d, V a, V b, V c) { \
      (void)d, (void)b, (void)c;                    \
      __VA_ARGS__                                   \
    }                                               \
  };
#define MIXGRAD_TEST(NAME, TEST) MIXGRAD_OPERATION(NAME, return hn::IfThenElseZero(TEST, hn::Set(d, 1));)

MIXGRAD_OPERATION(Negative, return hn::Neg(a);)
MIXGRAD_OPERATION(AbsOf, return hn::Abs(a);)
MIXGRAD_OPERATION(SqrtOf, return hn::Sqrt(a);)
MIXGRAD_OPERATION(FloorOf, return Floor(d, a);)
MIXGRAD_OPERATION(CeilOf, return Ceil(d, a);)
MIXGRAD_OPERATION(RoundOf, return Round(d, a);)
MIXGRAD_OPERATION(TruncOf, return Trunc(d, a);)
MIXGRAD_OPERATION(Reciprocal, return hn::Div(hn::Set(d, 1), a);)
MIXGRAD_OPERATION(Square, return hn::Mul(a, a);)
MIXGRAD_OPERATION(Sign, {
  V zero = hn::Zero(d);
  V of_sign = hn::IfThenElse(hn::Gt(a, zero), hn::Set(d, 1), hn::IfThenElseZero(hn::Lt(a, zero), hn::Set(d, -1)));
  return hn::IfThenElse(Differs(a, a), a, of_sign);
})
MIXGRAD_TEST(IsNan, Differs(a, a))
MIXGRAD_TEST(IsInf, hn::Eq(hn::Abs(a), hn::Set(d, static_cast<hn::TFromD<D>>(INFINITY))))
MIXGRAD_TEST(LogicalNot, hn::Eq(a, hn::Zero(d)))
MIXGRAD_OPERATION(AddOf, return hn::Add(a, b);)
MIXGRAD_OPERATION(Subtract, return hn::Sub(a, b);)
MIXGRAD_OPERATION(Multiply, return hn::Mul(a, b);)
MIXGRAD_OPERATION(Divide, return hn::Div(a, b);)
// x86's maximum gives its second operand for a NaN or for equal ones: a zero's sign comes from the bits.
MIXGRAD_OPERATION(Maximum, {
  V m = hn::IfThenElse(hn::Gt(a, b), a, hn::IfThenElse(hn::Eq(a, b), hn::And(a, b), b));
  return hn::IfThenElse(Differs(a, a), a, m);
})
MIXGRAD_OPERATION(Minimum, {
  V m = hn::IfThenElse(hn::Lt(a, b), a, hn::IfThenElse(hn::Eq(a, b), hn::Or(a, b), b));
  return hn::IfThenElse(Differs(a, a), a, m);
})
MIXGRAD_TEST(Less, hn::Lt(a, b))
MIXGRAD_TEST(LessEqual, hn::Le(a, b))
MIXGRAD_TEST(Equal, hn::Eq(a, b))
MIXGRAD_TEST(NotEqual, Differs(a, b))
MIXGRAD_TEST(Greater, hn::Gt(a, b))
MIXGRAD_TEST(GreaterEqual, hn::Ge(a, b))
MIXGRAD_TEST(LogicalAnd, hn::And(Differs(a, hn::Zero(d)), Differs(b, hn::Zero(d))))
MIXGRAD_TEST(LogicalOr, hn::Or(Differs(a, hn::Zero(d)), Differs(b, hn::Zero(d))))
MIXGRAD_TEST(LogicalXor, hn::Xor(Differs(a, hn::Zero(d)), Differs(b, hn::Zero(d))))
MIXGRAD_OPERATION(Select, return hn::IfThenElse(Differs(a, hn::Zero(d)), b, c);)
MIXGRAD_OPERATION(MultiplyMultiply, return hn::Mul(hn::Mul(a, b), c);)
MIXGRAD_OPERATION(MultiplyThenAdd, return hn::Add(hn::Mul(a, b), c);)
MIXGRAD_OPERATION(AddMultiply, return hn::Mul(hn::Add(a, b), c);)
MIXGRAD_OPERATION(AddAdd, return hn::Add(hn::Add(a, b), c);)
MIXGRAD_OPERATION(MultiplyAdd, return ExactMulAdd(d, a, b, c);)

template <class T>
InstructionFunction Table(Instruction instruction) {
  switch (instruction) {
    case Instruction::kNegative:
      return &ApplyLoop<T, Negative, 1>;
    case Instruction::kAbs:
      return &ApplyLoop<T, AbsOf, 1>;
    case Instruction::kSqrt:
      return &ApplyLoop<T, SqrtOf, 1>;
    case Instruction::kFloor:
      return &ApplyLoop<T, FloorOf, 1>;
    case Instruction::kCeil:
      return &ApplyLoop<T, CeilOf, 1>;
    case Instruction::kRound:
      return &ApplyLoop<T, RoundOf, 1>;
    case Instruction::kTrunc:
      return &ApplyLoop<T, TruncOf, 1>;
    case Instruction::kSign:
      return &ApplyLoop<T, Sign, 1>;
    case Instruction::kReciprocal:
      return &ApplyLoop<T, Reciprocal, 1>;
    case Instruction::kSquare:
      return &ApplyLoop<T, Square, 1>;
    case Instruction::kIsNan:
      return &ApplyLoop<T, IsNan, 1>;
    case Instruction::kIsInf:
      return &ApplyLoop<T, IsInf, 1>;
    case Instruction::kLogicalNot:
      return &ApplyLoop<T, LogicalNot, 1>;
    case Instruction::kAdd:
      return &ApplyLoop<T, AddOf, 2>;
    case Instruction::kSubtract:
      return &ApplyLoop<T, Subtract, 2>;
    case Instruction::kMultiply:
      return &ApplyLoop<T, Multiply, 2>;
    case Instruction::kDivide:
      return &ApplyLoop<T, Divide, 2>;
    case Instruction::kMaximum:
      return &ApplyLoop<T, Maximum, 2>;
    case Instruction::kMinimum:
      return &ApplyLoop<T, Minimum, 2>;
    case Instruction::kLess:
      return &ApplyLoop<T, Less, 2>;
    case Instruction::kLessEqual:
      return &ApplyLoop<T, LessEqual, 2>;
    case Instruction::kEqual:
      return &ApplyLoop<T, Equal, 2>;
    case Instruction::kNotEqual:
      return &ApplyLoop<T, NotEqual, 2>;
    case Instruction::kGreater:
      return &ApplyLoop<T, Greater, 2>;
    case Instruction::kGreaterEqual:
      return &ApplyLoop<T, GreaterEqual, 2>;
    case Instruction::kLogicalAnd:
      return &ApplyLoop<T, LogicalAnd, 2>;
    case Instruction::kLogicalOr:
      return &ApplyLoop<T, LogicalOr, 2>;
    case Instruction::kLogicalXor:
      return &ApplyLoop<T, LogicalXor, 2>;
    case Instruction::kSelect:
      return &ApplyLoop<T, Select, 3>;
    case Instruction::kMultiplyAdd:
      return &ApplyLoop<T, MultiplyAdd, 3>;
    case Instruction::kMultiplyMultiply:
      return &ApplyLoop<T, MultiplyMultiply, 3>;
    case Instruction::kMultiplyThenAdd:
      return &ApplyLoop<T, MultiplyThenAdd, 3>;
    case Instruction::kAddMultiply:
      return &ApplyLoop<T, AddMultiply, 3>;
    case Instruction::kAddAdd:
      return &ApplyLoop<T, AddAdd, 3>;
    default:
      return nullptr;
  }
}

}  // namespace

InstructionFunction Arithmetic(Instruction instruction, bool is_double) {
  return is_double ? Table<double>(instruction) : Table<float>(instruction);
}

}  // namespace HWY_NAMESPACE
}  // namespace mixgrad
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mixgrad {
MIXGRAD_SIMD_TABLE(Arithmetic)
InstructionFunction arithmetic_function(Instruction instruction, bool is_double) {
  return Arithmetic_dispatch()(instruction, is_double);
}
}  // namespace mixgrad
#endif
