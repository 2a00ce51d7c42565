#include "test/fuzz/core/tensors.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include "core/kernels/program.h"
#include "test/conformance/core/tensors.h"

namespace mixgrad::fuzz {

namespace {

double plain(Random& random, DType dtype) {
  if (is_bool(dtype)) return static_cast<double>(random.below(2));
  if (is_floating(dtype)) return random.chance(20) ? static_cast<double>(random.between(-3, 3)) : random.unit() * 8 - 4;
  return static_cast<double>(random.between(is_signed_integer(dtype) ? -9 : 0, 9));
}

double extreme(Random& random) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNumbers[] = {kInfinity,   -kInfinity, std::numeric_limits<double>::quiet_NaN(),
                                 0.0,         -0.0,       1.0,
                                 -1.0,        6e-8,       1e-40,
                                 5e-324,      65504,      -65504,
                                 3.4e38,      -3.4e38,    1.7e308,
                                 -1.7e308,    2147483648, 9.3e18,
                                 -9223372e12, 0.5,        88.7};
  return random.pick(kNumbers);
}

// Bits of integers, whole: all the numbers that the type has.
void fill_extremes(Random& random, const Tensor& out) {
  size_t size = item_bytes(out.dtype());
  for (int64_t i = 0; i < out.elements(); ++i) {
    constexpr uint64_t kWords[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fffffff, 0x80000000};
    uint64_t word = random.chance(50) ? random.pick(kWords) : random.chance(50) ? ~uint64_t{0} : random.next();
    if (random.chance(10)) word = uint64_t{1} << (8 * size - 1);
    if (random.chance(10)) word = (uint64_t{1} << (8 * size - 1)) - 1;
    if (is_bool(out.dtype())) word &= 1;
    std::memcpy(out.data<char>() + static_cast<size_t>(i) * size, &word, size);
  }
}

// A window whose elements share places: one axis repeats itself, or strides as they come.
Tensor shared_places(Random& random, const Tensor& flat) {
  Shape shape = flat.shape();
  Strides strides = row_major(shape);
  int64_t low = 0, high = 0;
  bool any = random.chance(50);
  int repeated = static_cast<int>(random.below(shape.rank()));
  for (int i = 0; i < shape.rank(); ++i) {
    if (any) strides[i] = random.between(-2, 3);
    if (!any && i == repeated) strides[i] = 0;
    int64_t reach = flat.elements() == 0 ? 0 : (shape[i] - 1) * strides[i];
    (reach < 0 ? low : high) += reach;
  }
  Tensor base = random_tensor(random, flat.dtype(), Shape{high - low + 1}, random_contents(random));
  return base.window(shape, strides, -low);
}

}  // namespace

Contents random_contents(Random& random) {
  constexpr Contents kAll[] = {Contents::kPlain, Contents::kPlain, Contents::kUnit, Contents::kPlaces,
                               Contents::kExtremes};
  return random.pick(kAll);
}

Tensor random_tensor(Random& random, DType dtype, const Shape& shape, Contents contents) {
  Tensor out = Tensor::empty(dtype, shape);
  if (contents == Contents::kExtremes && !is_floating(dtype)) {
    fill_extremes(random, out);
    return out;
  }
  std::vector<double> values(static_cast<size_t>(out.elements()));
  bool one_kind = random.chance(50);
  for (double& value : values) {
    switch (contents) {
      case Contents::kPlain:
        value = plain(random, dtype);
        break;
      case Contents::kUnit:
        value = is_floating(dtype) ? random.unit() : static_cast<double>(random.below(2));
        break;
      case Contents::kPlaces:
        value = static_cast<double>(random.below(one_kind ? 3 : 6)) - (random.chance(2) ? 2 : 0);
        if (!is_signed_integer(dtype) && !is_floating(dtype)) value = std::max(value, 0.0);
        break;
      case Contents::kExtremes:
        value = random.chance(30) ? plain(random, dtype) : extreme(random);
        break;
    }
    if (is_bool(dtype)) value = value != 0;
  }
  return Tensor::from_values(dtype, shape, values);
}

Tensor in_random_layout(Random& random, const Tensor& tensor) {
  if (tensor.rank() == 0 || random.chance(50)) return tensor;
  if (random.chance(25)) return shared_places(random, tensor);
  return conformance::laid_out(tensor, random.pick(conformance::kOtherLayouts));
}

Tensor flat_copy(const Tensor& tensor) {
  Tensor flat = Tensor::empty(tensor.dtype(), tensor.shape());
  copy_cpu(tensor.detached(), flat);
  return flat;
}

}  // namespace mixgrad::fuzz
