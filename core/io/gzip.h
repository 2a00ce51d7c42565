// gzip (RFC 1952) decompression that a small hostile file can't turn into a huge allocation.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mixgrad {

bool is_gzip(std::span<const uint8_t> data);

// Decompresses piece by piece; several members follow each other as one stream. `name` is for messages. Broken or
// truncated data is a format error.
class GzipReader {
 public:
  GzipReader(std::span<const uint8_t> data, std::string name);
  ~GzipReader();
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  // Fills `out` as far as the data goes; fewer bytes than asked only at the end.
  int64_t read(void* out, int64_t bytes);
  // No stream of this many compressed bytes can become longer than this.
  static int64_t most_bytes(int64_t compressed);

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::span<const uint8_t> data_;
  std::string name_;
  bool ended_ = false;
  size_t consumed() const;
};

// The whole content; a format error if it has more than `most` bytes.
std::vector<uint8_t> gunzip(std::span<const uint8_t> data, int64_t most, const std::string& name);

}  // namespace mixgrad
