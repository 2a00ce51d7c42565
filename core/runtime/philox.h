// Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): numbers from a counter and a key.
#pragma once

#include <array>
#include <cstdint>

namespace mixgrad {

// Four 32-bit words for the 128-bit counter {block low, block high, 0, 0} under the 64-bit key `seed`.
std::array<uint32_t, 4> philox(uint64_t seed, uint64_t block);

}  // namespace mixgrad
