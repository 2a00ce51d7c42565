// For numbers that are drawn by rejection: an element that takes an unknown number of words has a sequence of its own.
//
// It owns the counters {block, t} for t = 0, 1, …: `block` is the element's own among those that the operator takes, t
// the counter's third word, which is 0 everywhere else. So the operator advances its generator by one block for each
// element, however many words that element needs. Fraction k of the sequence is made of words 2 (k mod 2) and the next
// of t = k / 2, as `uniform` makes one of float64: 53 bits, in [0, 1).
#pragma once

#include <cstdint>

#include "core/runtime/philox.h"

namespace mixgrad {

class RandomSequence {
 public:
  RandomSequence(uint64_t seed, uint64_t block) : seed_(seed), block_(block) {}

  double fraction() {
    if (at_ % 2 == 0) {
      words_ = philox4x32({static_cast<uint32_t>(block_), static_cast<uint32_t>(block_ >> 32), at_ / 2, 0},
                          {static_cast<uint32_t>(seed_), static_cast<uint32_t>(seed_ >> 32)});
    }
    uint32_t high = words_[at_ % 2 * 2], low = words_[at_ % 2 * 2 + 1];
    ++at_;
    return (high >> 5) * 0x1p-27 + (low >> 6) * 0x1p-53;
  }

 private:
  uint64_t seed_, block_;
  uint32_t at_ = 0;
  std::array<uint32_t, 4> words_{};
};

}  // namespace mixgrad
