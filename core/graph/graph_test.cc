#include <nlohmann/json.hpp>

#include "core/dispatch/callable.h"
#include "core/graph/graph_file.h"
#include "core/graph/trace.h"
#include "core/io/safetensors.h"
#include "core/ops/test_support.h"
#include "core/random/generator.h"
#include "core/transform/lambda_host.h"

namespace mixgrad {
namespace {

using nlohmann::json;

class TemporaryFile {
 public:
  TemporaryFile()
      : path_(std::string(testing::TempDir()) + "graph-" + std::to_string(reinterpret_cast<uintptr_t>(this)) +
              ".safetensors") {}
  ~TemporaryFile() { std::remove(path_.c_str()); }
  operator const std::string&() const { return path_; }

 private:
  std::string path_;
};

class GraphTest : public OpTest {
 protected:
  Ref<Graph> traced(const std::vector<TensorSpec>& specs, const TracedBody& body) {
    Ref<Context> quiet = c.with_recording(false);
    return trace(*quiet, specs, true, body);
  }
  // softmax(x w) [:, 1:], its largest position, and a count of the calls as state.
  Ref<Graph> network() {
    return traced({{DType::kFloat64, Shape{2, 3}}}, [&](Context& inside, const std::vector<Tensor>& in) {
      Tensor y = op<"softmax">(inside, op<"matmul">(inside, in[0], weight_));
      Tensor part = op<"getitem">(
          inside, y,
          Value(ValueList{Value::slice(Value(), Value(), Value()), Value::slice(Value(1), Value(), Value())}));
      op<"add_">(inside, calls_, Value(1));
      Results best = op_results<"topk">(inside, y, Value(2));
      Tensor all = op<"sum">(inside, op<"concat">(inside, Value(ValueList{Value(part), Value(y)}), Value(1)),
                             Value::null(), Value(true));
      return std::vector<Tensor>{part, best.tensor(1), all};
    });
  }
  Tensor weight_ = numbers(Shape{3, 4}, 1), calls_ = tensor_of({0}, Shape{}, DType::kInt64);
};

TEST_F(GraphTest, RunsForTheTracedShapeAndForOthers) {
  Ref<Graph> graph = network();
  EXPECT_FALSE(graph->shapes_read);
  EXPECT_EQ(graph->states.size(), 2u);
  for (int64_t rows : {2, 5, 1}) {
    Tensor x = numbers(Shape{rows, 3}, 2);
    std::vector<Tensor> out = graph->call(c, {x});
    Tensor y = op<"softmax">(c, op<"matmul">(c, x, weight_));
    std::vector<double> all = values_of(y), part;
    for (size_t i = 0; i < all.size(); ++i) {
      if (i % 4 != 0) part.push_back(all[i]);
    }
    expect_tensor(out[0], Shape{rows, 3}, part);
    EXPECT_EQ(values_of(out[1]), values_of(op_results<"topk">(c, y, Value(2)).tensor(1)));
  }
  EXPECT_EQ(values_of(calls_)[0], 3);
}

TEST_F(GraphTest, RefusesOtherInputs) {
  Ref<Graph> graph = network();
  expect_error([&] { graph->call(c, {}); }, ErrorCode::kType, "", "inputs", "0", "1");
  expect_error([&] { graph->call(c, {numbers(Shape{6})}); }, ErrorCode::kShape, "", "inputs", "float64 [6]",
               "float64 with 2 axes");
  expect_error([&] { graph->call(c, {tensor_of({1, 2}, Shape{1, 2}, DType::kFloat32)}); }, ErrorCode::kDType, "",
               "inputs", "float32 [1, 2]", "float64 with 2 axes");
  expect_error([&] { graph->call(c, {numbers(Shape{2, 4})}); }, ErrorCode::kShape, "matmul", "x2");
  EXPECT_EQ(values_of(calls_)[0], 0) << "a call that failed commits nothing";
}

TEST_F(GraphTest, HoldsForOneShapeWhereTheHostReadIt) {
  Ref<Graph> graph = traced({{DType::kFloat64, Shape{2, 3}}}, [&](Context& inside, const std::vector<Tensor>& in) {
    inside.tracer->read_shape();
    return std::vector<Tensor>{op<"reshape">(inside, in[0], Shape{6})};
  });
  EXPECT_TRUE(graph->shapes_read);
  expect_error([&] { graph->call(c, {numbers(Shape{3, 3})}); }, ErrorCode::kShape, "", "inputs", "float64 [3, 3]",
               "float64 [2, 3]");
}

TEST_F(GraphTest, IsTheSameAfterSavingAndLoading) {
  TemporaryFile file;
  Ref<Graph> graph = network();
  save_graph(*graph, file);
  Ref<Graph> loaded = load_graph(file);
  ASSERT_EQ(loaded->nodes.size(), graph->nodes.size());
  Tensor x = numbers(Shape{4, 3}, 2);
  std::vector<Tensor> expected = graph->call(c, {x});
  for (int call = 1; call <= 2; ++call) {
    std::vector<Tensor> out = loaded->call(c, {x});
    for (size_t i = 0; i < out.size(); ++i) {
      EXPECT_EQ(out[i].dtype(), expected[i].dtype());
      EXPECT_EQ(values_of(out[i]), values_of(expected[i])) << i;
    }
    EXPECT_EQ(values_of(loaded->states[1].tensor)[0], call);
  }
  EXPECT_EQ(values_of(calls_)[0], 1) << "the loaded graph has its own state";
}

TEST_F(GraphTest, KeepsEveryKindOfArgument) {
  TemporaryFile file;
  Ref<Graph> graph = traced(
      {{DType::kFloat32, Shape{3}}, {DType::kInt64, Shape{2}}}, [&](Context& inside, const std::vector<Tensor>& in) {
        Tensor bound = op<"clip">(inside, in[0], Value(-std::numeric_limits<double>::infinity()), Value(0.1));
        Tensor padded = op<"getitem">(inside, bound, Value(ValueList{Value::ellipsis(), Value::newaxis()}));
        Tensor backwards = op<"getitem">(inside, bound, Value(ValueList{Value::slice(Value(), Value(), Value(-1))}));
        Tensor scores = op<"stack">(inside, Value(ValueList{Value(bound), Value(backwards)}), Value(0));
        Tensor loss = op<"cross_entropy">(inside, scores, in[1], Value(), Value(int64_t{-100}), Value::enumerator(2));
        Tensor filled = op<"full">(inside, Value(Shape{2}), Value(std::nan("")), Value(DType::kFloat16));
        return std::vector<Tensor>{padded, loss, filled, op<"astype">(inside, in[1], Value(DType::kUInt8))};
      });
  save_graph(*graph, file);
  Ref<Graph> loaded = load_graph(file);
  std::vector<Tensor> in{tensor_of({0.3, -7, 0.05}, DType::kFloat32), tensor_of({2, 0}, DType::kInt64)};
  std::vector<Tensor> expected = graph->call(c, in), out = loaded->call(c, in);
  for (size_t i = 0; i < out.size(); ++i) expect_tensor(out[i], expected[i].shape(), values_of(expected[i]));
}

TEST_F(GraphTest, RandomNumbersComeFromTheCallersGenerator) {
  TemporaryFile file;
  Ref<Graph> graph = traced({{DType::kFloat32, Shape{4}}}, [&](Context& inside, const std::vector<Tensor>& in) {
    return std::vector<Tensor>{op<"dropout">(inside, in[0], Value(0.5))};
  });
  save_graph(*graph, file);
  Tensor x = op<"ones">(c, Value(Shape{4}));
  c.generator->set_seed(3);
  std::vector<double> eager = values_of(op<"dropout">(c, x, Value(0.5)));
  c.generator->set_seed(3);
  EXPECT_EQ(values_of(load_graph(file)->call(c, {x})[0]), eager);
}

TEST_F(GraphTest, RefusesToSaveWhatBelongsToThisProcess) {
  TemporaryFile file;
  auto generator = make_ref<Generator>(make_ref<RandomStream>());
  Ref<Graph> graph = traced({}, [&](Context& inside, const std::vector<Tensor>&) {
    return std::vector<Tensor>{op<"uniform">(inside, Value(Shape{2}), Value(0.0), Value(1.0), Value(DType::kFloat32),
                                             Value(Ref<Object>(generator.get())))};
  });
  expect_error([&] { save_graph(*graph, file); }, ErrorCode::kValue, "", "", "uniform, argument generator");
}

TEST_F(GraphTest, NoGradientFlowsThroughWhatWasCalledInsideNoGrad) {
  Ref<Graph> graph = traced({{DType::kFloat64, Shape{2}}}, [&](Context& inside, const std::vector<Tensor>& in) {
    Ref<Context> quiet = inside.switched(false);
    return std::vector<Tensor>{op<"multiply">(inside, in[0], op<"square">(*quiet, in[0]))};
  });
  Tensor x = leaf(tensor_of({2, 3}));
  Tensor y = op<"sum">(c, graph->call(c, {x})[0]);
  expect_vector(gradients(c, {y}, {x}, {}, false)[0], {4, 9});
}

TEST_F(GraphTest, AViewSeesWhatIsWrittenToItsBaseInATrace) {
  auto body = [](Context& inside, const std::vector<Tensor>& in) {
    Tensor x = op<"copy">(inside, in[0]);
    Tensor row = op<"getitem">(inside, x, Value(ValueList{Value(int64_t{0})}));
    op<"add_">(inside, x, Value(10.0));
    op<"multiply_">(inside, row, Value(2.0));
    return std::vector<Tensor>{row, x};
  };
  Tensor x = tensor_of({1, 2, 3, 4}, Shape{2, 2});
  Ref<Graph> graph = traced(specs_of({x}), body);
  std::vector<Tensor> eager = body(c, {x}), replayed = graph->call(c, {x});
  expect_vector(eager[0], {22, 24});
  for (size_t i = 0; i < eager.size(); ++i) EXPECT_EQ(values_of(replayed[i]), values_of(eager[i])) << i;
}

TEST_F(GraphTest, RunningItselfIsBusy) {
  auto host = make_ref<LambdaHost>();
  c.host = host;
  Ref<Graph> graph;
  Value again = host->function([&](Context& k, const ValueList& x) -> ValueList {
    if (!graph) return {x[0]};
    return {Value(graph->call(k, {x[0].as_tensor()})[0])};
  });
  graph = traced({{DType::kFloat64, Shape{2}}}, [&](Context& inside, const std::vector<Tensor>& in) {
    op<"add_">(inside, calls_, Value(1));
    return std::vector<Tensor>{op<"custom">(inside, Value(ValueList{Value(in[0])}), again)};
  });
  Error e = error_of([&] { graph->call(c, {tensor_of({1, 2})}); });
  EXPECT_EQ(e.code(), ErrorCode::kBusy) << e.what();
  EXPECT_EQ(values_of(calls_), std::vector<double>{0});
  graph = nullptr;
}

// ---- files from anywhere

class HostileGraph : public GraphTest {
 protected:
  void SetUp() override {
    save_graph(*network(), file_);
    contents_ = read_safetensors(file_);
    structure_ = json::parse(*contents_.find_metadata("graph"));
  }
  Ref<Graph> load(const std::string& structure) {
    SafeTensors changed = contents_;
    for (auto& [key, value] : changed.metadata) {
      if (key == "graph") value = structure;
    }
    return graph_of(changed, file_);
  }
  void expect_broken(const json& structure, const char* what) {
    Error e = error_of([&] { load(structure.dump()); });
    EXPECT_EQ(e.code(), ErrorCode::kFormat) << what << ": " << e.what();
  }
  template <class Change>
  void broken(const char* what, Change change) {
    json changed = structure_;
    change(changed);
    expect_broken(changed, what);
  }
  TemporaryFile file_;
  SafeTensors contents_;
  json structure_;
};

TEST_F(HostileGraph, EachMistakeIsAnError) {
  broken("value number", [](json& g) { g["inputs"][0]["value"] = 1000; });
  broken("negative number", [](json& g) { g["inputs"][0]["value"] = -1; });
  broken("fraction", [](json& g) { g["inputs"][0]["value"] = 0.5; });
  broken("defined twice", [](json& g) { g["inputs"].push_back(g["inputs"][0]); });
  broken("used before defined", [](json& g) { std::swap(g["nodes"][0], g["nodes"][1]); });
  broken("not defined", [](json& g) { g["nodes"].erase(0); });
  broken("dtype", [](json& g) { g["values"][0]["dtype"] = "float31"; });
  broken("other dtype", [](json& g) { g["values"][0]["dtype"] = "bool"; });
  broken("shape", [](json& g) { g["values"][0]["shape"] = {2, 4}; });
  broken("negative size", [](json& g) { g["values"][0]["shape"] = {-2, 3}; });
  broken("rank", [](json& g) { g["values"][0]["shape"] = {1, 1, 1, 1, 1, 1, 1, 1, 1}; });
  broken("overflow", [](json& g) { g["values"][0]["shape"] = {int64_t{1} << 62, int64_t{1} << 62}; });
  broken("unknown function", [](json& g) { g["nodes"][0]["function"] = "system"; });
  broken("a method", [](json& g) { g["nodes"][0]["function"] = "Graph.save"; });
  broken("a service", [](json& g) { g["nodes"][0]["function"] = "load_graph"; });
  broken("in-place form", [](json& g) { g["nodes"][0]["function"] = "add_"; });
  broken("arguments", [](json& g) { g["nodes"][0]["arguments"].push_back({{"int", 1}}); });
  broken("argument kind", [](json& g) { g["nodes"][0]["arguments"][0] = {{"object", 1}}; });
  broken("argument type", [](json& g) { g["nodes"][0]["arguments"][0] = {{"string", "x"}}; });
  broken("argument without kind", [](json& g) { g["nodes"][0]["arguments"][0] = 3; });
  broken("results", [](json& g) { g["nodes"][0]["outputs"] = json::array(); });
  broken("list", [](json& g) { g["nodes"][0]["list"] = true; });
  broken("state's name", [](json& g) { g["states"][0]["name"] = "else"; });
  broken("state's name twice", [](json& g) { g["states"][1]["name"] = g["states"][0]["name"]; });
  broken("write", [](json& g) { g["writes"][0]["state"] = 2; });
  broken("write of another shape", [](json& g) { g["writes"][0]["value"] = 0; });
  broken("written twice", [](json& g) { g["writes"].push_back(g["writes"][0]); });
  broken("indices of floats", [](json& g) { g["inputs"][0]["indices"] = true; });
  for (const char* key : {"values", "inputs", "states", "nodes", "outputs", "writes"}) {
    broken(key, [&](json& g) { g.erase(key); });
    broken(key, [&](json& g) { g[key] = 5; });
    broken(key, [&](json& g) { g[key] = {nullptr}; });
  }
  expect_broken(json::array(), "an array");
  expect_broken(nullptr, "null");
}

TEST_F(HostileGraph, BrokenTextAndDeepNestingAreErrors) {
  for (std::string text : {std::string("{"), std::string("\xff\xfe"), std::string(100000, '[')}) {
    EXPECT_EQ(error_of([&] { load(text); }).code(), ErrorCode::kFormat);
  }
  std::string deep = "{\"int\": 1}";
  for (int i = 0; i < 1000; ++i) deep = "{\"list\": [" + deep + "]}";
  json changed = structure_;
  changed["nodes"][0]["arguments"][0] = json::parse(deep);
  expect_broken(changed, "nesting");
}

// Every member of the file replaced in turn by every one of these: an error of a known kind, or a graph that still
// loads.
TEST_F(HostileGraph, NoChangeOfOneMemberDoesHarm) {
  std::vector<json> replacements{nullptr,
                                 true,
                                 -1,
                                 0,
                                 1,
                                 uint64_t{1} << 63,
                                 1e300,
                                 "",
                                 "x",
                                 json::array(),
                                 json::object(),
                                 json::array({1, 2}),
                                 {{"value", 2}}};
  json flat = structure_.flatten();
  int tried = 0;
  for (auto& [pointer, old] : flat.items()) {
    for (const json& replacement : replacements) {
      json changed = structure_;
      changed[json::json_pointer(pointer)] = replacement;
      ++tried;
      try {
        Ref<Graph> graph = load(changed.dump());
        graph->call(c, {numbers(Shape{2, 3})});
      } catch (const Error& e) {
        EXPECT_NE(e.code(), ErrorCode::kInternal) << pointer << " = " << replacement << ": " << e.what();
      }
    }
  }
  EXPECT_GT(tried, 500);
}

TEST_F(HostileGraph, OtherVersionsAreSaid) {
  json changed = structure_;
  changed["nodes"][0]["version"] = 7;
  expect_error([&] { load(changed.dump()); }, ErrorCode::kVersion, "", "", "7", "1");
  for (auto& [key, value] : contents_.metadata) {
    if (key == "format_version") value.assign(1, '2');
  }
  expect_error([&] { load(structure_.dump()); }, ErrorCode::kVersion, "", "", "2", "1");
  write_safetensors(file_, SafeTensors());
  expect_error([&] { load_graph(file_); }, ErrorCode::kFormat, "");
}

}  // namespace
}  // namespace mixgrad
