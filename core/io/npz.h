// NumPy's archives of arrays (npz): a zip whose members are npy files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/tensor/tensor.h"

namespace mixgrad {

using NamedArrays = std::vector<std::pair<std::string, Tensor>>;

NamedArrays read_npz(const std::string& path);
// The file replaces the old one as a whole, or not at all (see write_file).
void write_npz(const std::string& path, const NamedArrays& arrays, bool compressed);

}  // namespace mixgrad
