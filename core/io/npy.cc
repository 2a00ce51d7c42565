#include "core/io/npy.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/io/file.h"
#include "core/io/text.h"
#include "core/kernels/library.h"
#include "core/kernels/program.h"
#include "core/runtime/error.h"

namespace mixgrad {

static_assert(std::endian::native == std::endian::little, "elements are written as they lie in memory");

namespace {

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const InputFile& file) : ByteSource(file.path(), file.bytes()), file_(file) {}

 private:
  void take(int64_t at, void* out, int64_t bytes) override { file_.read(at, out, bytes); }
  const InputFile& file_;
};

void check_size(const ByteSource& source, const NpyHeader& header) {
  auto bytes = static_cast<int64_t>(item_bytes(header.dtype));
  bool overflow = false, empty = false;
  for (int64_t size : header.shape) empty |= size == 0;
  for (int64_t size : header.shape) overflow |= __builtin_mul_overflow(bytes, size, &bytes);
  if (empty) bytes = 0;
  if (bytes == source.left() && (empty || !overflow)) return;
  throw_format(source.name(), source.at(), "there are more or fewer bytes than the array has",
               std::to_string(source.left()) + " bytes",
               (overflow && !empty ? "more than can be counted" : std::to_string(bytes) + " bytes") + " for " +
                   header.shape.text() + " of " + dtype_name(header.dtype));
}

Shape reversed(const Shape& sizes) {
  Shape out;
  for (int i = sizes.rank() - 1; i >= 0; --i) out.push_back(sizes[i]);
  return out;
}

void swap_bytes(Tensor& tensor, int64_t bytes) {
  auto size = static_cast<int64_t>(item_bytes(tensor.dtype()));
  auto* data = tensor.data<char>();
  for (int64_t i = 0; i < bytes; i += size) std::reverse(data + i, data + i + size);
}

void check_bools(const ByteSource& source, const Tensor& tensor, int64_t at) {
  const auto* data = tensor.data<uint8_t>();
  const auto* wrong = std::find_if(data, data + tensor.elements(), [](uint8_t value) { return value > 1; });
  if (wrong != data + tensor.elements())
    throw_format(source.name(), at + (wrong - data), "a truth value is none", std::to_string(*wrong), "0 or 1");
}

}  // namespace

Tensor in_row_major(const Tensor& tensor) {
  if (tensor.is_contiguous()) return tensor;
  Tensor out = Tensor::empty(tensor.dtype(), tensor.shape());
  copy_cpu(tensor, out);
  return out;
}

Tensor read_npy(ByteSource& source) {
  NpyHeader header = read_npy_header(source);
  check_size(source, header);
  Tensor tensor = Tensor::empty(header.dtype, header.column_major ? reversed(header.shape) : header.shape);
  int64_t at = source.at(), bytes = source.left();
  source.read(tensor.data(), bytes);
  if (header.swapped) swap_bytes(tensor, bytes);
  if (header.dtype == DType::kBool) check_bools(source, tensor, at);
  if (!header.column_major) return tensor;
  return in_row_major(tensor.window(header.shape, reversed(tensor.strides()), 0));
}

Tensor read_npy(const std::string& path) {
  InputFile file(path);
  FileSource source(file);
  return read_npy(source);
}

void write_npy(const std::string& path, const Tensor& tensor) {
  std::string header = npy_header(tensor, "x");
  Tensor data = in_row_major(on_host(tensor));
  int64_t bytes = data.elements() * static_cast<int64_t>(item_bytes(data.dtype()));
  Piece pieces[] = {{header.data(), static_cast<int64_t>(header.size())}, {data.data(), bytes}};
  write_file(path, pieces);
}

}  // namespace mixgrad
