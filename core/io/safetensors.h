// The safetensors format, in files and in memory: named tensors and string metadata, without code in them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tensor/tensor.h"

namespace mixgrad {

struct SafeTensors {
  std::vector<std::pair<std::string, Tensor>> tensors;
  std::vector<std::pair<std::string, std::string>> metadata;

  const Tensor* find(std::string_view name) const;  // null if there is none
  const std::string* find_metadata(std::string_view key) const;
};

// In the order of the header. Every size and offset is held against the file before anything of its size is allocated;
// a broken or hostile file is a format error, a missing one an io error.
SafeTensors read_safetensors(const std::string& path);
// The same of a file's contents in memory; `name` is what messages call them.
SafeTensors parse_safetensors(std::string_view data, const std::string& name);

// Equal contents give equal bytes: the header keeps the order given, the data lies with the widest elements first, so
// that every tensor is aligned. The file replaces the old one as a whole, or not at all (see write_file).
void write_safetensors(const std::string& path, const SafeTensors& contents);
// What the file would hold.
std::string safetensors_bytes(const SafeTensors& contents);

}  // namespace mixgrad
