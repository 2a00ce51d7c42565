// Which random words an operator uses: its blocks are Philox's four words at counters block, block + 1, …, and how many
// it takes depends on the number of elements alone.
//
//   uniform, float32 and narrower: element i takes word i mod 4 of block i / 4; its top 24 bits times 2^-24.
//   uniform, float64: element i takes words 2 (i mod 2) and the next of block i / 2: (first >> 5) 2^-27 + (second >> 6)
//   2^-53. normal, float32 and narrower: elements 2 j and 2 j + 1 take words 2 j and 2 j + 1 in the order above:
//     r = sqrt(-2 log(u)), u = (word 2 j >> 8) 2^-24 + 2^-24; angle a = 2 pi times the uniform of word 2 j + 1; r cos
//     a, r sin a.
//   normal, float64: elements 2 j and 2 j + 1 take the two uniforms of block j, u = 1 - the first.
//   dropout: element i keeps its value if the float32 uniform i is at least p, whatever the type.
//   permutation of n: step s swaps places n - 1 - s and (w (n - s)) >> 64, w being the 64-bit word made of words
//     2 (s mod 2), low, and the next, high, of block s / 2.
//   bernoulli: element i, as a word of uniform, is 1 if the word is below p 2^32.
//   integers: element i takes a 64-bit word like permutation's step i; w (high - low) >> 64 is added to low, unless the
//     product's lower 64 bits are below 2^64 mod (high - low): then the next try takes the same words of the same block
//     with 1, 2, … in the counter's third word.
//   gamma, beta, poisson, binomial, truncated_normal, categorical: element i takes block i and has a sequence of its
//     own (random_sequence.h). multinomial without replacement: the first element of a row has one for all of it.
#pragma once

#include <cstdint>

#include "core/tensor/dtype.h"

namespace mixgrad {

inline int64_t blocks_for_uniform(int64_t elements, DType dtype) {
  return dtype == DType::kFloat64 ? (elements + 1) / 2 : (elements + 3) / 4;
}
inline int64_t blocks_for_normal(int64_t elements, DType dtype) { return blocks_for_uniform(elements, dtype); }
inline int64_t blocks_for_dropout(int64_t elements) { return (elements + 3) / 4; }
inline int64_t blocks_for_bernoulli(int64_t elements) { return (elements + 3) / 4; }
inline int64_t blocks_for_integers(int64_t elements) { return (elements + 1) / 2; }
inline int64_t blocks_for_sequences(int64_t elements) { return elements; }
inline int64_t blocks_for_permutation(int64_t n) { return (n + 1) / 2; }

}  // namespace mixgrad
