#include "core/print/number_format.h"

#include <algorithm>
#include <cmath>

#include "core/kernels/program.h"
#include "core/runtime/decimal.h"

namespace mixgrad {

namespace {

double as_double(const Tensor& element) {
  Tensor wide = Tensor::empty(DType::kFloat64, Shape{});
  copy_cpu(element, wide);
  return *wide.data<double>();
}

std::string integer_text(const Tensor& element) {
  bool is_unsigned = is_unsigned_integer(element.dtype());
  Tensor wide = Tensor::empty(is_unsigned ? DType::kUInt64 : DType::kInt64, Shape{});
  copy_cpu(element, wide);
  return is_unsigned ? std::to_string(*wide.data<uint64_t>()) : std::to_string(*wide.data<int64_t>());
}

std::string padded(const std::string& text, size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

// The shortest digits that mean the number in its dtype, if they are few enough; else rounded.
template <class T>
std::string digits(T value, Notation notation, int precision) {
  std::string out = shortest_text(value, notation);
  size_t point = out.find('.'), stop = std::min(out.find('e'), out.size());
  bool long_tail = point != std::string::npos && static_cast<int>(stop - point - 1) > precision;
  return long_tail ? decimal_text(value, notation, precision) : out;
}

}  // namespace

NumberFormat::Parts NumberFormat::parts(double value) const {
  Notation notation = scientific_ ? Notation::kScientific : Notation::kFixed;
  std::string all = dtype_ == DType::kFloat64 ? digits(value, notation, precision_)
                                              : digits(static_cast<float>(value), notation, precision_);
  Parts out;
  size_t e = all.find('e');
  if (e != std::string::npos) {
    out.exponent = all.substr(e + 1);
    all.resize(e);
  }
  size_t point = all.find('.');
  out.whole = all.substr(0, point);
  if (point != std::string::npos) out.fraction = all.substr(point + 1);
  while (!out.fraction.empty() && out.fraction.back() == '0') out.fraction.pop_back();
  return out;
}

void NumberFormat::measure(const Tensor& element) {
  if (is_bool(dtype_)) {
    left_ = 5;
  } else if (!is_floating(dtype_)) {
    left_ = std::max(left_, integer_text(element).size());
  } else {
    double value = as_double(element);
    if (!std::isfinite(value)) {
      has_special_ = true;
      has_minus_infinity_ |= std::isinf(value) && value < 0;
      return;
    }
    finite_.push_back(value);
    double size = std::fabs(value);
    if (size == 0) return;
    smallest_ = smallest_ == 0 ? size : std::min(smallest_, size);
    largest_ = std::max(largest_, size);
  }
}

void NumberFormat::settle() {
  if (!is_floating(dtype_)) return;
  scientific_ = largest_ >= 1e8 || (largest_ > 0 && (smallest_ < 1e-4 || largest_ / smallest_ > 1000));
  for (double value : finite_) {
    Parts p = parts(value);
    left_ = std::max(left_, p.whole.size());
    right_ = std::max(right_, p.fraction.size());
    exponent_ = std::max(exponent_, p.exponent.size());
  }
  finite_.clear();
  if (!has_special_) return;
  size_t behind = right_ + 1 + (scientific_ ? exponent_ + 1 : 0), special = has_minus_infinity_ ? 4 : 3;
  if (special > behind) left_ = std::max(left_, special - behind);
}

std::string NumberFormat::text(const Tensor& element) const {
  if (is_bool(dtype_)) return *element.data<uint8_t>() ? " True" : "False";
  if (!is_floating(dtype_)) return padded(integer_text(element), left_);
  double value = as_double(element);
  size_t width = left_ + 1 + right_ + (scientific_ ? exponent_ + 1 : 0);
  if (std::isnan(value)) return padded("nan", width);
  if (std::isinf(value)) return padded(value < 0 ? "-inf" : "inf", width);
  Parts p = parts(value);
  std::string out = padded(p.whole, left_) + "." + p.fraction;
  size_t missing = right_ - p.fraction.size();
  if (!scientific_) return out + std::string(missing, ' ');
  out += std::string(missing, '0') + "e" + p.exponent.substr(0, 1);
  return out + std::string(exponent_ - p.exponent.size(), '0') + p.exponent.substr(1);
}

}  // namespace mixgrad
