// What initialisers have in common: they fill a tensor in place, a parameter too, and give it back.
#pragma once

#include <vector>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

// The beginning of an initialiser's schema: namespace, reference and the tensor.
FunctionBuilder& initializer(FunctionBuilder& f, const char* reference, const char* dtypes = "floating",
                             const char* shape = "[...]");
// The end of one, and of one whose numbers are random.
FunctionBuilder& fills(FunctionBuilder& f, Body body);
FunctionBuilder& fills_at_random(FunctionBuilder& f, Body body);

// A call of an initialiser. What it computes and writes is not recorded, so that leaves can be written.
class Filling {
 public:
  explicit Filling(Invocation& call) : quiet_(call.context.switched(false)), c(*quiet_), call_(call) {}

 private:
  Ref<Context> quiet_;

 public:
  Context& c;
  const Shape& shape() const { return call_.arguments[0].tensor_impl()->shape; }
  DType dtype() const { return call_.arguments[0].tensor_impl()->dtype; }
  double number(int i) const { return call_[i].as_float(); }
  Value generator() const { return call_[call_.function.generator]; }
  // Throws the shape error "what" unless it holds.
  void needs(bool holds, const char* what, const char* accepted) const;

  // Errors of what is called are the initialiser's own.
  template <class F>
  Tensor as_own(F draw) const {
    try {
      return draw();
    } catch (Error& e) {
      e.as_of(call_.function.name, call_.function.find_argument(e.argument()) >= 0);
      throw;
    }
  }
  Tensor uniform(double bound) const { return uniform(-bound, bound); }
  Tensor uniform(double low, double high) const;
  Tensor normal(double std) const { return normal(0, std); }
  Tensor normal(double mean, double std) const;
  void result(const Value& value);                   // broadcasts
  void elements(const std::vector<double>& values);  // row-major

 private:
  Invocation& call_;
};

Type nonlinearity_type();
// What keeps the scale of numbers that go through this function; `slope` of leaky_relu below 0.
double gain_of(int64_t nonlinearity, double slope);

}  // namespace mixgrad
