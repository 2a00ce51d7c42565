// Instructions of integers and booleans in plain templates, and those of floats that go value by value.
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "core/kernels/cpu/instructions.h"

namespace mixgrad {

namespace {

template <class T, class F>
void loop1(const Operand* in, void* out, size_t n, F f) {
  const T* a = static_cast<const T*>(in[0].data);
  T* o = static_cast<T*>(out);
  size_t sa = in[0].step;
  if (sa == 1) {
    for (size_t i = 0; i < n; ++i) o[i] = f(a[i]);
  } else {
    for (size_t i = 0; i < n; ++i) o[i] = f(a[0]);
  }
}

template <class T, class F>
void loop2(const Operand* in, void* out, size_t n, F f) {
  const T *a = static_cast<const T*>(in[0].data), *b = static_cast<const T*>(in[1].data);
  T* o = static_cast<T*>(out);
  size_t sa = in[0].step, sb = in[1].step;
  if (sa == 1 && sb == 1) {
    for (size_t i = 0; i < n; ++i) o[i] = f(a[i], b[i]);
  } else {
    for (size_t i = 0; i < n; ++i) o[i] = f(a[i * sa], b[i * sb]);
  }
}

template <class T, class F>
void loop3(const Operand* in, void* out, size_t n, F f) {
  const T *a = static_cast<const T*>(in[0].data), *b = static_cast<const T*>(in[1].data),
          *c = static_cast<const T*>(in[2].data);
  T* o = static_cast<T*>(out);
  size_t sa = in[0].step, sb = in[1].step, sc = in[2].step;
  for (size_t i = 0; i < n; ++i) o[i] = f(a[i * sa], b[i * sb], c[i * sc]);
}

// Arithmetic without sign wraps, and is wide enough that small types are not promoted to int.
template <class T>
using Wrapping = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

template <class T>
T floor_divide(T a, T b) {
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    if (b == -1)
      return static_cast<T>(Wrapping<T>{0} - static_cast<Wrapping<T>>(a));  // the lowest value has no negative
  }
  T q = static_cast<T>(a / b);
  return static_cast<T>(q * b != a && (a < 0) != (b < 0) ? q - 1 : q);
}

template <class T>
T remainder(T a, T b) {
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return 0;
  }
  T r = static_cast<T>(a % b);
  return static_cast<T>(r != 0 && (r < 0) != (b < 0) ? r + b : r);
}

template <class T>
T power(T base, T exponent) {
  if constexpr (std::is_signed_v<T>) {
    if (exponent < 0) return static_cast<T>(base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0);
  }
  Wrapping<T> result = 1, b = static_cast<Wrapping<T>>(base);
  for (T e = exponent; e != 0; e = static_cast<T>(e >> 1)) {
    if (e & 1) result *= b;
    b *= b;
  }
  return static_cast<T>(result);
}

// By as many bits as there are, or more, every bit falls out; so it is by a negative number of them, taken without
// sign.
template <class T>
T shift_left(T a, T b) {
  using W = Wrapping<T>;
  uint64_t by = static_cast<uint64_t>(b);
  return by < sizeof(T) * 8 ? static_cast<T>(static_cast<W>(a) << by) : T{0};
}
template <class T>
T shift_right(T a, T b) {
  uint64_t by = static_cast<uint64_t>(b);
  return static_cast<T>(a >> (by < sizeof(T) * 8 ? by : sizeof(T) * 8 - 1) >> (by < sizeof(T) * 8 ? 0 : 1));
}

#define MIXGRAD_UNARY(NAME, EXPRESSION)                                          \
  case Instruction::NAME:                                                        \
    return [](const Operand* in, void* out, size_t n) {                          \
      loop1<T>(in, out, n, [](T a) -> T { return static_cast<T>(EXPRESSION); }); \
    };
#define MIXGRAD_BINARY(NAME, EXPRESSION)                                              \
  case Instruction::NAME:                                                             \
    return [](const Operand* in, void* out, size_t n) {                               \
      loop2<T>(in, out, n, [](T a, T b) -> T { return static_cast<T>(EXPRESSION); }); \
    };

