#include "core/io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/io/file.h"
#include "core/io/safetensors_header.h"
#include "core/io/text.h"
#include "core/kernels/library.h"
#include "core/runtime/error.h"

namespace mixgrad {

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian and copied as it is");

namespace {

void copy_strided(const Tensor& tensor, int axis, const char* from, char*& to, size_t item) {
  if (axis == tensor.rank()) {
    std::memcpy(to, from, item);
    to += item;
    return;
  }
  for (int64_t i = 0; i < tensor.shape()[axis]; ++i) {
    copy_strided(tensor, axis + 1, from + i * tensor.strides()[axis] * static_cast<int64_t>(item), to, item);
  }
}

Tensor row_major_copy(const Tensor& tensor) {
  if (!tensor.device().is_cpu()) return on_host(tensor);
  if (tensor.is_contiguous()) return tensor;
  Tensor out = Tensor::empty(tensor.dtype(), tensor.shape());
  char* to = out.data<char>();
  copy_strided(tensor, 0, tensor.data<char>(), to, item_bytes(tensor.dtype()));
  return out;
}

int64_t bytes_of(const Tensor& tensor) { return tensor.elements() * static_cast<int64_t>(item_bytes(tensor.dtype())); }

std::string json_text(const std::string& text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kValue, "names and metadata of a safetensors file are UTF-8 text").given(printable(text));
  }
}

[[noreturn]] void twice(const std::string& name) {
  throw Error(ErrorCode::kValue, "a safetensors file holds each name once").given(printable(name));
}

void check(const SafeTensors& contents) {
  std::unordered_set<std::string_view> names, keys;
  for (const auto& [name, tensor] : contents.tensors) {
    if (name == kMetadataKey) {
      throw Error(ErrorCode::kValue, "a tensor can not have the name that the format keeps for metadata")
          .given(printable(name));
    }
    if (!names.insert(name).second) twice(name);
    if (!tensor) throw Error(ErrorCode::kValue, "there is no tensor of the name").given(printable(name));
    if (tensor.is_traced())
      throw Error(ErrorCode::kTrace, "a tensor has no value to save while tracing").given(printable(name));
  }
  for (const auto& [key, text] : contents.metadata) {
    if (!keys.insert(key).second) twice(key);
  }
}

void check_bools(const Tensor& tensor, const std::string& name, const std::string& path, int64_t at) {
  const auto* data = tensor.data<uint8_t>();
  const auto* wrong = std::find_if(data, data + tensor.elements(), [](uint8_t value) { return value > 1; });
  if (wrong != data + tensor.elements()) {
    throw_format(path, at + (wrong - data), "tensor " + printable(name) + " holds a truth value that is none",
                 std::to_string(*wrong), "0 or 1");
  }
}

// A file's contents in memory, read as a file is.
class InputBytes {
 public:
  InputBytes(std::string_view data, const std::string& name) : data_(data), name_(name) {}
  const std::string& path() const { return name_; }
  int64_t bytes() const { return static_cast<int64_t>(data_.size()); }
  // Inside: every offset has been held against the size.
  void read(int64_t offset, void* out, int64_t bytes) const {
    if (bytes > 0) std::memcpy(out, data_.data() + offset, static_cast<size_t>(bytes));
  }

 private:
  std::string_view data_;
  const std::string& name_;
};

template <class Source>
SafeTensors read_from(const Source& file) {
  const std::string& path = file.path();
  uint64_t header_bytes = 0;
  if (file.bytes() < 8) {
    throw_format(path, file.bytes(), "it ends within the length of its header", std::to_string(file.bytes()) + " bytes",
                 "8 bytes");
  }
  file.read(0, &header_bytes, 8);
  auto most = static_cast<uint64_t>(std::min(file.bytes() - 8, kMostHeaderBytes));
  if (header_bytes > most) {
    throw_format(path, 0, "the header is longer than it can be", std::to_string(header_bytes) + " bytes",
                 "at most " + std::to_string(most) + " bytes");
  }
  std::string text(header_bytes, '\0');
  file.read(8, text.data(), static_cast<int64_t>(header_bytes));
  int64_t data_at = 8 + static_cast<int64_t>(header_bytes);
  SafeTensorsHeader header = parse_safetensors_header(text, file.bytes() - data_at, path);
  SafeTensors out;
  out.metadata = std::move(header.metadata);
  for (SafeTensorsEntry& entry : header.entries) {
    Tensor tensor = Tensor::empty(entry.dtype, entry.shape);
    file.read(data_at + entry.begin, tensor.data(), entry.end - entry.begin);
    if (entry.dtype == DType::kBool) check_bools(tensor, entry.name, path, data_at + entry.begin);
    out.tensors.emplace_back(std::move(entry.name), std::move(tensor));
  }
  return out;
}

