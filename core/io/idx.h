// IDX files, the format of MNIST and Fashion-MNIST, plain or in gzip.
#pragma once

#include <string>

#include "core/tensor/tensor.h"

namespace mixgrad {

// Element types uint8, int8, int16, int32, float32, float64; 1 axis or more. A format error names the file, the offset,
// what was found there and what was expected. Sizes are held against the file before anything of their size is
// allocated.
Tensor read_idx(const std::string& path);

}  // namespace mixgrad
