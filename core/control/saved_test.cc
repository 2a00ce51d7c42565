// Control flow in files.
#include <nlohmann/json.hpp>

#include "core/control/control_test_support.h"
#include "core/graph/graph_file.h"

namespace mixgrad {
namespace {

class SavedControl : public ControlTest {
 protected:
  // A scan over the rows of which each loops, then a choice: all three, one inside the other.
  Ref<Graph> graph() {
    Value small = fn([](Context& i, const ValueList& v) {
      return ValueList{op<"less">(i, op<"sum">(i, op<"square">(i, v[0])), Value(20.0))};
    });
    Value grow = fn([](Context& i, const ValueList& v) { return ValueList{op<"multiply">(i, v[0], Value(1.5))}; });
    Value row = fn([=, this](Context& i, const ValueList& v) {
      Value one = op_results<"while_loop">(i, small, grow, Value(ValueList{v[1]})).values.at(0).as_list()[0];
      return ValueList{Value(ValueList{op<"add">(i, v[0], one), op<"multiply">(i, one, weight_)})};
    });
    Value minus = fn([](Context& i, const ValueList& v) { return ValueList{op<"negative">(i, v[0])}; });
    Value same = fn([](Context& i, const ValueList& v) { return ValueList{op<"copy">(i, v[0])}; });
    auto f = make_ref<CompiledFunction>(
        fn([=](Context& i, const ValueList& v) {
          Value start(op<"zeros">(i, Value(Shape{2}), Value(DType::kFloat64)));
          Results all = op_results<"scan">(i, row, Value(ValueList{start}), Value(ValueList{v[0]}));
          Tensor out = list_of(all, 1)[0].as_tensor();
          Tensor yes = op<"less">(i, op<"sum">(i, out), Value(0.0));
          return ValueList{list_of(op_results<"cond">(i, yes, minus, same, Value(ValueList{Value(out)})))[0]};
        }),
        4);
    Ref<Context> quiet = c.with_recording(false);
    return f->graph_for(*quiet, {numbers(Shape{3, 2})});
  }
  Tensor weight_ = tensor_of({0.5, -2});
};

TEST_F(SavedControl, IsTheSameAfterLoading) {
  std::string path = std::string(testing::TempDir()) + "control.safetensors";
  Ref<Graph> saved = graph();
  save_graph(*saved, path);
  Ref<Graph> loaded = load_graph(path);
  for (int64_t rows : {3, 5, 0}) {
    for (double sign : {1.0, -1.0}) {
      Tensor x = op<"multiply">(c, numbers(Shape{rows, 2}, 4), Value(sign));
      EXPECT_EQ(values_of(loaded->call(c, {x})[0]), values_of(saved->call(c, {x})[0]));
    }
  }
  std::remove(path.c_str());
}

// The structure in the file, changed.
TEST_F(SavedControl, BrokenFilesAreRefused) {
  using nlohmann::json;
  Ref<Graph> saved = graph();
  json whole = json::parse(structure_of(*saved).dump());
  size_t scan = 0;
  while (saved->nodes[scan].function->name != "scan_graph") ++scan;
  auto refuse = [&](const char* what, const std::function<void(json&)>& change) {
    json broken = whole;
    change(broken["nodes"][scan]["arguments"]);
    SafeTensors file;
    for (const GraphState& s : saved->states) file.tensors.emplace_back(s.name, s.tensor);
    file.metadata = {
        {"format", kGraphFormat}, {"format_version", std::to_string(kGraphFormatVersion)}, {"graph", broken.dump()}};
    EXPECT_EQ(error_of([&] { graph_of(file, "file"); }).code(), ErrorCode::kFormat) << what;
  };
  refuse("no graph", [](json& a) { a[1] = {{"null", nullptr}}; });
  refuse("a number for a graph", [](json& a) { a[1] = {{"graph", 3}}; });
  refuse("an inner graph without nodes", [](json& a) { a[1]["graph"].erase("nodes"); });
  refuse("an inner value that is not defined", [](json& a) { a[1]["graph"]["nodes"] = json::array(); });
  refuse("an inner state", [](json& a) { a[1]["graph"]["states"] = {{{"value", 0}, {"name", "state0"}}}; });
  refuse("an input too few", [](json& a) { a[1]["graph"]["inputs"].erase(0); });
  for (int64_t states : {int64_t{0}, int64_t{2}, int64_t{9}, int64_t{-1}, INT64_MAX})
    refuse("another number of states", [&](json& a) { a[2] = {{"int", states}}; });
  for (int64_t scanned : {int64_t{0}, int64_t{9}, INT64_MAX})
    refuse("another number of scanned tensors", [&](json& a) { a[3] = {{"int", scanned}}; });
  refuse("positions that are not there", [](json& a) { a[6] = {{"bool", true}}; });
  refuse("too many graphs inside each other", [](json& a) {
    json inner = a[1];
    for (int i = 0; i < 20; ++i) {
      json next = inner;
      for (json& node : next["graph"]["nodes"]) {
        if (node["function"] == "while_loop_graph") node["arguments"][2] = inner;
      }
      inner = next;
    }
    a[1] = inner;
  });
}

}  // namespace
}  // namespace mixgrad
