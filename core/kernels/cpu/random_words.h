// Philox by vectors, and the floats made of its words.
#pragma once

#include <cstdint>

namespace mixgrad {

// Four words each of blocks block, block + 1, ….
void random_words(uint64_t seed, uint64_t block, int64_t blocks, uint32_t* words);

inline constexpr int64_t kRandomChunk = 1024;              // words; what follows makes chunks from as many
void uniform_floats(const uint32_t* words, float* out);    // kRandomChunk in [0, 1)
void uniform_doubles(const uint32_t* words, double* out);  // kRandomChunk / 2
void normal_floats(const uint32_t* words, float* out);
void normal_doubles(const uint32_t* words, double* out);

// out[i] = x[i] * scale where words[i] >> 8 is at least the threshold, else +0.
void drop_floats(const uint32_t* words, const float* x, float* out, int64_t n, uint32_t threshold, float scale);
void drop_doubles(const uint32_t* words, const double* x, double* out, int64_t n, uint32_t threshold, double scale);

}  // namespace mixgrad
