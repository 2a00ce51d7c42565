#include "core/tensor/dtype.h"

#include <cstring>

namespace mixgrad {

namespace {
struct Row {
  DType dtype;
  const char* name;
};
constexpr Row kRows[] = {
    {DType::kBool, "bool"},       {DType::kInt8, "int8"},         {DType::kInt16, "int16"},
    {DType::kInt32, "int32"},     {DType::kInt64, "int64"},       {DType::kUInt8, "uint8"},
    {DType::kUInt16, "uint16"},   {DType::kUInt32, "uint32"},     {DType::kUInt64, "uint64"},
    {DType::kFloat16, "float16"}, {DType::kBFloat16, "bfloat16"}, {DType::kFloat32, "float32"},
    {DType::kFloat64, "float64"},
};
const Row& row(DType dtype) {
  int number = static_cast<int>(dtype);
  return kRows[number <= 9 ? number - 1 : number - 16 + 9];
}
}  // namespace

const char* dtype_name(DType dtype) { return row(dtype).name; }

bool parse_dtype(std::string_view name, DType* out) {
  for (const Row& r : kRows) {
    if (name == r.name) {
      *out = r.dtype;
      return true;
    }
  }
  return false;
}

bool dtype_from_number(int64_t number, DType* out) {
  for (const Row& r : kRows) {
    if (static_cast<int64_t>(r.dtype) == number) {
      *out = r.dtype;
      return true;
    }
  }
  return false;
}

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (is_bool(a)) return b;
  if (is_bool(b)) return a;
  if (is_floating(a) && is_floating(b)) {
    if (item_bytes(a) == item_bytes(b)) return DType::kFloat32;  // float16 with bfloat16
    return item_bytes(a) > item_bytes(b) ? a : b;
  }
  if (is_floating(a)) return a;
  if (is_floating(b)) return b;
  if (is_signed_integer(a) == is_signed_integer(b)) return item_bytes(a) > item_bytes(b) ? a : b;
  DType s = is_signed_integer(a) ? a : b, u = is_signed_integer(a) ? b : a;
  if (item_bytes(s) > item_bytes(u)) return s;
  switch (u) {  // the smallest signed type that holds both
    case DType::kUInt8:
      return DType::kInt16;
    case DType::kUInt16:
      return DType::kInt32;
    case DType::kUInt32:
      return DType::kInt64;
    default:
      return DType::kFloat64;  // uint64 with a signed type, as NumPy
  }
}

DType promote_weak(DType tensor, WeakKind scalar) {
  if (scalar == WeakKind::kFloat && !is_floating(tensor)) return DType::kFloat32;
  if (scalar == WeakKind::kInt && is_bool(tensor)) return DType::kInt64;
  return tensor;
}

bool in_dtype_class(DType t, std::string_view cls) {
  if (cls == "any") return true;
  if (cls == "bool") return is_bool(t);
  if (cls == "numeric") return !is_bool(t);
  if (cls == "floating") return is_floating(t);
  if (cls == "float32_or_float64") return t == DType::kFloat32 || t == DType::kFloat64;
  if (cls == "integer") return is_integer(t);
  if (cls == "integer_or_bool") return is_integer(t) || is_bool(t);
  if (cls == "signed") return is_signed_integer(t) || is_floating(t);
  if (cls == "signed_integer") return is_signed_integer(t);
  if (cls == "unsigned_integer") return is_unsigned_integer(t);
  return cls == dtype_name(t);
}

float half_to_float(uint16_t h) {
  uint32_t sign = static_cast<uint32_t>(h & 0x8000) << 16, exponent = (h >> 10) & 0x1f, mantissa = h & 0x3ff, bits;
  if (exponent == 31) {
    bits = sign | 0x7f800000 | (mantissa << 13);
  } else if (exponent != 0) {
    bits = sign | ((exponent + 112) << 23) | (mantissa << 13);
  } else {
    float value = static_cast<float>(mantissa) * 0x1p-24f;
    std::memcpy(&bits, &value, 4);
    bits |= sign;
  }
  float out;
  std::memcpy(&out, &bits, 4);
  return out;
}

uint16_t float_to_half(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  uint16_t sign = static_cast<uint16_t>((bits >> 16) & 0x8000);
  uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return static_cast<uint16_t>(sign | 0x7e00);
  if (magnitude >= 0x477ff000) return static_cast<uint16_t>(sign | 0x7c00);  // rounds to infinity from 65520 up
  if (magnitude < 0x38800000) {                                              // subnormal: let the float adder round
    float shifted;
    std::memcpy(&shifted, &magnitude, 4);
    shifted += 0.5f;  // the last place of 0.5 is 2^-24, the unit of a subnormal half
    std::memcpy(&bits, &shifted, 4);
    return static_cast<uint16_t>(sign | (bits - 0x3f000000));
  }
  uint32_t odd = (magnitude >> 13) & 1;
  return static_cast<uint16_t>(sign | ((magnitude - 0x38000000 + 0xfff + odd) >> 13));
}

uint16_t float_to_bfloat16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  if ((bits & 0x7fffffff) > 0x7f800000) return static_cast<uint16_t>((bits >> 16) | 0x40);
  return static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

}  // namespace mixgrad
