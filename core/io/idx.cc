#include "core/io/idx.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "core/io/file.h"
#include "core/io/gzip.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

// The bytes of the file, or those inside its gzip.
class Source {
 public:
  explicit Source(const std::string& path) : file_(path) {
    uint8_t first[2] = {};
    file_.read(0, first, std::min<int64_t>(file_.bytes(), 2));
    if (!is_gzip(first)) return;
    compressed_ = read_file(path, file_.bytes());
    gzip_.emplace(compressed_, path);
  }
  const std::string& path() const { return file_.path(); }
  int64_t offset() const { return offset_; }
  // No more can follow than this.
  int64_t most_left() const { return (gzip_ ? GzipReader::most_bytes(file_.bytes()) : file_.bytes()) - offset_; }
  int64_t read(void* out, int64_t bytes) {
    int64_t n = bytes;
    if (gzip_) {
      n = gzip_->read(out, bytes);
    } else {
      n = std::min(bytes, most_left());
      file_.read(offset_, out, n);
    }
    offset_ += n;
    return n;
  }
  void expect(void* out, int64_t bytes, const char* what) {
    int64_t at = offset_, n = read(out, bytes);
    if (n < bytes) {
      throw_format(path(), at + n, std::string("the file ends within ") + what, std::to_string(n) + " bytes",
                   std::to_string(bytes) + " bytes");
    }
  }

 private:
  InputFile file_;
  std::vector<uint8_t> compressed_;
  std::optional<GzipReader> gzip_;
  int64_t offset_ = 0;
};

bool dtype_of(uint8_t code, DType* out) {
  switch (code) {
    case 0x08:
      *out = DType::kUInt8;
      return true;
    case 0x09:
      *out = DType::kInt8;
      return true;
    case 0x0b:
      *out = DType::kInt16;
      return true;
    case 0x0c:
      *out = DType::kInt32;
      return true;
    case 0x0d:
      *out = DType::kFloat32;
      return true;
    case 0x0e:
      *out = DType::kFloat64;
      return true;
    default:
      return false;
  }
}

void reverse_items(uint8_t* data, int64_t items, size_t item) {
  for (int64_t i = 0; i < items; ++i)
    std::reverse(data + i * static_cast<int64_t>(item), data + (i + 1) * static_cast<int64_t>(item));
}

}  // namespace

Tensor read_idx(const std::string& path) {
  Source source(path);
  uint8_t magic[4];
  source.expect(magic, 4, "the IDX magic number");
  DType dtype;
  if (magic[0] != 0 || magic[1] != 0 || !dtype_of(magic[2], &dtype)) {
    std::string found;
    for (uint8_t byte : magic) found += (found.empty() ? "" : " ") + std::to_string(byte);
    throw_format(path, 0, "this is not an IDX file", "bytes " + found,
                 "0, 0, an element type (8, 9, 11, 12, 13 or 14), the number of axes");
  }
  if (magic[3] < 1 || magic[3] > kMaxRank) {
    throw_format(path, 3, "the number of axes is not accepted", std::to_string(magic[3]),
                 "1 to " + std::to_string(kMaxRank));
  }
  Shape shape;
  int64_t bytes = static_cast<int64_t>(item_bytes(dtype));
  bool overflow = false, empty = false;
  for (int axis = 0; axis < magic[3]; ++axis) {
    uint8_t size[4];
    source.expect(size, 4, "the sizes of the axes");
    int64_t n = int64_t{size[0]} << 24 | size[1] << 16 | size[2] << 8 | size[3];
    shape.push_back(n);
    empty |= n == 0;
    if (!empty) overflow |= __builtin_mul_overflow(bytes, n, &bytes);
  }
  if (empty) bytes = 0;
  if ((overflow && !empty) || bytes > source.most_left()) {
    throw_format(path, source.offset(), "the file is shorter than its sizes say",
                 "at most " + std::to_string(source.most_left()) + " more bytes",
                 overflow ? "a shape whose bytes can be counted, not " + shape.text()
                          : std::to_string(bytes) + " bytes for " + shape.text() + " of " + dtype_name(dtype));
  }
  Tensor out = Tensor::empty(dtype, shape);
  source.expect(out.data(), bytes, "its elements");
  uint8_t more;
  int64_t end = source.offset();
  if (source.read(&more, 1) != 0) {
    throw_format(path, end, "the file is longer than its sizes say", "more bytes",
                 "the end after " + shape.text() + " elements of " + dtype_name(dtype));
  }
  if (std::endian::native == std::endian::little && item_bytes(dtype) > 1) {
    reverse_items(out.data<uint8_t>(), shape.elements(), item_bytes(dtype));
  }
  return out;
}

}  // namespace mixgrad
