// The buffer that JavaScript and the addon share; src/runtime/buffer.ts has the same numbers.
#pragma once

#include <cstdint>

namespace mixgrad_node {

// Places in 32-bit words.
enum Word : int {
  kContext = 0,
  kFunction = 1,
  kFirst = 2,       // index of the first argument among the values
  kCount = 3,       // how many arguments
  kFreed = 4,       // how many handles wait to be freed
  kResultKind = 5,  // a mixgrad_kind, kNothing or kReturned
  kResultSlot = 8,
  kResultGeneration = 9,
  kDType = 10,
  kRank = 11,
  kRequiresGrad = 12,
  kIsLeaf = 13,
  kIsTraced = 14,
  kIsContiguous = 15,
  kIsReadOnly = 152,
};
// Places in 64-bit floats.
enum Double : int {
  kResultNumber = 4,
  kShape = 8,
  kStrides = 40,
  kSize = 72,
  kDevice = 73,
  kVersion = 74,
  kItemBytes = 75
};

constexpr int kNothing = -1;   // no result
constexpr int kReturned = -2;  // the result is what the function returned
constexpr int kFreeListWord = 160;
constexpr int kFreeListRoom = 512;                                    // pairs of slot and generation
constexpr int kFirstValue = (kFreeListWord + 2 * kFreeListRoom) / 4;  // in values of 16 bytes

}  // namespace mixgrad_node
