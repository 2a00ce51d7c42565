#include "core/tensor/dtype.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace mixgrad {
namespace {

TEST(DType, NamesNumbersAndSizes) {
  int seen = 0;
  for (DType dtype : kAllDTypes) {
    DType back;
    ASSERT_TRUE(parse_dtype(dtype_name(dtype), &back));
    EXPECT_EQ(back, dtype);
    ASSERT_TRUE(dtype_from_number(static_cast<int64_t>(dtype), &back));
    EXPECT_EQ(back, dtype);
    std::string name = dtype_name(dtype);
    size_t digits = name.find_first_of("0123456789");
    size_t bits = digits == std::string::npos ? 8 : std::stoul(name.substr(digits));
    EXPECT_EQ(item_bytes(dtype) * 8, bits) << name;
    EXPECT_EQ(is_bool(dtype) + is_integer(dtype) + is_floating(dtype), 1) << name;
    EXPECT_EQ(is_floating(dtype), name.find("float") != std::string::npos);
    EXPECT_EQ(is_unsigned_integer(dtype), name[0] == 'u');
    EXPECT_TRUE(in_dtype_class(dtype, "any"));
    EXPECT_TRUE(in_dtype_class(dtype, name));
    ++seen;
  }
  EXPECT_EQ(seen, 13);
  DType out;
  EXPECT_FALSE(parse_dtype("float", &out));
  EXPECT_FALSE(parse_dtype("", &out));
  for (int64_t number : {-1, 0, 10, 15, 20, 1 << 20}) EXPECT_FALSE(dtype_from_number(number, &out)) << number;
}

TEST(DType, Classes) {
  auto members = [](const char* cls) {
    std::string out;
    for (DType dtype : kAllDTypes) {
      if (in_dtype_class(dtype, cls)) out += std::string(dtype_name(dtype)) + " ";
    }
    return out;
  };
  EXPECT_EQ(members("floating"), "float16 bfloat16 float32 float64 ");
  EXPECT_EQ(members("integer"), "int8 int16 int32 int64 uint8 uint16 uint32 uint64 ");
  EXPECT_EQ(members("bool"), "bool ");
  EXPECT_EQ(members("signed"), "int8 int16 int32 int64 float16 bfloat16 float32 float64 ");
  EXPECT_EQ(members("numeric"), members("integer") + members("floating"));
  EXPECT_EQ(members("no such class"), "");
}

// Integers and bool: numpy.promote_types (which is the Array API's table, and float64 for uint64 with a signed type).
// With floating types: torch.promote_types.
TEST(DType, Promotion) {
  const std::vector<std::vector<const char*>> table = {
      // bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float16, bfloat16, float32, float64
      {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16",
       "float32", "float64"},
      {"int8", "int8", "int16", "int32", "int64", "int16", "int32", "int64", "float64", "float16", "bfloat16",
       "float32", "float64"},
      {"int16", "int16", "int16", "int32", "int64", "int16", "int32", "int64", "float64", "float16", "bfloat16",
       "float32", "float64"},
      {"int32", "int32", "int32", "int32", "int64", "int32", "int32", "int64", "float64", "float16", "bfloat16",
       "float32", "float64"},
      {"int64", "int64", "int64", "int64", "int64", "int64", "int64", "int64", "float64", "float16", "bfloat16",
       "float32", "float64"},
      {"uint8", "int16", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16",
       "float32", "float64"},
      {"uint16", "int32", "int32", "int32", "int64", "uint16", "uint16", "uint32", "uint64", "float16", "bfloat16",
       "float32", "float64"},
      {"uint32", "int64", "int64", "int64", "int64", "uint32", "uint32", "uint32", "uint64", "float16", "bfloat16",
       "float32", "float64"},
      {"uint64", "float64", "float64", "float64", "float64", "uint64", "uint64", "uint64", "uint64", "float16",
       "bfloat16", "float32", "float64"},
      {"float16", "float16", "float16", "float16", "float16", "float16", "float16", "float16", "float16", "float16",
       "float32", "float32", "float64"},
      {"bfloat16", "bfloat16", "bfloat16", "bfloat16", "bfloat16", "bfloat16", "bfloat16", "bfloat16", "bfloat16",
       "float32", "bfloat16", "float32", "float64"},
      {"float32", "float32", "float32", "float32", "float32", "float32", "float32", "float32", "float32", "float32",
       "float32", "float32", "float64"},
      {"float64", "float64", "float64", "float64", "float64", "float64", "float64", "float64", "float64", "float64",
       "float64", "float64", "float64"}};
  for (size_t a = 0; a < table.size(); ++a) {
    ASSERT_EQ(table[a].size(), table.size());
    for (size_t b = 0; b < table.size(); ++b) {
      EXPECT_STREQ(dtype_name(promote(kAllDTypes[a], kAllDTypes[b])), table[a][b])
          << dtype_name(kAllDTypes[a]) << " with " << dtype_name(kAllDTypes[b]);
    }
  }
}

TEST(DType, WeakScalarsKeepTheTensorsTypeUnlessTheirKindIsWider) {
  for (DType dtype : kAllDTypes) {
    EXPECT_EQ(promote_weak(dtype, WeakKind::kBool), dtype);
    EXPECT_EQ(promote_weak(dtype, WeakKind::kInt), is_bool(dtype) ? DType::kInt64 : dtype);
    EXPECT_EQ(promote_weak(dtype, WeakKind::kFloat), is_floating(dtype) ? dtype : DType::kFloat32);
  }
}

// The oracle: the value that the bits stand for, by the definition of the format.
double value_of(uint16_t bits, int exponent_bits, int mantissa_bits) {
  int sign = bits >> 15, exponent = (bits >> mantissa_bits) & ((1 << exponent_bits) - 1);
  int mantissa = bits & ((1 << mantissa_bits) - 1), bias = (1 << (exponent_bits - 1)) - 1;
  double out;
  if (exponent == (1 << exponent_bits) - 1) {
    out = mantissa ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
  } else if (exponent == 0) {
    out = std::ldexp(mantissa, 1 - bias - mantissa_bits);
  } else {
    out = std::ldexp((1 << mantissa_bits) + mantissa, exponent - bias - mantissa_bits);
  }
  return sign ? -out : out;
}

struct Format {
  const char* name;
  int exponent_bits, mantissa_bits;
  float (*widen)(uint16_t);
  uint16_t (*narrow)(float);
};
const Format kFormats[] = {{"float16", 5, 10, half_to_float, float_to_half},
                           {"bfloat16", 8, 7, bfloat16_to_float, float_to_bfloat16}};

TEST(DType, SixteenBitsWidenExactlyAndComeBack) {
  for (const Format& format : kFormats) {
    for (uint32_t bits = 0; bits < 65536; ++bits) {
      auto b = static_cast<uint16_t>(bits);
      double expected = value_of(b, format.exponent_bits, format.mantissa_bits);
      float wide = format.widen(b);
      if (std::isnan(expected)) {
        ASSERT_TRUE(std::isnan(wide)) << format.name << " " << bits;
        ASSERT_TRUE(std::isnan(format.widen(format.narrow(wide))));
        continue;
      }
      ASSERT_EQ(static_cast<double>(wide), expected) << format.name << " " << bits;
      ASSERT_EQ(std::signbit(wide), (bits >> 15) == 1);
      ASSERT_EQ(format.narrow(wide), b) << format.name;
    }
  }
}

// Around each pair of neighbours: their middle goes to the even one, a float beside the middle to the nearer one.
TEST(DType, NarrowingRoundsToNearestEven) {
  for (const Format& format : kFormats) {
    uint32_t infinity = ((1u << format.exponent_bits) - 1) << format.mantissa_bits;
    for (uint32_t low = 0; low < infinity; ++low) {
      double a = value_of(static_cast<uint16_t>(low), format.exponent_bits, format.mantissa_bits);
      double b = low + 1 == infinity
                     ? std::ldexp(1.0, 1 << (format.exponent_bits - 1))
                     : value_of(static_cast<uint16_t>(low + 1), format.exponent_bits, format.mantissa_bits);
      double middle = a + (b - a) / 2;
      auto even = static_cast<uint16_t>(low % 2 ? low + 1 : low);
      auto at = static_cast<float>(middle);
      ASSERT_EQ(static_cast<double>(at), middle);  // a float32 holds it
      float below = std::nextafterf(at, 0.0f), above = std::nextafterf(at, std::numeric_limits<float>::infinity());
      for (uint16_t sign : {uint16_t{0}, uint16_t{0x8000}}) {
        float s = sign ? -1.0f : 1.0f;
        ASSERT_EQ(format.narrow(s * at), sign | even) << format.name << " " << middle;
        ASSERT_EQ(format.narrow(s * below), sign | low) << format.name << " " << middle;
        ASSERT_EQ(format.narrow(s * above), sign | (low + 1)) << format.name << " " << middle;
      }
    }
    float most = std::numeric_limits<float>::max(), infinite = std::numeric_limits<float>::infinity();
    EXPECT_EQ(format.narrow(most), infinity);
    EXPECT_EQ(format.narrow(-most), infinity | 0x8000);
    EXPECT_EQ(format.narrow(infinite), infinity);
    EXPECT_EQ(format.narrow(std::numeric_limits<float>::denorm_min()), 0);
    for (uint32_t payload : {0x7f800001u, 0x7fc00000u, 0xffffffffu, 0x7f800100u}) {
      float number;
      std::memcpy(&number, &payload, sizeof number);
      EXPECT_TRUE(std::isnan(format.widen(format.narrow(number)))) << payload;
    }
  }
}

}  // namespace
}  // namespace mixgrad
