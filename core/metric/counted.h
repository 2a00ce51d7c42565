// Metrics of the engine: what they have counted is in state tensors, which operators change.
#pragma once

#include <cstring>

#include "core/kernels/library.h"
#include "core/metric/metric.h"
#include "core/optim/term.h"

namespace mixgrad {

class FunctionBuilder;

class CountedMetric : public Metric {
 public:
  void own_reset(Context& context) override {
    for (auto& [name, t] : state_) op<"copy_">(context, t, Value(int64_t{0}));
  }
  Module::NamedTensors state() const override { return state_; }

 protected:
  // A count, a sum (float64) or one for each class; 0 at first.
  Tensor counter(const char* name, DType dtype = DType::kInt64, const Shape& shape = {}) {
    Tensor t = Tensor::empty(dtype, shape);
    std::memset(t.data(), 0, static_cast<size_t>(shape.elements() * item_bytes(dtype)));
    state_.emplace_back(name, t);
    return t;
  }
  static void add(Context& context, const Tensor& counter, const Value& more) { op<"add_">(context, counter, more); }
  static double number(const Tensor& of) {
    Tensor counter = on_host(of);
    return counter.dtype() == DType::kInt64 ? static_cast<double>(*counter.data<int64_t>()) : *counter.data<double>();
  }
  static double quotient(double a, double b) { return b == 0 ? 0.0 : a / b; }

 private:
  Module::NamedTensors state_;
};

// A sum of numbers over how many there were; without any it is 0.
class MeanMetric : public CountedMetric {
 public:
  double own_compute() const override { return quotient(number(sum_), number(count_)); }

 protected:
  void add_sum(Context& context, const Term& sum, int64_t count) {
    add(context, sum_, sum.value());
    add(context, count_, Value(count));
  }

 private:
  Tensor sum_ = counter("sum", DType::kFloat64), count_ = counter("total");
};

// Errors if the shapes are others: scores [N, C] with class numbers [N], or two of one shape.
void check_scores(const Tensor& output, const Tensor& target);
void check_same_shape(const Tensor& output, const Tensor& target);

inline Term in_float64(Context& context, const Tensor& t) { return Term(context, t).as(DType::kFloat64); }

FunctionBuilder& metric_constructor(FunctionBuilder& f, const char* cls);

template <class Made>
void make_metric(Invocation& call) {
  call.result(Value(make_ref<Made>()));
}

}  // namespace mixgrad
