// Values of each type of a schema.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/random/generator.h"
#include "core/schema/registry.h"
#include "test/fuzz/core/calls.h"

namespace mixgrad::fuzz {

namespace {

constexpr int64_t kLargest = std::numeric_limits<int64_t>::max(), kLowest = std::numeric_limits<int64_t>::min();
constexpr int64_t kWildIntegers[] = {kLowest,
                                     kLowest + 1,
                                     kLargest,
                                     kLargest - 1,
                                     int64_t{1} << 31,
                                     -(int64_t{1} << 31),
                                     (int64_t{1} << 31) - 1,
                                     int64_t{1} << 32,
                                     int64_t{1} << 40,
                                     int64_t{1} << 62,
                                     -(int64_t{1} << 62),
                                     int64_t{1} << 53,
                                     -1,
                                     -2,
                                     -7,
                                     0,
                                     7,
                                     1000,
                                     65536};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kWildNumbers[] = {kInfinity, -kInfinity, std::nan(""), 0.0,    -0.0, -1.0, 1e308, -1e308,
                                   5e-324,    1e-30,      1e18,         9.3e18, 1e30, 0.5,  2.5,   -2.5};
constexpr double kTameNumbers[] = {0.0, 1.0, 0.5, 2.0, 0.25, 0.1, 1.5, 3.0, -1.0, -0.5, 1e-3, 1e-5, 10.0};

}  // namespace

int64_t Maker::integer(int64_t low, int64_t high) {
  if (few_) return random_.between(0, 3);
  return random_.chance(wild_) ? random_.pick(kWildIntegers) : random_.between(low, high);
}

double Maker::real(const Range* range) {
  if (random_.chance(wild_)) return random_.pick(kWildNumbers);
  double low = range && range->minimum ? *range->minimum : -kInfinity;
  double high = range && range->maximum ? *range->maximum : kInfinity;
  for (int tries = 0; tries < 8; ++tries) {
    double x = random_.pick(kTameNumbers);
    if (x >= low && x <= high) return x;
  }
  return std::isfinite(low) && std::isfinite(high) ? low + (high - low) * random_.unit() : random_.unit();
}

Value Maker::number(const Range* range) {
  if (random_.chance(5)) return Value(random_.chance(50));
  return random_.chance(40) ? Value(integer(-3, 5)) : Value(real(range));
}

Value Maker::axis() {
  int64_t rank = std::max<int64_t>(first_.rank(), 1);
  return Value(random_.chance(92) ? integer(random_.chance(30) ? -rank : 0, rank - 1) : integer(-9, 9));
}

Value Maker::shape(int most) {
  ValueList sizes;
  if (random_.chance(30)) {
    for (int64_t size : first_) sizes.push_back(Value(random_.chance(80) ? size : integer(-1, 4)));
  } else {
    for (int64_t rank = random_.below(most + 1); static_cast<int64_t>(sizes.size()) < rank;)
      sizes.push_back(Value(random_.chance(90) ? Value(integer(1, 4)) : Value(integer(-1, 0))));
  }
  if (random_.chance(wild_)) sizes.resize(static_cast<size_t>(random_.between(0, 12)), Value(integer(1, 2)));
  return Value(std::move(sizes));
}

Value Maker::enumerator(const Type& type) {
  const EnumValue& one = random_.pick(type.values);
  if (random_.chance(wild_)) return random_.chance(50) ? Value::enumerator(integer(-2, 99)) : Value(text());
  return random_.chance(70) ? Value(one.name) : Value::enumerator(one.number);
}

std::string Maker::text() {
  constexpr const char* kTexts[] = {"",          "x",         "loss", "a.b",      "é\xe2\x82\xac",
                                    "ij,jk->ik", "...i,...j", "a->a", "%s%n\x01", "\xff\xfe",
                                    ",,",        "lr",        "->",   "ii"};
  if (!random_.chance(wild_)) return random_.pick(kTexts);
  return std::string(static_cast<size_t>(random_.below(300)), static_cast<char>('a' + random_.below(26)));
}

std::string Maker::bytes() {
  std::string out;
  if (random_.chance(50)) {  // the start of a file of tensors
    std::string head = random_.chance(50) ? R"({"weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})" : "{}";
    int64_t length = random_.chance(70) ? static_cast<int64_t>(head.size()) : integer(0, 100);
    for (int i = 0; i < 8; ++i) out += static_cast<char>(static_cast<uint64_t>(length) >> (8 * i));
    out += head;
  }
  for (int64_t n = random_.below(24); n > 0; --n) out += static_cast<char>(random_.next());
  return out;
}

