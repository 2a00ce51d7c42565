// Random words by chunks, shared out among the threads.
#pragma once

#include <algorithm>
#include <cstring>

#include "core/kernels/cpu/random_words.h"
#include "core/kernels/kernel.h"

namespace mixgrad {

// f(first element, count, words) for each chunk of `per_chunk` elements, made of kRandomChunk words.
template <class F>
void for_chunks(const KernelCall& call, int64_t n, int64_t per_chunk, F f) {
  auto body = [&](int64_t begin, int64_t end) {
    alignas(64) uint32_t words[kRandomChunk];
    for (int64_t chunk = begin; chunk < end; ++chunk) {
      int64_t first = chunk * per_chunk, count = std::min(per_chunk, n - first);
      int64_t blocks = (count * (kRandomChunk / per_chunk) + 3) / 4;
      if (blocks < kRandomChunk / 4) std::memset(words, 0, sizeof(words));  // what follows works on whole chunks
      random_words(call.seed, call.block + static_cast<uint64_t>(chunk) * (kRandomChunk / 4), blocks, words);
      f(first, count, words);
    }
  };
  int64_t chunks = (n + per_chunk - 1) / per_chunk;
  if (chunks <= 8)
    body(0, chunks);
  else
    parallel_for(chunks, 8, body, call.cancel);
}

}  // namespace mixgrad
