#include "core/kernels/cpu/convert.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/schema/value.h"

namespace mixgrad {

namespace {

struct Bool {
  uint8_t value;
};
template <class T>
constexpr bool kIsHalf = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

// Rounded to odd, so that a second rounding to fewer bits equals a single one.
template <class From>
float to_odd_float(From value) {
  if constexpr (std::is_same_v<From, float> || sizeof(From) < 4) {
    return static_cast<float>(value);
  } else {
    float f = static_cast<float>(value);
    bool above, below;
    if constexpr (std::is_floating_point_v<From>) {
      above = static_cast<double>(f) > value;
      below = static_cast<double>(f) < value;
      if (std::isinf(f)) return f;
    } else {
      __int128 back = static_cast<__int128>(f);
      above = back > static_cast<__int128>(value);
      below = back < static_cast<__int128>(value);
    }
    if (!above && !below) return f;
    uint32_t bits;
    std::memcpy(&bits, &f, 4);
    if (f > 0 ? above : below) --bits;  // towards zero
    bits |= 1;
    std::memcpy(&f, &bits, 4);
    return f;
  }
}

template <class To, class From>
inline To cast(From v) {
  if constexpr (std::is_same_v<From, Half>) {
    return cast<To>(half_to_float(v.bits));
  } else if constexpr (std::is_same_v<From, BFloat16>) {
    return cast<To>(bfloat16_to_float(v.bits));
  } else if constexpr (std::is_same_v<From, Bool>) {
    return cast<To>(v.value);
  } else if constexpr (std::is_same_v<To, Bool>) {
    return {static_cast<uint8_t>(v != 0)};
  } else if constexpr (std::is_same_v<To, Half>) {
    return {float_to_half(to_odd_float(v))};
  } else if constexpr (std::is_same_v<To, BFloat16>) {
    return {float_to_bfloat16(to_odd_float(v))};
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    using L = std::numeric_limits<To>;
    constexpr From kBelow = static_cast<From>(L::min());  // exact: zero or a power of two
    constexpr To kHalf = L::max() / 2 + 1;
    constexpr From kAbove = static_cast<From>(kHalf) * 2;  // one more than the highest
    if (v != v) return 0;
    if (v <= kBelow) return L::min();
    if (v >= kAbove) return L::max();
    return static_cast<To>(v);
  } else {
    return static_cast<To>(v);
  }
}

template <class From, class To>
void convert_loop(const void* from, int64_t from_stride, void* to, int64_t to_stride, int64_t n) {
  const From* a = static_cast<const From*>(from);
  To* b = static_cast<To*>(to);
  if (from_stride == 1 && to_stride == 1) {
    if constexpr (std::is_same_v<From, To>) {
      std::memcpy(b, a, static_cast<size_t>(n) * sizeof(From));
    } else if constexpr (std::is_same_v<From, Half> && std::is_same_v<To, float>) {
      half_to_float_block(&a->bits, b, n);
    } else if constexpr (std::is_same_v<From, float> && std::is_same_v<To, Half>) {
      float_to_half_block(a, &b->bits, n);
    } else if constexpr (std::is_same_v<From, BFloat16> && std::is_same_v<To, float>) {
      bfloat16_to_float_block(&a->bits, b, n);
    } else if constexpr (std::is_same_v<From, float> && std::is_same_v<To, BFloat16>) {
      float_to_bfloat16_block(a, &b->bits, n);
    } else {
      for (int64_t i = 0; i < n; ++i) b[i] = cast<To>(a[i]);
    }
    return;
  }
  for (int64_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<From, To>) {
      b[i * to_stride] = a[i * from_stride];
    } else {
      b[i * to_stride] = cast<To>(a[i * from_stride]);
    }
  }
}

template <class From>
ConvertFunction to_any(DType to) {
  switch (to) {
    case DType::kBool:
      return &convert_loop<From, Bool>;
    case DType::kInt8:
      return &convert_loop<From, int8_t>;
    case DType::kInt16:
      return &convert_loop<From, int16_t>;
    case DType::kInt32:
      return &convert_loop<From, int32_t>;
    case DType::kInt64:
      return &convert_loop<From, int64_t>;
    case DType::kUInt8:
      return &convert_loop<From, uint8_t>;
    case DType::kUInt16:
      return &convert_loop<From, uint16_t>;
    case DType::kUInt32:
      return &convert_loop<From, uint32_t>;
    case DType::kUInt64:
      return &convert_loop<From, uint64_t>;
    case DType::kFloat16:
      return &convert_loop<From, Half>;
    case DType::kBFloat16:
      return &convert_loop<From, BFloat16>;
    case DType::kFloat32:
      return &convert_loop<From, float>;
    case DType::kFloat64:
      return &convert_loop<From, double>;
  }
  return nullptr;
}

}  // namespace

ConvertFunction convert_function(DType from, DType to) {
  switch (from) {
    case DType::kBool:
      return to_any<Bool>(to);
    case DType::kInt8:
      return to_any<int8_t>(to);
    case DType::kInt16:
      return to_any<int16_t>(to);
    case DType::kInt32:
      return to_any<int32_t>(to);
    case DType::kInt64:
      return to_any<int64_t>(to);
    case DType::kUInt8:
      return to_any<uint8_t>(to);
    case DType::kUInt16:
      return to_any<uint16_t>(to);
    case DType::kUInt32:
      return to_any<uint32_t>(to);
    case DType::kUInt64:
      return to_any<uint64_t>(to);
    case DType::kFloat16:
      return to_any<Half>(to);
    case DType::kBFloat16:
      return to_any<BFloat16>(to);
    case DType::kFloat32:
      return to_any<float>(to);
    case DType::kFloat64:
      return to_any<double>(to);
  }
  return nullptr;
}

void store_number(const Value& number, DType to, void* target) {
  if (number.is(Kind::kFloat)) {
    double v = number.as_float();
    convert(DType::kFloat64, &v, 1, to, target, 1, 1);
  } else {
    int64_t v = number.as_int();
    convert(DType::kInt64, &v, 1, to, target, 1, 1);
  }
}

}  // namespace mixgrad
