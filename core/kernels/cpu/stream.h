// Copies that go to memory past the caches: for results so large that nobody finds them in a cache any more. A plain
// store reads each line before it writes it.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace mixgrad {

inline constexpr int64_t kStreamedBytes = int64_t{32} << 20;  // of a result: more than most last-level caches hold

inline void stream_copy(char* to, const char* from, int64_t bytes) {
#if defined(__SSE2__)
  int64_t lead = -reinterpret_cast<intptr_t>(to) & 15;
  if (lead > bytes) lead = bytes;
  std::memcpy(to, from, static_cast<size_t>(lead));
  int64_t i = lead;
  for (; i + 64 <= bytes; i += 64) {
    for (int64_t k = i; k < i + 64; k += 16) {
      auto value = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + k));
      _mm_stream_si128(reinterpret_cast<__m128i*>(to + k), value);
    }
  }
  std::memcpy(to + i, from + i, static_cast<size_t>(bytes - i));
#else
  std::memcpy(to, from, static_cast<size_t>(bytes));
#endif
}

}  // namespace mixgrad
