// Conversion between element types, the rules of `astype`: integers wrap; a float beyond an integer's range saturates
// and a NaN gives 0; whatever differs from zero is true; a narrower float is rounded once, to nearest, ties to even.
#pragma once

#include <cstdint>

#include "core/tensor/dtype.h"

namespace mixgrad {

class Value;

// Strides in elements; n elements.
using ConvertFunction = void (*)(const void* from, int64_t from_stride, void* to, int64_t to_stride, int64_t n);
ConvertFunction convert_function(DType from, DType to);

inline void convert(DType from, const void* source, int64_t source_stride, DType to, void* target,
                    int64_t target_stride, int64_t n) {
  convert_function(from, to)(source, source_stride, target, target_stride, n);
}

// A plain number (a Value of kind bool, int or float) as one element.
void store_number(const Value& number, DType to, void* target);

// Contiguous blocks through the machine's own instructions.
void half_to_float_block(const uint16_t* from, float* to, int64_t n);
void float_to_half_block(const float* from, uint16_t* to, int64_t n);
void bfloat16_to_float_block(const uint16_t* from, float* to, int64_t n);
void float_to_bfloat16_block(const float* from, uint16_t* to, int64_t n);
// Rounds in place to the values of float16 or bfloat16.
void round_block(DType to, float* values, int64_t n);

}  // namespace mixgrad
