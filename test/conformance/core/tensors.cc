#include "test/conformance/core/tensors.h"

#include <cstring>

namespace mixgrad::conformance {

Places& places() {
  static Places all;
  return all;
}
void settle() {
  Device device = places().tensors;
  if (!device.is_cpu()) backend_of(device).synchronise(device);
}

std::string from_hex(const std::string& hex) {
  auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
  return out;
}
std::string to_hex(const std::string& bytes) {
  std::string out;
  for (unsigned char c : bytes) (out += "0123456789abcdef"[c >> 4]) += "0123456789abcdef"[c & 15];
  return out;
}

namespace {

// A window of this shape on memory of its own, whose strides are as the layout says.
Tensor window(DType dtype, const Shape& shape, Layout layout, Device device) {
  // Gaps would fill any memory around a tensor that is long along one axis and empty along another.
  bool vast = shape.elements() == 0 && *std::max_element(shape.begin(), shape.end()) > 4096;
  if (layout == Layout::kRowMajor || shape.rank() == 0 || vast) return Tensor::empty(dtype, shape, device);
  Shape outer = shape;
  Strides strides = row_major(shape);
  int64_t offset = 0;
  int first = std::max(0, shape.rank() - 8);  // gaps along 32 axes would fill any memory
  switch (layout) {
    case Layout::kColumnMajor: {
      int64_t step = 1;
      for (int i = 0; i < shape.rank(); ++i) {
        strides[i] = step;
        step *= std::max<int64_t>(shape[i], 1);
      }
      break;
    }
    case Layout::kEverySecond:
      for (int i = first; i < shape.rank(); ++i) outer[i] = 2 * shape[i];
      strides = row_major(outer);
      for (int i = first; i < shape.rank(); ++i) strides[i] *= 2;
      break;
    case Layout::kReversed:
      for (int i = 0; i < shape.rank(); ++i) {
        offset += std::max<int64_t>(shape[i] - 1, 0) * strides[i];
        strides[i] = -strides[i];
      }
      break;
    case Layout::kInside:
      for (int i = first; i < shape.rank(); ++i) outer[i] = shape[i] + 2;
      strides = row_major(outer);
      for (int i = first; i < shape.rank(); ++i) offset += strides[i];
      break;
    case Layout::kRowMajor:
      break;
  }
  Tensor base = Tensor::empty(dtype, outer);
  std::memset(base.data(), 0x5a, base.impl()->storage->bytes());  // what must not be read
  return on_device(base, device).window(shape, strides, offset);
}

}  // namespace

const char* layout_name(Layout layout) {
  constexpr const char* kNames[] = {"row-major", "column-major", "every second element", "reversed",
                                    "inside a larger tensor"};
  return kNames[static_cast<int>(layout)];
}

Tensor tensor_of(const Json& record, Layout layout, Device device) {
  DType dtype;
  if (!parse_dtype(record.at("dtype").get<std::string>(), &dtype)) throw std::runtime_error("no such dtype");
  Shape shape;
  for (int64_t size : record.at("shape")) shape.push_back(size);
  Tensor flat = Tensor::empty(dtype, shape);
  std::string bytes = from_hex(record.at("bits"));
  if (bytes.size() != static_cast<size_t>(flat.elements()) * item_bytes(dtype))
    throw std::runtime_error("the bits do not fit the shape");
  std::memcpy(flat.data(), bytes.data(), bytes.size());
  if (layout == Layout::kRowMajor) return on_device(flat, device);
  return laid_out(flat, layout, device);
}

Tensor laid_out(const Tensor& flat, Layout layout, Device device) {
  if (layout == Layout::kRowMajor) return flat;
  Tensor out = window(flat.dtype(), flat.shape(), layout, device);
  copy_elements(flat, out);
  return out;
}

std::string bytes_of(const Tensor& tensor) {
  Tensor flat = Tensor::empty(tensor.dtype(), tensor.shape());
  copy_elements(tensor.detached(), flat);
  return std::string(flat.data<char>(), static_cast<size_t>(flat.elements()) * item_bytes(tensor.dtype()));
}

Json record_of(const Tensor& tensor) {
  Json shape = Json::array();
  for (int64_t size : tensor.shape()) shape.push_back(size);
  return {{"dtype", dtype_name(tensor.dtype())}, {"shape", shape}, {"bits", to_hex(bytes_of(tensor))}};
}

double number_at(const std::string& bytes, DType dtype, int64_t i) {
  auto read = [&]<class T>(T value) {
    std::memcpy(&value, bytes.data() + i * static_cast<int64_t>(sizeof value), sizeof value);
    return value;
  };
  switch (dtype) {
    case DType::kFloat16:
      return half_to_float(read(uint16_t{}));
    case DType::kBFloat16:
      return bfloat16_to_float(read(uint16_t{}));
    case DType::kFloat32:
      return read(float{});
    case DType::kFloat64:
      return read(double{});
    default:
      throw std::runtime_error("only floats have a tolerance");
  }
}

}  // namespace mixgrad::conformance
