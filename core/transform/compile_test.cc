#include "core/transform/compile.h"

#include "core/nn/module.h"
#include "core/ops/test_support.h"
#include "core/transform/lambda_host.h"

namespace mixgrad {
namespace {

class CompileTest : public OpTest {
 protected:
  CompileTest() { c.host = host_; }
  Ref<CompiledFunction> compiled(LambdaHost::Function f, size_t most = 16) {
    return make_ref<CompiledFunction>(host_->function(std::move(f)), most);
  }
  Ref<LambdaHost> host_ = make_ref<LambdaHost>();
};

TEST_F(CompileTest, TracesOnceForEachSignature) {
  auto f = compiled([](Context& in, const ValueList& x) { return ValueList{op<"multiply">(in, x[0], Value(2.0))}; });
  for (int64_t n : {3, 1, 7, 3})
    EXPECT_EQ(values_of(f->call(c, {numbers(Shape{n})})[0]),
              values_of(op<"multiply">(c, numbers(Shape{n}), Value(2.0))));
  EXPECT_EQ(f->traces(), 1);
  EXPECT_EQ(host_->calls, 1);
  f->call(c, {numbers(Shape{3, 1})});
  EXPECT_EQ(f->traces(), 2) << "another rank";
  f->call(c, {tensor_of({1}, DType::kFloat32)});
  EXPECT_EQ(f->traces(), 3) << "another dtype";
}

TEST_F(CompileTest, TracesAgainForASizeWhereTheHostHadLookedAtOne) {
  auto f = compiled([](Context& in, const ValueList& x) {
    in.tracer->read_shape();
    double n = static_cast<double>(x[0].tensor_impl()->shape[0]);
    return ValueList{op<"divide">(in, op<"sum">(in, x[0]), Value(n))};
  });
  for (int64_t n : {4, 2, 4, 2})
    expect_tensor(f->call(c, {numbers(Shape{n})})[0], Shape{}, values_of(op<"mean">(c, numbers(Shape{n}))), 1e-15);
  EXPECT_EQ(f->traces(), 2);
}

// Where nothing is recorded, functions stay whole in a trace, and none of them says that shapes were looked at.
TEST_F(CompileTest, AttentionIsTracedAgainForOtherSizes) {
  Ref<Context> quiet = c.with_recording(false);
  Results made;
  invoke(c, require_function("MultiheadAttention.new"), std::array{Value(4), Value(2)}, made);
  Ref<Module> layer(&object_as<Module>(made.values.at(0)));
  layer->set_training(false);
  auto f = compiled(
      [&](Context& in, const ValueList& x) { return ValueList{module_forward(in, *layer, x[0].as_tensor())}; });
  for (const Shape& shape : {Shape{3, 2, 4}, Shape{5, 2, 4}, Shape{5, 1, 4}}) {
    Tensor x = op<"astype">(*quiet, numbers(shape), DType::kFloat32);
    EXPECT_EQ(values_of(f->call(*quiet, {x})[0]), values_of(module_forward(*quiet, *layer, x)));
  }
}

// Sixty thousand images in batches of 128 end with 96.
TEST_F(CompileTest, AShortLastBatchIsNoNewSignature) {
  Tensor weight = numbers(Shape{10, 3}, 1);
  auto f = compiled([&](Context& in, const ValueList& x) {
    Tensor scores = op<"linear">(in, op<"flatten">(in, x[0], Value(1)), weight);
    return ValueList{op<"cross_entropy">(in, scores, x[1])};
  });
  for (int64_t first = 0; first < 60000; first += 128) {
    int64_t n = std::min<int64_t>(128, 60000 - first);
    std::vector<double> classes;
    for (int64_t i = 0; i < n; ++i) classes.push_back(static_cast<double>((first + i) % 10));
    if (first > 256 && n == 128) continue;
    Tensor x = numbers(Shape{n, 1, 3}, static_cast<int>(first % 7)), target = tensor_of(classes, DType::kInt64);
    Tensor eager = op<"cross_entropy">(c, op<"linear">(c, op<"flatten">(c, x, Value(1)), weight), target);
    EXPECT_EQ(values_of(f->call(c, {x, target})[0]), values_of(eager)) << n;
  }
  EXPECT_EQ(f->traces(), 1);
}

TEST_F(CompileTest, KeepsTheGraphsThatWereUsedLast) {
  auto f = compiled([](Context& in, const ValueList& x) { return ValueList{op<"negative">(in, x[0])}; }, 2);
  auto call = [&](int rank) { f->call(c, {numbers(rank == 1 ? Shape{1} : rank == 2 ? Shape{1, 1} : Shape{1, 1, 1})}); };
  call(1), call(2), call(1), call(3);
  EXPECT_EQ(f->traces(), 3);
  call(1);
  EXPECT_EQ(f->traces(), 3);
  call(2);
  EXPECT_EQ(f->traces(), 4);
}

TEST_F(CompileTest, WritesToTensorsOfItsOwnAreCommitted) {
  Tensor total = op<"zeros">(c, Value(Shape{2}), Value(DType::kFloat64));
  auto f = compiled([&](Context& in, const ValueList& x) {
    op<"add_">(in, total, x[0]);
    return ValueList{op<"multiply">(in, total, Value(10.0))};
  });
  Tensor alias = op<"getitem">(c, total, Value(ValueList{Value(int64_t{1})}));
  expect_vector(f->call(c, {tensor_of({1, 2})})[0], {10, 20});
  expect_vector(f->call(c, {tensor_of({1, 2})})[0], {20, 40});
  expect_vector(total, {2, 4});
  EXPECT_EQ(values_of(alias)[0], 4) << "views see the commit";
  EXPECT_EQ(f->traces(), 1);
}

TEST_F(CompileTest, AnErrorCommitsNothing) {
  Tensor total = op<"zeros">(c, Value(Shape{2}), Value(DType::kFloat64));
  auto f = compiled([&](Context& in, const ValueList& x) {
    op<"add_">(in, total, Value(1.0));
    return ValueList{op<"take">(in, total, x[0])};
  });
  expect_vector(f->call(c, {tensor_of({0}, DType::kInt64)})[0], {1});
  expect_error([&] { f->call(c, {tensor_of({5}, DType::kInt64)}); }, ErrorCode::kIndex, "take", "indices");
  expect_vector(total, {1, 1});
}

TEST_F(CompileTest, AnErrorOfTheHostIsTheCallers) {
  auto f = compiled([](Context&, const ValueList&) -> ValueList { throw Error(ErrorCode::kHost, "no").ticket(7); });
  for (const char* name : {"CompiledFunction.call", "CompiledFunction.call_all", "CompiledFunction.graph"}) {
    std::array<Value, 2> arguments{Value(Ref<Object>(f.get())), Value(ValueList{Value(tensor_of({1}))})};
    Results results;
    Error e = error_of([&] { invoke(c, require_function(name), arguments, results); });
    EXPECT_EQ(e.code(), ErrorCode::kHost) << name;
    EXPECT_EQ(e.ticket(), 7) << name;
  }
}

TEST_F(CompileTest, GradientsFlowThroughItAndThroughItsState) {
  Tensor w = leaf(tensor_of({2, 3}));
  auto f = compiled([&](Context& in, const ValueList& x) {
    return ValueList{op<"sum">(in, op<"multiply">(in, op<"square">(in, x[0]), w))};
  });
  Tensor x = leaf(tensor_of({1, 4}));
  std::vector<Tensor> found = gradients(c, {f->call(c, {x})[0]}, {x, w}, {}, false);
  expect_vector(found[0], {4, 24});
  expect_vector(found[1], {1, 16});
  EXPECT_FALSE(f->graph_for(c, {x})->shapes_read);
}

TEST_F(CompileTest, GradInsideAndCompiledInsideCompiled) {
  auto inner =
      compiled([](Context& in, const ValueList& x) { return ValueList{op<"sum">(in, op<"pow">(in, x[0], Value(3)))}; });
  Value f = host_->function(
      [&](Context& in, const ValueList& x) { return ValueList{inner->call(in, {x[0].as_tensor()})[0]}; });
  auto outer = compiled([&](Context& in, const ValueList& x) {
    return op_results<"grad">(in, f, Value(ValueList{x[0]})).values.at(0).as_list();
  });
  for (int call = 0; call < 2; ++call) {
    expect_vector(outer->call(c, {tensor_of({1, -2})})[0], {3, 12});
    expect_vector(outer->call(c, {tensor_of({1, -2, 3})})[0], {3, 12, 27});
  }
  EXPECT_EQ(outer->traces(), 2) << "gradients look at shapes";
  Tensor x = leaf(tensor_of({1, -2}));
  expect_vector(gradients(c, {op<"sum">(c, outer->call(c, {x})[0])}, {x}, {}, false)[0], {6, -12}, 1e-12);
}

TEST_F(CompileTest, AValueOfATraceAroundItIsNotKept) {
  Ref<CompiledFunction> inner;
  Tensor captured;
  inner = compiled([&](Context& in, const ValueList& x) { return ValueList{op<"add">(in, x[0], captured)}; });
  auto outer = compiled([&](Context& in, const ValueList& x) {
    captured = op<"multiply">(in, x[0], Value(10.0));
    return ValueList{inner->call(in, {x[0].as_tensor()})[0]};
  });
  expect_vector(outer->call(c, {tensor_of({1, 2})})[0], {11, 22});
  captured = tensor_of({100, 100});
  expect_vector(inner->call(c, {tensor_of({1, 2})})[0], {101, 102});
  expect_vector(outer->call(c, {tensor_of({3, 4})})[0], {33, 44});
}

TEST_F(CompileTest, AModulesTrainingModeIsPartOfTheSignature) {
  Results made;
  std::array<Value, 1> p{Value(1.0)};
  invoke(c, require_function("Dropout.new"), p, made);
  auto& layer = object_as<Module>(made.values.at(0));
  auto f = make_ref<CompiledFunction>(Value(Ref<Object>(&layer)), 16);
  Tensor x = tensor_of({1, 2});
  for (int round = 0; round < 2; ++round) {
    layer.set_training(true);
    expect_vector(f->call(c, {x})[0], {0, 0});
    layer.set_training(false);
    expect_vector(f->call(c, {x})[0], {1, 2});
  }
  EXPECT_EQ(f->traces(), 2);
}

TEST_F(CompileTest, FunctionsOfTheEngineAndSeveralResults) {
  auto f = make_ref<CompiledFunction>(Value(&require_function("relu")), 16);
  expect_vector(f->call(c, {tensor_of({-1, 2})})[0], {0, 2});
  auto two = compiled(
      [](Context& in, const ValueList& x) { return ValueList{Value(ValueList{op<"negative">(in, x[0]), x[0]})}; });
  std::vector<Tensor> out = two->call(c, {tensor_of({1})});
  ASSERT_EQ(out.size(), 2u);
  expect_vector(out[1], {1});
  std::array<Value, 2> arguments{Value(Ref<Object>(two.get())), Value(ValueList{Value(tensor_of({1}))})};
  Results results;
  expect_error([&] { invoke(c, require_function("CompiledFunction.call"), arguments, results); }, ErrorCode::kType,
               "CompiledFunction.call", "", "2", "1");
}

TEST_F(CompileTest, MistakesAreTraceErrors) {
  Ref<CompiledFunction> f;
  f = compiled([&](Context& in, const ValueList& x) { return ValueList{f->call(in, {x[0].as_tensor()})[0]}; });
  expect_error([&] { f->call(c, {tensor_of({1})}); }, ErrorCode::kTrace, "");
  Tensor leaked;
  auto g = compiled([&](Context& in, const ValueList& x) {
    leaked = op<"negative">(in, x[0]);
    return ValueList{x[0]};
  });
  g->call(c, {tensor_of({1})});
  expect_error([&] { op<"negative">(c, leaked); }, ErrorCode::kTrace, "negative");
  auto again = compiled([&](Context& in, const ValueList& x) { return ValueList{op<"add">(in, x[0], leaked)}; });
  expect_error([&] { again->call(c, {tensor_of({1})}); }, ErrorCode::kTrace, "add");
  auto backwards = compiled([&](Context& in, const ValueList& x) {
    std::array<Value, 1> arguments{x[0]};
    Results none;
    invoke(in, require_function("backward"), arguments, none);
    return ValueList{x[0]};
  });
  expect_error([&] { backwards->call(c, {tensor_of({1})}); }, ErrorCode::kTrace, "backward");
}

// ---- counting from 1

class Counting : public CompileTest {
 protected:
  Ref<Context> counting(IndexConvention convention) {
    Ref<Context> own = c.child();
    own->caller = convention;
    return own;
  }
  template <FixedName Name, class... Args>
  static Tensor as_caller(Context& context, const Args&... args) {
    std::array<Value, sizeof...(Args)> arguments{Value(args)...};
    Results results;
    invoke_as_caller(context, require_function(Name.text), arguments, results);
    return results.tensor();
  }
  // The places of the largest elements, the rows of a table at other places, and those at the largest.
  Ref<CompiledFunction> places() {
    return compiled([&](Context& in, const ValueList& x) {
      Tensor best = as_caller<"argmax">(in, x[0]);
      return ValueList{best, as_caller<"take">(in, table_, x[1]), as_caller<"take">(in, table_, best)};
    });
  }
  Tensor table_ = tensor_of({10, 20, 30});
};

TEST_F(Counting, TheSameGraphServesCallersFrom0AndFrom1) {
  auto f = places();
  Tensor x = tensor_of({1, 5, 2}), from0 = tensor_of({0, 2}, DType::kInt64), from1 = tensor_of({1, 3}, DType::kInt64);
  Ref<Context> r = counting(IndexConvention::kR);
  Ref<Graph> zero_graph = f->graph_for(c, {x, from0}), r_graph = f->graph_for(*r, {x, from1});
  EXPECT_EQ(f->traces(), 2) << "the key holds the convention";
  auto names = [](const Graph& graph) {
    std::vector<std::string> out;
    for (const GraphNode& node : graph.nodes) out.push_back(node.function->name);
    return out;
  };
  EXPECT_EQ(names(*r_graph), names(*zero_graph)) << "shifts at the border are part of the signature";
  for (const Ref<Graph>& graph : {zero_graph, r_graph}) {
    std::vector<Tensor> zero = graph->call(c, {x, from0}), one = graph->call(*r, {x, from1});
    EXPECT_EQ(values_of(zero[0])[0], 1);
    EXPECT_EQ(values_of(one[0])[0], 2);
    for (auto* out : {&zero, &one}) {
      expect_vector((*out)[1], {10, 30});
      EXPECT_EQ(values_of((*out)[2])[0], 20);
    }
  }
}

// A function of the engine is called with what callers count, as one of the host is.
TEST_F(Counting, FunctionsOfTheEngineCountAsTheCaller) {
  auto f = make_ref<CompiledFunction>(Value(&require_function("take")), 16);
  Ref<Context> r = counting(IndexConvention::kR);
  Tensor from0 = tensor_of({0, 2}, DType::kInt64), from1 = tensor_of({1, 3}, DType::kInt64);
  expect_vector(f->call(c, {table_, from0})[0], {10, 30});
  expect_vector(f->call(*r, {table_, from1})[0], {10, 30});
  auto best = make_ref<CompiledFunction>(Value(&require_function("argmax")), 16);
  EXPECT_EQ(values_of(best->call(c, {table_})[0])[0], 2);
  EXPECT_EQ(values_of(best->call(*r, {table_})[0])[0], 3);
  auto again = make_ref<CompiledFunction>(Value(best), 16);
  EXPECT_EQ(values_of(again->call(*r, {table_})[0])[0], 3) << "of a compiled function";
  Results results;
  std::array<Value, 2> arguments{Value(&require_function("argmax")), Value(ValueList{Value(numbers(Shape{1, 3}))})};
  invoke_as_caller(*r, require_function("vmap"), arguments, results);
  EXPECT_EQ(values_of(results.tensor())[0], values_of(op<"argmax">(c, numbers(Shape{3})))[0] + 1);
}

TEST_F(Counting, SentinelsStay) {
  auto f =
      compiled([&](Context& in, const ValueList& x) { return ValueList{as_caller<"cross_entropy">(in, x[0], x[1])}; });
  Tensor scores = numbers(Shape{3, 2});
  Ref<Context> julia = counting(IndexConvention::kJulia);
  double expected = value_of(f->call(c, {scores, tensor_of({0, -100, 1}, DType::kInt64)})[0]);
  EXPECT_EQ(value_of(f->call(*julia, {scores, tensor_of({1, -100, 2}, DType::kInt64)})[0]), expected);
  EXPECT_TRUE(f->graph_for(*julia, {scores, tensor_of({1, -100, 2}, DType::kInt64)})->input_borders[1].carries);
}

TEST_F(Counting, ResultsThatAreNoIndexStay) {
  auto f = compiled([&](Context& in, const ValueList& x) {
    return ValueList{as_caller<"bipartite_matching">(in, x[0], Value(0.0))};
  });
  Tensor scores = tensor_of({0.5, 0.6, 0.1, 0.2, 0.3, 0.4}, Shape{3, 2});
  Ref<Context> r = counting(IndexConvention::kR);
  expect_vector(as_caller<"bipartite_matching">(*r, scores, Value(0.0)), {2, -1, 1});
  for (const Ref<Graph>& graph : {f->graph_for(c, {scores}), f->graph_for(*r, {scores})}) {
    expect_vector(graph->call(c, {scores})[0], {1, -1, 0});
    expect_vector(graph->call(*r, {scores})[0], {2, -1, 1});
  }
}

}  // namespace
}  // namespace mixgrad
