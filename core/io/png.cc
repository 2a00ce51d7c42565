#include "core/io/png.h"

#include <zlib.h>

#include <string>

#include "core/runtime/error.h"

namespace mixgrad {

namespace {

void put_number(std::vector<uint8_t>& out, uint64_t value) {
  for (int shift : {24, 16, 8, 0}) out.push_back(static_cast<uint8_t>(value >> shift));
}

void put_chunk(std::vector<uint8_t>& out, const char (&type)[5], std::span<const uint8_t> data) {
  put_number(out, data.size());
  size_t start = out.size();
  out.insert(out.end(), type, type + 4);
  out.insert(out.end(), data.begin(), data.end());
  put_number(out, crc32(0, out.data() + start, static_cast<uInt>(out.size() - start)));
}

}  // namespace

std::vector<uint8_t> encode_png(std::span<const uint8_t> pixels, int64_t height, int64_t width, int64_t channels) {
  constexpr int64_t kMost = 1 << 14;
  constexpr uint8_t kColourTypes[] = {0, 0, 4, 2, 6};
  if (height < 1 || width < 1 || height > kMost || width > kMost || channels < 1 || channels > 4 ||
      static_cast<int64_t>(pixels.size()) != height * width * channels) {
    throw Error(ErrorCode::kShape, "pixels that are no image")
        .given(std::to_string(pixels.size()) + " bytes for height " + std::to_string(height) + ", width " +
               std::to_string(width) + ", channels " + std::to_string(channels))
        .accepted("1 to 16384 rows and columns, 1 to 4 channels, a byte for each");
  }
  auto row_bytes = static_cast<size_t>(width * channels);
  std::vector<uint8_t> rows;
  for (size_t at = 0; at < pixels.size(); at += row_bytes) {
    rows.push_back(0);  // the row's filter: none
    rows.insert(rows.end(), pixels.begin() + static_cast<ptrdiff_t>(at),
                pixels.begin() + static_cast<ptrdiff_t>(at + row_bytes));
  }
  uLongf packed_bytes = compressBound(rows.size());
  std::vector<uint8_t> packed(packed_bytes);
  if (compress2(packed.data(), &packed_bytes, rows.data(), rows.size(), 9) != Z_OK) {
    throw Error(ErrorCode::kOutOfMemory, "the system has no more memory for compression");
  }
  packed.resize(packed_bytes);

  std::vector<uint8_t> out = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, head;
  put_number(head, static_cast<uint64_t>(width));
  put_number(head, static_cast<uint64_t>(height));
  head.insert(head.end(), {8, kColourTypes[channels], 0, 0, 0});
  put_chunk(out, "IHDR", head);
  put_chunk(out, "IDAT", packed);
  put_chunk(out, "IEND", {});
  return out;
}

}  // namespace mixgrad