template <class T>
InstructionFunction integer_function(Instruction instruction) {
  using W = Wrapping<T>;
  switch (instruction) {
    MIXGRAD_UNARY(kNegative, W{0} - static_cast<W>(a))
    MIXGRAD_UNARY(kAbs, a < 0 ? W{0} - static_cast<W>(a) : static_cast<W>(a))
    MIXGRAD_UNARY(kSign, (a > 0) - (a < 0))
    MIXGRAD_UNARY(kSquare, static_cast<W>(a) * static_cast<W>(a))
    MIXGRAD_UNARY(kLogicalNot, a == 0)
    MIXGRAD_UNARY(kBitwiseNot, ~static_cast<W>(a))
    MIXGRAD_BINARY(kAdd, static_cast<W>(a) + static_cast<W>(b))
    MIXGRAD_BINARY(kSubtract, static_cast<W>(a) - static_cast<W>(b))
    MIXGRAD_BINARY(kMultiply, static_cast<W>(a) * static_cast<W>(b))
    MIXGRAD_BINARY(kPow, power<T>(a, b))
    MIXGRAD_BINARY(kMaximum, a > b ? a : b)
    MIXGRAD_BINARY(kMinimum, a < b ? a : b)
    MIXGRAD_BINARY(kRemainder, remainder<T>(a, b))
    MIXGRAD_BINARY(kFloorDivide, floor_divide<T>(a, b))
    MIXGRAD_BINARY(kLess, a < b)
    MIXGRAD_BINARY(kLessEqual, a <= b)
    MIXGRAD_BINARY(kEqual, a == b)
    MIXGRAD_BINARY(kNotEqual, a != b)
    MIXGRAD_BINARY(kGreater, a > b)
    MIXGRAD_BINARY(kGreaterEqual, a >= b)
    MIXGRAD_BINARY(kLogicalAnd, a != 0 && b != 0)
    MIXGRAD_BINARY(kLogicalOr, a != 0 || b != 0)
    MIXGRAD_BINARY(kLogicalXor, (a != 0) != (b != 0))
    MIXGRAD_BINARY(kBitwiseAnd, a & b)
    MIXGRAD_BINARY(kBitwiseOr, a | b)
    MIXGRAD_BINARY(kBitwiseXor, a ^ b)
    MIXGRAD_BINARY(kShiftLeft, shift_left<T>(a, b))
    MIXGRAD_BINARY(kShiftRight, shift_right<T>(a, b))
    // Whole numbers are their own floor, and neither NaN nor infinite.
    MIXGRAD_UNARY(kFloor, a)
    MIXGRAD_UNARY(kCeil, a)
    MIXGRAD_UNARY(kRound, a)
    MIXGRAD_UNARY(kTrunc, a)
    MIXGRAD_UNARY(kIsNan, (void(a), 0))
    MIXGRAD_UNARY(kIsInf, (void(a), 0))
    case Instruction::kSelect:
      return [](const Operand* in, void* out, size_t n) {
        loop3<T>(in, out, n, [](T a, T b, T c) { return a != 0 ? b : c; });
      };
    case Instruction::kMultiplyAdd:
      return [](const Operand* in, void* out, size_t n) {
        loop3<T>(in, out, n, [](T a, T b, T c) {
          return static_cast<T>(static_cast<W>(a) * static_cast<W>(b) + static_cast<W>(c));
        });
      };
    default:
      return nullptr;
  }
}

// Booleans are bytes of 0 and 1: not negates the value, not the bits; a sum is "or", a product "and".
InstructionFunction bool_function(Instruction instruction) {
  switch (instruction) {
    case Instruction::kBitwiseNot:
      return integer_function<uint8_t>(Instruction::kLogicalNot);
    case Instruction::kAdd:
      return integer_function<uint8_t>(Instruction::kLogicalOr);
    case Instruction::kMultiply:
      return integer_function<uint8_t>(Instruction::kLogicalAnd);
    case Instruction::kNegative:
    case Instruction::kSubtract:
    case Instruction::kFloorDivide:
    case Instruction::kRemainder:
    case Instruction::kMultiplyAdd:
      return nullptr;
    default:
      return integer_function<uint8_t>(instruction);
  }
}

// Python's and the Array API's: the remainder has the divisor's sign. fmod is exact, so every platform agrees.
template <class T>
T float_remainder(T a, T b) {
  T r = std::fmod(a, b);
  if (r != 0) return (r < 0) != (b < 0) ? r + b : r;
  return std::copysign(T{0}, b);
}

template <class T>
T float_floor_divide(T a, T b) {
  if (b == 0 || std::isnan(a) || std::isnan(b) || std::isinf(a)) return b == 0 ? a / b : std::floor(a / b);
  T r = std::fmod(a, b), q = (a - r) / b;
  if (r != 0 && (r < 0) != (b < 0)) q -= 1;
  if (q == 0) return std::copysign(T{0}, a / b);
  T whole = std::floor(q);
  return q - whole > T{0.5} ? whole + 1 : whole;
}

template <class T>
InstructionFunction float_function(Instruction instruction) {
  switch (instruction) {
    MIXGRAD_BINARY(kRemainder, float_remainder<T>(a, b))
    MIXGRAD_BINARY(kFloorDivide, float_floor_divide<T>(a, b))
    default:
      return nullptr;
  }
}

}  // namespace

InstructionFunction plain_function(Instruction instruction, DType compute) {
  switch (compute) {
    case DType::kBool:
      return bool_function(instruction);
    case DType::kInt8:
      return integer_function<int8_t>(instruction);
    case DType::kInt16:
      return integer_function<int16_t>(instruction);
    case DType::kInt32:
      return integer_function<int32_t>(instruction);
    case DType::kInt64:
      return integer_function<int64_t>(instruction);
    case DType::kUInt8:
      return integer_function<uint8_t>(instruction);
    case DType::kUInt16:
      return integer_function<uint16_t>(instruction);
    case DType::kUInt32:
      return integer_function<uint32_t>(instruction);
    case DType::kUInt64:
      return integer_function<uint64_t>(instruction);
    case DType::kFloat32:
      return float_function<float>(instruction);
    case DType::kFloat64:
      return float_function<double>(instruction);
    default:
      return nullptr;
  }
}

InstructionFunction instruction_function(Instruction instruction, DType compute) {
  if (compute == DType::kFloat32 || compute == DType::kFloat64) {
    bool is_double = compute == DType::kFloat64;
    if (InstructionFunction f = arithmetic_function(instruction, is_double)) return f;
    if (InstructionFunction f = math_function(instruction, is_double)) return f;
  }
  return plain_function(instruction, compute);
}

int operand_count(Instruction instruction) {
  if (instruction <= Instruction::kConstant) return 0;
  if (instruction <= Instruction::kBitwiseNot) return 1;
  return instruction >= Instruction::kSelect && instruction < Instruction::kSigmoidMultiply ? 3 : 2;
}

}  // namespace mixgrad
