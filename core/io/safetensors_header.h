// The JSON header of a safetensors file, read without trust.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tensor/dtype.h"
#include "core/tensor/shape.h"

namespace mixgrad {

struct SafeTensorsEntry {
  std::string name;
  DType dtype = DType::kFloat32;
  Shape shape;
  int64_t begin = 0, end = 0;  // bytes, from the end of the header
};

struct SafeTensorsHeader {
  std::vector<SafeTensorsEntry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;
};

inline constexpr int64_t kMostHeaderBytes = 100'000'000;  // the format's own limit
inline constexpr std::string_view kMetadataKey = "__metadata__";

const char* safetensors_dtype_name(DType dtype);

// `data_bytes` follow the header in the file; the entries have to cover them without overlap or hole.
SafeTensorsHeader parse_safetensors_header(std::string_view text, int64_t data_bytes, const std::string& path);

}  // namespace mixgrad
