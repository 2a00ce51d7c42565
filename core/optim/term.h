// Arithmetic on tensors and numbers by operators, so that an update reads as the formula that it is.
#pragma once

#include "core/dispatch/dispatch.h"

namespace mixgrad {

// float16 and bfloat16 are computed in float32: squares of gradients would vanish in them.
inline DType computing_dtype(DType dtype) {
  return dtype == DType::kFloat16 || dtype == DType::kBFloat16 ? DType::kFloat32 : dtype;
}

class Term {
 public:
  Term(double number) : value_(number) {}  // NOLINT(google-explicit-constructor): numbers stand in formulas
  Term(Context& context, const Tensor& tensor) : context_(&context), value_(tensor) {}

  Tensor tensor() const { return value_.as_tensor(); }
  const Value& value() const { return value_; }
  Context& context() const { return *context_; }
  Term as(DType dtype) const {
    if (tensor().dtype() == dtype) return *this;
    return {*context_, op<"astype">(*context_, value_, Value(dtype))};
  }

  template <FixedName Name, class... Terms>
  static Term call(const Terms&... terms) {
    Context* context = nullptr;
    for (const Term* t : {&terms...}) context = t->context_ ? t->context_ : context;
    return {*context, op<Name>(*context, terms.value_...)};
  }

 private:
  Context* context_ = nullptr;  // none: a number
  Value value_;
};

inline Term operator+(const Term& a, const Term& b) { return Term::call<"add">(a, b); }
inline Term operator-(const Term& a, const Term& b) { return Term::call<"subtract">(a, b); }
inline Term operator*(const Term& a, const Term& b) { return Term::call<"multiply">(a, b); }
inline Term operator/(const Term& a, const Term& b) { return Term::call<"divide">(a, b); }
inline Term operator-(const Term& a) { return Term::call<"negative">(a); }
inline Term operator>(const Term& a, const Term& b) { return Term::call<"greater">(a, b); }
inline Term operator<(const Term& a, const Term& b) { return Term::call<"less">(a, b); }
inline Term sqrt(const Term& a) { return Term::call<"sqrt">(a); }
inline Term square(const Term& a) { return Term::call<"square">(a); }
inline Term abs(const Term& a) { return Term::call<"abs">(a); }
inline Term sign(const Term& a) { return Term::call<"sign">(a); }
inline Term pow(const Term& a, const Term& b) { return Term::call<"pow">(a, b); }
inline Term maximum(const Term& a, const Term& b) { return Term::call<"maximum">(a, b); }
inline Term minimum(const Term& a, const Term& b) { return Term::call<"minimum">(a, b); }
inline Term where(const Term& condition, const Term& a, const Term& b) { return Term::call<"where">(condition, a, b); }
inline Term sum(const Term& a) { return Term::call<"sum">(a); }
inline Term norm(const Term& a) { return sqrt(sum(square(a))); }

}  // namespace mixgrad
