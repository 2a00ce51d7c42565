// NumPy's format of one array (npy), versions 1 to 3.
#pragma once

#include <string>

#include "core/io/byte_source.h"
#include "core/tensor/tensor.h"

namespace mixgrad {

// The header, up to the first element; a format error if it is broken.
struct NpyHeader {
  DType dtype = DType::kFloat32;
  bool swapped = false, column_major = false;
  Shape shape;
};
NpyHeader read_npy_header(ByteSource& source);
// The bytes that NumPy writes before the elements. `argument` is who asks, for errors of a dtype that NumPy has not.
std::string npy_header(const Tensor& tensor, const char* argument);

// The array that the source holds from where it stands to its end. Sizes are held against what is left before anything
// is allocated.
Tensor read_npy(ByteSource& source);
Tensor read_npy(const std::string& path);
// The file replaces the old one as a whole, or not at all (see write_file).
void write_npy(const std::string& path, const Tensor& tensor);
Tensor in_row_major(const Tensor& tensor);  // itself, where it is

}  // namespace mixgrad
