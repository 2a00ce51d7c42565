// Calls made together have the bits of the calls one by one: a graph is run with recording, which keeps them apart, and
// without.
#include "core/graph/chain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/dispatch/dispatch.h"
#include "core/graph/trace.h"
#include "core/runtime/thread_pool.h"

namespace mixgrad {
namespace {

Tensor numbers(const Shape& shape, DType dtype, double factor) {
  std::vector<double> values;
  for (int64_t i = 0; i < shape.elements(); ++i)
    values.push_back(std::fmod(static_cast<double>(i + 1) * factor, 3.0) - 1);
  return Tensor::from_values(dtype, shape, values);
}

std::string bytes_of(const std::vector<Tensor>& tensors) {
  std::string out;
  for (const Tensor& t : tensors) {
    Tensor whole = Tensor::empty(t.dtype(), t.shape());
    copy_cpu(t, whole);
    out += t.shape().text() +
           std::string(whole.data<char>(), static_cast<size_t>(whole.elements()) * item_bytes(t.dtype()));
  }
  return out;
}

// Runs body's graph both ways; `others` are run too, by the same graph.
void expect_same_bits(const TracedBody& body, const std::vector<Tensor>& inputs,
                      const std::vector<std::vector<Tensor>>& others = {}) {
  auto apart = make_ref<Context>();
  auto together = apart->with_recording(false);
  Ref<Graph> graph = trace(*together, specs_of(inputs), false, body);
  std::vector<std::vector<Tensor>> runs{inputs};
  runs.insert(runs.end(), others.begin(), others.end());
  for (const std::vector<Tensor>& run : runs) {
    EXPECT_EQ(bytes_of(run_graph(*together, *graph, run)), bytes_of(run_graph(*apart, *graph, run)));
  }
}

std::vector<Tensor> momentum(Context& c, const std::vector<Tensor>& in) {
  Tensor v = op<"add">(c, op<"multiply">(c, in[1], Value(0.9)), in[2]);
  return {op<"subtract">(c, in[0], op<"multiply">(c, v, in[3])), v};
}

TEST(Chain, AnOptimisersUpdate) {
  for (DType dtype : {DType::kFloat32, DType::kFloat64, DType::kFloat16, DType::kBFloat16}) {
    for (int64_t n : {0, 1, 7, 2048, 5000, 100'003}) {
      Tensor lr = numbers(Shape{}, dtype, 0.3);
      auto inputs = [&](Shape shape) {
        return std::vector<Tensor>{numbers(shape, dtype, 0.71), numbers(shape, dtype, 0.37), numbers(shape, dtype, 1.3),
                                   lr};
      };
      expect_same_bits(momentum, inputs(Shape{n}), {inputs(Shape{n + 5})});
    }
  }
}

TEST(Chain, ThreadsDoNotChangeIt) {
  int before = ThreadPool::instance().threads();
  for (int threads : {1, 2, 5}) {
    ThreadPool::instance().set_threads(threads);
    Shape shape{300, 401};
    expect_same_bits(momentum, {numbers(shape, DType::kFloat32, 0.71), numbers(shape, DType::kFloat32, 0.37),
                                numbers(shape, DType::kFloat32, 1.3), numbers(Shape{}, DType::kFloat32, 0.3)});
  }
  ThreadPool::instance().set_threads(before);
}

TEST(Chain, WhatIsReadAgainStays) {
  Tensor x = numbers(Shape{50, 40}, DType::kFloat32, 0.71), y = numbers(Shape{50, 40}, DType::kFloat32, 0.37);
  expect_same_bits(
      [](Context& c, const std::vector<Tensor>& in) -> std::vector<Tensor> {
        Tensor a = op<"add">(c, in[0], in[1]), b = op<"exp">(c, a), d = op<"multiply">(c, b, b);
        Tensor sum = op<"sum">(c, b);
        Tensor e = op<"divide">(c, d, sum), f = op<"negative">(c, e);
        return {a, f, op<"maximum">(c, f, a)};
      },
      {x, y});
}

TEST(Chain, StridesBroadcastingAndOtherTypesEndIt) {
  Tensor x = numbers(Shape{40, 50}, DType::kFloat32, 0.71), row = numbers(Shape{50}, DType::kFloat32, 0.37);
  Tensor turned = x.window(Shape{50, 40}, Strides{1, 50}, 0), one = numbers(Shape{1, 1}, DType::kFloat32, 0.5);
  auto body = [](Context& c, const std::vector<Tensor>& in) -> std::vector<Tensor> {
    Tensor a = op<"add">(c, in[0], in[1]), b = op<"multiply">(c, a, Value(2)), d = op<"square">(c, b);
    Tensor e = op<"add">(c, op<"astype">(c, d, Value(DType::kFloat64)), Value(1.5)), f = op<"sqrt">(c, e);
    Tensor less = op<"less">(c, f, e);
    return {d, op<"where">(c, less, f, e), op<"logical_not">(c, less)};
  };
  expect_same_bits(body, {x, row},
                   {{turned, numbers(Shape{40}, DType::kFloat32, 0.9)}, {x, numbers(Shape{1}, DType::kFloat32, 0.9)}});
  expect_same_bits(body, {x, one}, {{one, x}, {one, one}});
}

TEST(Chain, IsAsLongAsItIs) {
  for (int64_t length : {2, 15, 16, 17, 40}) {
    expect_same_bits(
        [&](Context& c, const std::vector<Tensor>& in) -> std::vector<Tensor> {
          Tensor t = in[0];
          std::vector<Tensor> kept;
          for (int64_t i = 0; i < length; ++i) {
            t = i % 2 ? op<"multiply">(c, t, Value(0.75)) : op<"add">(c, t, in[0]);
            if (i % 7 == 3) kept.push_back(t);
          }
          kept.push_back(t);
          return kept;
        },
        {numbers(Shape{9001}, DType::kFloat32, 0.71)});
  }
}

TEST(Chain, ItsErrorsAreTheCalls) {
  auto context = make_ref<Context>()->with_recording(false);
  Tensor x = numbers(Shape{4}, DType::kFloat32, 0.71);
  Ref<Graph> graph =
      trace(*context, {{DType::kFloat32, Shape{4}}, {DType::kFloat32, Shape{4}}}, false,
            [](Context& c, const std::vector<Tensor>& in) {
              return std::vector<Tensor>{op<"multiply">(c, op<"add">(c, op<"exp">(c, in[0]), Value(1)), in[1])};
            });
  try {
    run_graph(*context, *graph, {x, numbers(Shape{5}, DType::kFloat32, 1)});
    ADD_FAILURE() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kShape);
    EXPECT_EQ(e.function(), "multiply");
  }
}

}  // namespace
}  // namespace mixgrad
