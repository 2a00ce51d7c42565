// What the tests of control flow share: functions of the host, and the same rule run eagerly, compiled and
// differentiated.
#pragma once

#include "core/graph/trace.h"
#include "core/ops/test_support.h"
#include "core/transform/compile.h"
#include "core/transform/lambda_host.h"

namespace mixgrad {

namespace {

class ControlTest : public OpTest {
 protected:
  ControlTest() { c.host = host_; }
  Value fn(LambdaHost::Function f) { return host_->function(std::move(f)); }
  static ValueList list_of(const Results& results, int i = 0) { return results.values.at(i).as_list(); }

  // Σ weight · rule, and its gradients, in a trace that then runs.
  std::vector<Tensor> traced_slopes(const Rule& rule, const std::vector<Tensor>& inputs) {
    Ref<Context> quiet = c.with_recording(false);
    Ref<Graph> graph = trace(*quiet, specs_of(inputs), false, [&](Context& inside, const std::vector<Tensor>& given) {
      return slopes_in(inside, rule, given);
    });
    return run_graph(*quiet, *graph, inputs);
  }
  std::vector<Tensor> slopes_in(Context& context, const Rule& rule, const std::vector<Tensor>& given) {
    Ref<Context> recording = context.with_recording(true);
    std::vector<Tensor> leaves;
    for (const Tensor& t : given) {
      leaves.push_back(op<"copy">(context, t));
      ensure_meta(leaves.back()).requires_grad = true;
    }
    Tensor out = rule(*recording, leaves);
    Tensor total = op<"sum">(*recording, op<"multiply">(*recording, out, numbers(out.shape(), 3)));
    std::vector<Tensor> found = gradients(*recording, {total}, leaves, {}, recording->recording);
    for (size_t i = 0; i < found.size(); ++i) {
      if (!found[i]) found[i] = op<"zeros_like">(context, leaves[i]);
    }
    return found;
  }

  // Eager gradients, first and second, against differences; those in a trace are the eager ones.
  void check_everywhere(const Rule& rule, const std::vector<Tensor>& inputs) {
    check_gradients(rule, inputs);
    check_traced(rule, inputs);
    // The gradients' gradients in a trace: of Σ of the first ones.
    check_traced(
        [&](Context& context, const std::vector<Tensor>& given) {
          ValueList flat;
          for (const Tensor& t : slopes_of(context, rule, given))
            flat.push_back(Value(op<"reshape">(context, t, Value(Shape{-1}))));
          return op<"concat">(context, Value(std::move(flat)));
        },
        inputs);
  }
  void check_traced(const Rule& rule, const std::vector<Tensor>& inputs) {
    std::vector<Tensor> expected = slopes(rule, inputs, false), found = traced_slopes(rule, inputs);
    for (size_t i = 0; i < inputs.size(); ++i) {
      std::vector<double> e =
          expected[i] ? values_of(expected[i]) : std::vector<double>(static_cast<size_t>(inputs[i].elements()), 0.0);
      expect_tensor(found[i], inputs[i].shape(), e);
    }
  }
  // As part of what is differentiated.
  std::vector<Tensor> slopes_of(Context& context, const Rule& rule, const std::vector<Tensor>& given) {
    Tensor out = rule(context, given);
    Tensor total = op<"sum">(context, op<"multiply">(context, out, numbers(out.shape(), 3)));
    std::vector<Tensor> found = gradients(context, {total}, given, {}, true);
    for (size_t i = 0; i < found.size(); ++i) {
      if (!found[i]) found[i] = op<"zeros_like">(context, given[i]);
    }
    return found;
  }

  // vmap of the rule over examples of its first input, against a loop.
  void check_batched(const Rule& rule, const Tensor& examples, double tolerance = 1e-12) {
    Value one = fn([&](Context& in, const ValueList& v) { return ValueList{rule(in, {v[0].as_tensor()})}; });
    Tensor together = op<"vmap">(c, one, Value(ValueList{Value(examples)}));
    ValueList parts;
    for (int64_t i = 0; i < examples.shape()[0]; ++i) {
      Tensor example = op<"getitem">(c, examples, Value(ValueList{Value(i)}));
      parts.push_back(Value(rule(c, {example})));
    }
    Tensor expected = op<"stack">(c, Value(parts));
    expect_tensor(together, expected.shape(), values_of(expected), tolerance);
  }

  Ref<LambdaHost> host_ = make_ref<LambdaHost>();
};

}  // namespace

}  // namespace mixgrad