Value Maker::path() {
  constexpr const char* kNames[] = {"absent.safetensors", "files", "written.safetensors", "", "no/such/folder/x.svg"};
  std::string name = random_.chance(wild_) ? text() : random_.pick(kNames);
  return Value(folder_ + "/" + name.substr(0, name.find('\0')));
}

Value Maker::slice() {
  auto part = [&](int64_t low, int64_t high) { return random_.chance(40) ? Value() : Value(integer(low, high)); };
  Value step = random_.chance(60) ? Value() : Value(integer(-3, 3));
  return Value::slice(part(-4, 4), part(-4, 5), random_.chance(wild_ / 4) ? wrong() : step);
}

Value Maker::subscript() {
  ValueList items;
  for (int64_t n = random_.below(5); n > 0; --n) {
    switch (random_.below(9)) {
      case 0:
      case 1:
        items.push_back(Value(integer(-3, 3)));
        break;
      case 2:
      case 3:
        items.push_back(slice());
        break;
      case 4:
        items.push_back(random_.chance(70) ? Value::ellipsis() : Value::newaxis());
        break;
      case 5:
        items.push_back(Value::newaxis());
        break;
      case 6:
        items.push_back(Value(random_.chance(50)));
        break;
      default: {
        bool mask = random_.chance(40);
        DType dtype = mask ? DType::kBool : random_.chance(80) ? DType::kInt64 : random_.pick(kAllDTypes);
        Shape shape = mask && random_.chance(70) ? first_ : small_shape(random_);
        while (shape.rank() > 3) shape.erase(0);
        items.push_back(Value(in_random_layout(random_, random_tensor(random_, dtype, shape, Contents::kPlaces))));
      }
    }
  }
  if (items.size() == 1 && random_.chance(30)) return items[0];
  return Value(std::move(items));
}

Value Maker::list(const Type& type, const Argument* argument) {
  ValueList items;
  for (int64_t n = random_.chance(wild_) ? random_.below(40) : random_.below(4); n > 0; --n)
    items.push_back(value(type.of[0], argument));
  return Value(std::move(items));
}

// Whatever it is, it is hardly what was asked for.
Value Maker::wrong() {
  switch (random_.below(16)) {
    case 0:
      return Value::null();
    case 1:
      return Value(random_.chance(50));
    case 2:
      return Value(random_.pick(kWildIntegers));
    case 3:
      return Value(random_.pick(kWildNumbers));
    case 4:
      return Value(text());
    case 5:
      return Value::bytes(bytes());
    case 6:
      return Value(static_cast<DType>(random_.between(-1, 40)));
    case 7:
      return Value::device(random_.between(-1, 9));
    case 8:
      return Value::enumerator(random_.between(-1, 9));
    case 9:
      return random_.chance(50) ? Value::ellipsis() : Value::newaxis();
    case 10:
      return Value::slice(Value(random_.pick(kWildIntegers)), Value(), Value(random_.below(2)));
    case 11:
      return Value(ValueList(static_cast<size_t>(random_.below(4)), Value(random_.pick(kWildIntegers))));
    case 12:
      return Value(ValueList{Value("x"), Value(1.5), Value(ValueList{})});
    case 13:
      return Value::map({{"mean", Value(1)}, {"x", Value::null()}});
    case 14:
      return random_.chance(50) ? callable() : Value(make_ref<Generator>(make_ref<RandomStream>()));
    default:
      return Value(random_tensor(random_, random_.pick(kAllDTypes), small_shape(random_), random_contents(random_)));
  }
}

DType Maker::dtype_of(const Argument& a) {
  size_t colon = a.dtypes.find(':');
  std::string variable = colon == std::string::npos ? "" : a.dtypes.substr(colon + 1);
  if (auto known = variables_.find(variable); !variable.empty() && known != variables_.end()) return known->second;
  auto accepted = [&](DType t) { return (a.dtype_mask >> static_cast<int>(t) & 1) != 0; };
  DType dtype = floating_;
  if (random_.chance(wild_) && random_.chance(30)) return random_.pick(kAllDTypes);
  bool usual = accepted(floating_) && random_.chance(70);
  for (int tries = 0; !usual && tries < 40; ++tries) {
    dtype = accepted(DType::kInt64) && tries == 0 && random_.chance(60) ? DType::kInt64 : random_.pick(kAllDTypes);
    if (accepted(dtype)) break;
  }
  if (!variable.empty()) variables_[variable] = dtype;
  return dtype;
}

