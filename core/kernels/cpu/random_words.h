// Philox by vectors, and the floats made of its words.
#pragma once

#include <cstdint>

namespace mixgrad {

// Four words each of blocks block, block + 1, ….
void random_words(uint64_t seed, uint64_t block, int64_t blocks, uint32_t* words);

inline constexpr int64_t kRandomChunk = 1024;  // words; what follows makes chunks from as many
void uniform_floats(const uint32_t* words, float* out);    // kRandomChunk in [0, 1)
void uniform_doubles(const uint32_t* words, double* out);  // kRandomChunk / 2
void normal_floats(const uint32_t* words, float* out);
void normal_doubles(const uint32_t* words, double* out);

}  // namespace mixgrad
