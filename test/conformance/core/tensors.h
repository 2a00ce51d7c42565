// Tensors of the case files: from their bits, in several layouts, and back.
#pragma once

#include <nlohmann/json.hpp>

#include "core/kernels/library.h"

namespace mixgrad::conformance {

using Json = nlohmann::ordered_json;

enum class Layout { kRowMajor, kColumnMajor, kEverySecond, kReversed, kInside };
inline constexpr Layout kOtherLayouts[] = {Layout::kColumnMajor, Layout::kEverySecond, Layout::kReversed,
                                           Layout::kInside};
const char* layout_name(Layout layout);

// Where the tensors of the cases are, and where what is made of no tensors shall be. The CPU, unless somebody asks.
struct Places {
  Device tensors, made;
};
Places& places();
// Waits for what the cases have queued, and throws its error.
void settle();

// {dtype, shape, bits}. Every call gives new memory.
Tensor tensor_of(const Json& record, Layout layout, Device device = {});
// The elements of a row-major tensor in another layout, in new memory; the tensor itself if it is to be row-major.
Tensor laid_out(const Tensor& flat, Layout layout, Device device = {});
Json record_of(const Tensor& tensor);

std::string from_hex(const std::string& hex);
std::string to_hex(const std::string& bytes);

// All elements as they would stand in row-major order.
std::string bytes_of(const Tensor& tensor);
double number_at(const std::string& bytes, DType dtype, int64_t i);

}  // namespace mixgrad::conformance
