// Any argument or result of a function: sixteen bytes, owning what it refers to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/runtime/ref.h"
#include "core/tensor/tensor.h"

namespace mixgrad {

struct Function;
class Object;

// The numbers are those of the C ABI's mixgrad_kind, which asserts it.
enum class Kind : int32_t {
  kAbsent = 0,
  kNull = 1,
  kBool = 2,
  kInt = 3,
  kFloat = 4,
  kComplex = 5,
  kString = 6,
  kBytes = 7,
  kDType = 8,
  kDevice = 9,
  kEnum = 10,
  kTensor = 11,
  kObject = 12,
  kFunction = 13,
  kCallback = 14,
  kSlice = 15,
  kEllipsis = 16,
  kNewAxis = 17,
  kList = 18,
  kMap = 19,
};
const char* kind_name(Kind kind);

class Value;
using ValueList = std::vector<Value>;
using ValueMap = std::vector<std::pair<std::string, Value>>;

class Value {
 public:
  Value() = default;  // NOLINTBEGIN(google-explicit-constructor): what a value can hold is one
  Value(const Tensor& tensor) : Value(Kind::kTensor, tensor.impl()) {}
  Value(Tensor&& tensor) : kind_(Kind::kTensor) { payload_.r = std::move(tensor).detach(); }
  Value(bool v) : kind_(Kind::kBool) { payload_.i = v; }
  Value(int v) : Value(static_cast<int64_t>(v)) {}
  Value(int64_t v) : kind_(Kind::kInt) { payload_.i = v; }
  Value(double v) : kind_(Kind::kFloat) { payload_.f = v; }
  Value(DType v) : kind_(Kind::kDType) { payload_.i = static_cast<int64_t>(v); }
  Value(std::string_view text);
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(ValueList list);
  Value(const Shape& shape);  // a list of ints
  Value(const Function* function) : kind_(Kind::kFunction) { payload_.fn = function; }
  Value(const Ref<Object>& object);
  Value(Object* object);  // NOLINTEND(google-explicit-constructor)
  static Value null() { return with_int(Kind::kNull, 0); }
  static Value enumerator(int64_t number) { return with_int(Kind::kEnum, number); }
  static Value callback(int64_t host) { return with_int(Kind::kCallback, host); }
  static Value device(int64_t code) { return with_int(Kind::kDevice, code); }
  static Value device(Device device) { return with_int(Kind::kDevice, device.code()); }
  static Value ellipsis() { return with_int(Kind::kEllipsis, 0); }
  static Value newaxis() { return with_int(Kind::kNewAxis, 0); }
  static Value slice(Value start, Value stop, Value step);
  static Value bytes(std::string data);
  static Value map(ValueMap entries);

  Value(const Value& o) : kind_(o.kind_), payload_(o.payload_) {
    if (counted()) payload_.r->retain();
  }
  Value(Value&& o) noexcept : kind_(std::exchange(o.kind_, Kind::kAbsent)), payload_(o.payload_) {}
  Value& operator=(Value o) noexcept {
    std::swap(kind_, o.kind_);
    std::swap(payload_, o.payload_);
    return *this;
  }
  ~Value() {
    if (counted()) payload_.r->release();
  }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_absent() const { return kind_ == Kind::kAbsent; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_tensor() const { return kind_ == Kind::kTensor; }
  bool is_number() const { return kind_ == Kind::kBool || kind_ == Kind::kInt || kind_ == Kind::kFloat; }

  // Unchecked readers: the caller knows the kind (the dispatcher has checked it against the schema).
  bool as_bool() const { return payload_.i != 0; }
  int64_t as_int() const { return payload_.i; }
  double as_float() const { return kind_ == Kind::kFloat ? payload_.f : static_cast<double>(payload_.i); }
  DType as_dtype() const { return static_cast<DType>(payload_.i); }
  Device as_device() const { return {static_cast<DeviceType>(payload_.i >> 32), static_cast<int16_t>(payload_.i)}; }
  Tensor as_tensor() const { return Tensor(Ref<TensorImpl>(tensor_impl())); }
  Tensor take_tensor() && {
    kind_ = Kind::kAbsent;
    return Tensor(Ref<TensorImpl>::adopt(tensor_impl()));
  }
  TensorImpl* tensor_impl() const { return static_cast<TensorImpl*>(payload_.r); }
  const std::string& as_string() const;  // of strings and bytes
  const ValueList& as_list() const;      // of lists and slices (start, stop, step)
  const ValueMap& as_map() const;
  Object* as_object() const;
  const Function* as_function() const { return payload_.fn; }
  Shape as_shape() const;  // a list of ints

 private:
  Value(Kind kind, RefCounted* counted) : kind_(kind) {
    payload_.r = counted;
    counted->retain();
  }
  static Value with_int(Kind kind, int64_t number) {
    Value v;
    v.kind_ = kind;
    v.payload_.i = number;
    return v;
  }
  bool counted() const {
    constexpr uint32_t kCounted = 1u << 6 | 1u << 7 | 1u << 11 | 1u << 12 | 1u << 15 | 1u << 18 | 1u << 19;
    return kCounted >> static_cast<int>(kind_) & 1;
  }

  Kind kind_ = Kind::kAbsent;
  union {
    int64_t i;
    double f;
    RefCounted* r;
    const Function* fn;
  } payload_{};
};

}  // namespace mixgrad
