// Element types, their classes and their promotion (Array API 2024.12, with float and int mixed as PyTorch does).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mixgrad {

// The numbers are those of the C ABI, which asserts it.
enum class DType : int32_t {
  kBool = 1,
  kInt8 = 2,
  kInt16 = 3,
  kInt32 = 4,
  kInt64 = 5,
  kUInt8 = 6,
  kUInt16 = 7,
  kUInt32 = 8,
  kUInt64 = 9,
  kFloat16 = 16,
  kBFloat16 = 17,
  kFloat32 = 18,
  kFloat64 = 19,
};

inline constexpr DType kAllDTypes[] = {
    DType::kBool,   DType::kInt8,   DType::kInt16,   DType::kInt32,    DType::kInt64,   DType::kUInt8,  DType::kUInt16,
    DType::kUInt32, DType::kUInt64, DType::kFloat16, DType::kBFloat16, DType::kFloat32, DType::kFloat64};

// Inline: every call of every operator asks.
inline size_t item_bytes(DType dtype) {
  constexpr uint8_t kBytes[] = {0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 0, 0, 0, 0, 0, 0, 2, 2, 4, 8};  // by number
  return kBytes[static_cast<int>(dtype)];
}
const char* dtype_name(DType dtype);
bool parse_dtype(std::string_view name, DType* out);
bool dtype_from_number(int64_t number, DType* out);

inline bool is_floating(DType t) { return static_cast<int>(t) >= 16; }
inline bool is_bool(DType t) { return t == DType::kBool; }
inline bool is_signed_integer(DType t) { return static_cast<int>(t) >= 2 && static_cast<int>(t) <= 5; }
inline bool is_unsigned_integer(DType t) { return static_cast<int>(t) >= 6 && static_cast<int>(t) <= 9; }
inline bool is_integer(DType t) { return is_signed_integer(t) || is_unsigned_integer(t); }

DType promote(DType a, DType b);
// A weak scalar takes the tensor's type unless its kind is wider: a float with an integer tensor gives float32.
enum class WeakKind { kBool, kInt, kFloat };
DType promote_weak(DType tensor, WeakKind scalar);

// Does `dtype` belong to a class such as "any", "numeric", "floating", "integer", "bool" or a dtype's own name?
bool in_dtype_class(DType dtype, std::string_view cls);

// float16 and bfloat16 as bits.
struct Half {
  uint16_t bits;
};
struct BFloat16 {
  uint16_t bits;
};
float half_to_float(uint16_t bits);
uint16_t float_to_half(float value);  // round to nearest, ties to even
inline float bfloat16_to_float(uint16_t bits) {
  uint32_t wide = static_cast<uint32_t>(bits) << 16;
  float out;
  __builtin_memcpy(&out, &wide, 4);
  return out;
}
uint16_t float_to_bfloat16(float value);

}  // namespace mixgrad