Tensor Maker::tensor(const Argument& a) {
  Shape leading = leading_;
  if (random_.chance(20)) {  // broadcasting
    for (int i = 0; i < leading.rank(); ++i) {
      if (random_.chance(50)) leading[i] = 1;
    }
    while (leading.rank() > 0 && random_.chance(30)) leading.erase(0);
  }
  if (random_.chance(wild_ / 2)) leading = small_shape(random_);
  DType dtype = dtype_of(a);
  Contents contents = a.carries != Carries::kNothing && random_.chance(85) ? Contents::kPlaces
                      : !is_floating(dtype) && random_.chance(70)          ? Contents::kPlaces
                                                                           : random_contents(random_);
  return in_random_layout(random_,
                          random_tensor(random_, dtype, shape_of_note(random_, a.shape, leading, sizes_), contents));
}

Value Maker::input(const Argument& a) {
  if (a.type.kind == TypeKind::kTensorOrNumber && random_.chance(30)) return number(nullptr);
  if (a.type.kind != TypeKind::kTensors) return Value(tensor(a));
  ValueList items;
  for (int64_t n = random_.chance(wild_) ? random_.below(30) : random_.between(random_.chance(10) ? 0 : 1, 4); n > 0;
       --n)
    items.push_back(Value(tensor(a)));
  return Value(std::move(items));
}

Value Maker::value(const Type& type, const Argument* a) {
  const Range* range = a ? &a->range : nullptr;
  static const Argument any_tensor;
  switch (type.kind) {
    case TypeKind::kTensor:
    case TypeKind::kTensorOrNumber:
    case TypeKind::kTensors:
      return input(a && a->type.is_input() ? *a : any_tensor);
    case TypeKind::kBool:
      return Value(random_.chance(50));
    case TypeKind::kInt:
    case TypeKind::kIndex:
      return Value(integer(range && range->minimum ? static_cast<int64_t>(*range->minimum) : -3, 4));
    case TypeKind::kSize:
    case TypeKind::kCount:
      return Value(integer(range && range->minimum ? static_cast<int64_t>(*range->minimum) : 0, 4));
    case TypeKind::kFloat:
      return random_.chance(20) ? Value(integer(0, 2)) : Value(real(range));
    case TypeKind::kNumber:
      return number(range);
    case TypeKind::kString:
      return Value(text());
    case TypeKind::kBytes:
      return Value::bytes(bytes());
    case TypeKind::kPath:
      return path();
    case TypeKind::kDType:
      return random_.chance(50) ? Value(random_.pick(kAllDTypes)) : Value(dtype_name(random_.pick(kAllDTypes)));
    case TypeKind::kDevice:
      return random_.chance(wild_) ? Value(random_.chance(50) ? "cuda:1" : text()) : Value("cpu");
    case TypeKind::kGenerator:
      return Value(make_ref<Generator>(make_ref<RandomStream>()));
    case TypeKind::kAxis:
      return axis();
    case TypeKind::kAxes: {
      if (random_.chance(50)) return random_.chance(20) ? Value::null() : axis();
      ValueList axes;
      for (int64_t n = random_.below(wild_ ? 12 : 4); n > 0; --n) axes.push_back(axis());
      return Value(std::move(axes));
    }
    case TypeKind::kPermutation: {
      ValueList axes;
      for (int i = 0; i < first_.rank(); ++i)
        axes.insert(axes.begin() + random_.below(i + 1), Value(random_.chance(wild_) ? integer(-4, 4) : i));
      return Value(std::move(axes));
    }
    case TypeKind::kSlice:
      return slice();
    case TypeKind::kShape:
      return random_.chance(5) ? Value(integer(0, 4)) : shape(4);
    case TypeKind::kSubscript:
      return subscript();
    case TypeKind::kEnum:
      return enumerator(type);
    case TypeKind::kIntOrTuple: {
      int64_t low = range && range->minimum ? static_cast<int64_t>(*range->minimum) : 0;
      if (random_.chance(50)) return Value(integer(low, 3));
      ValueList items;
      for (int i = 0; i < type.length + (random_.chance(wild_) ? 1 : 0); ++i) items.push_back(Value(integer(low, 3)));
      return Value(std::move(items));
    }
    case TypeKind::kObject:
      return object(type.name);
    case TypeKind::kFunction:
    case TypeKind::kCallback:
      return callable();
    case TypeKind::kList:
      return list(type, a);
    case TypeKind::kMap: {
      ValueMap entries;
      for (int64_t n = random_.below(4); n > 0; --n) entries.emplace_back(text(), value(type.of[0], nullptr));
      return Value::map(std::move(entries));
    }
    case TypeKind::kOptional:
      return random_.chance(40) ? Value::null() : value(type.of[0], a);
    case TypeKind::kRecord: {
      ValueMap entries;
      for (const Field& field : type.fields) {
        if (!random_.chance(wild_ / 2)) entries.emplace_back(field.name, value(field.type, nullptr));
      }
      return Value::map(std::move(entries));
    }
    case TypeKind::kNone:
      break;
  }
  return wrong();
}

}  // namespace mixgrad::fuzz
