// A small PNG encoder, for images inside plots.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace mixgrad {

// Eight-bit pixels, row by row, channels together: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
std::vector<uint8_t> encode_png(std::span<const uint8_t> pixels, int64_t height, int64_t width, int64_t channels);

}  // namespace mixgrad