// What is written, piece by piece; the pieces point into what it holds.
class Written {
 public:
  explicit Written(const SafeTensors& contents);
  Written(const Written&) = delete;
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  uint64_t header_bytes_ = 0;
  std::string header_;
  std::vector<Tensor> data_;
  std::vector<Piece> pieces_;
};

Written::Written(const SafeTensors& contents) {
  check(contents);
  size_t count = contents.tensors.size();
  std::vector<size_t> order(count);  // of the data
  for (size_t i = 0; i < count; ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return item_bytes(contents.tensors[a].second.dtype()) > item_bytes(contents.tensors[b].second.dtype());
  });
  std::vector<int64_t> begin(count);
  int64_t at = 0;
  for (size_t i : order) {
    begin[i] = at;
    at += bytes_of(contents.tensors[i].second);
  }

  std::string& header = header_;
  header = "{";
  auto separate = [&] { header += header.back() == '{' ? "" : ","; };
  if (!contents.metadata.empty()) {
    header += json_text(std::string(kMetadataKey)) + ":{";
    for (const auto& [key, text] : contents.metadata) {
      separate();
      header += json_text(key) + ":" + json_text(text);
    }
    header += '}';
  }
  for (size_t i = 0; i < count; ++i) {
    const auto& [name, tensor] = contents.tensors[i];
    separate();
    std::string shape;
    for (int64_t size : tensor.shape()) shape += (shape.empty() ? "" : ",") + std::to_string(size);
    header += json_text(name) + ":{\"dtype\":\"" + safetensors_dtype_name(tensor.dtype()) + "\",\"shape\":[" + shape +
              "],\"data_offsets\":[" + std::to_string(begin[i]) + "," + std::to_string(begin[i] + bytes_of(tensor)) +
              "]}";
  }
  header += '}';
  header.resize((header.size() + 7) / 8 * 8, ' ');
  if (static_cast<int64_t>(header.size()) > kMostHeaderBytes) {
    throw Error(ErrorCode::kValue, "names and metadata are too long for a safetensors file")
        .given(std::to_string(header.size()) + " bytes")
        .accepted("at most " + std::to_string(kMostHeaderBytes) + " bytes");
  }

  header_bytes_ = header.size();
  pieces_ = {{&header_bytes_, 8}, {header.data(), static_cast<int64_t>(header.size())}};
  for (size_t i : order) {
    data_.push_back(row_major_copy(contents.tensors[i].second));
    pieces_.push_back({data_.back().data(), bytes_of(data_.back())});
  }
}

}  // namespace

const Tensor* SafeTensors::find(std::string_view name) const {
  for (const auto& [known, tensor] : tensors) {
    if (known == name) return &tensor;
  }
  return nullptr;
}

const std::string* SafeTensors::find_metadata(std::string_view key) const {
  for (const auto& [known, text] : metadata) {
    if (known == key) return &text;
  }
  return nullptr;
}

SafeTensors read_safetensors(const std::string& path) { return read_from(InputFile(path)); }

SafeTensors parse_safetensors(std::string_view data, const std::string& name) {
  return read_from(InputBytes(data, name));
}

void write_safetensors(const std::string& path, const SafeTensors& contents) {
  write_file(path, Written(contents).pieces());
}

std::string safetensors_bytes(const SafeTensors& contents) {
  Written written(contents);
  size_t size = 0;
  for (const Piece& piece : written.pieces()) size += static_cast<size_t>(piece.bytes);
  std::string out;
  out.reserve(size);
  for (const Piece& piece : written.pieces()) {
    if (piece.bytes > 0) out.append(static_cast<const char*>(piece.data), static_cast<size_t>(piece.bytes));
  }
  return out;
}

}  // namespace mixgrad
