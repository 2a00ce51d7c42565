// Reading a saved graph, which may come from anywhere: what does not hold together is a format error before anything
// runs.
#include "core/dispatch/bind.h"
#include "core/graph/graph_file.h"
#include "core/graph/infer_node.h"
#include "core/graph/operand_json.h"
#include "core/io/safetensors.h"
#include "core/schema/registry.h"

namespace mixgrad {

using nlohmann::json;

namespace {

constexpr int64_t kMostValues = 10'000'000;
constexpr int kMostGraphs = 16;  // one inside the other

const json& array(const json& object, const char* key) {
  const json& found = member(object, key, "the graph");
  if (!found.is_array()) broken_graph(key, "an array is expected");
  return found;
}
bool flag(const json& object, const char* key, const std::string& where) {
  auto it = object.find(key);
  if (it == object.end()) return false;
  if (!it->is_boolean()) broken_graph(where, std::string("\"") + key + "\" is true or false");
  return it->get<bool>();
}
std::string text(const json& object, const char* key, const std::string& where) {
  const json& found = member(object, key, where);
  if (!found.is_string()) broken_graph(where, std::string("\"") + key + "\" is a string");
  return found.get<std::string>();
}
std::string at(const char* what, size_t i) { return std::string(what) + " " + std::to_string(i); }
bool same(const TensorSpec& a, const TensorSpec& b) { return a.dtype == b.dtype && a.shape == b.shape; }

class Loader {
 public:
  // `depth` graphs are around it.
  Loader(const json& source, const SafeTensors& file, int depth)
      : source_(source), file_(file), depth_(depth), graph_(make_ref<Graph>()) {}

  Ref<Graph> load() {
    values();
    size_t i = 0;
    for (const json& input : array(source_, "inputs")) {
      std::string where = at("input", i++);
      graph_->inputs.push_back(define(member(input, "value", where), where));
      graph_->input_borders.push_back(border(input, where));
    }
    states();
    i = 0;
    for (const json& item : array(source_, "nodes")) node(item, at("node", i++));
    i = 0;
    for (const json& output : array(source_, "outputs")) {
      std::string where = at("output", i++);
      graph_->outputs.push_back(use(member(output, "value", where), where));
      graph_->output_borders.push_back(border(output, where));
    }
    writes();
    graph_->shapes_read = flag(source_, "shapes_read", "the graph");
    return graph_;
  }

 private:
  int count() const { return static_cast<int>(graph_->values.size()); }

  void values() {
    const json& list = array(source_, "values");
    if (list.size() > static_cast<size_t>(kMostValues)) broken_graph("values", "there are too many");
    for (size_t i = 0; i < list.size(); ++i) {
      std::string where = at("value", i);
      TensorSpec spec;
      if (!parse_dtype(text(list[i], "dtype", where), &spec.dtype))
        broken_graph(where, "its element type does not exist");
      const json& shape = member(list[i], "shape", where);
      if (!shape.is_array() || shape.size() > kMaxRank)
        broken_graph(where, "a shape is an array of sizes, not too many");
      for (const json& size : shape) {
        if (!size.is_number_unsigned() || size.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX))
          broken_graph(where, "a size is a whole number");
        spec.shape.push_back(size.get<int64_t>());
      }
      try {
        checked_bytes(spec.shape, item_bytes(spec.dtype));
      } catch (const Error& e) {
        broken_graph(where, e.message());
      }
      graph_->values.push_back(spec);
    }
    ghosts_.resize(list.size());
  }

  // Each value is defined once, and before it is used.
  int define(const json& number, const std::string& where) {
    int v = number_below(number, count(), where);
    if (ghosts_[v]) broken_graph(where, "value " + std::to_string(v) + " is defined twice");
    ghosts_[v] = without_elements(graph_->values[v]);
    return v;
  }
  int use(const json& number, const std::string& where) const {
    return defined(number_below(number, count(), where), where);
  }
  int defined(int v, const std::string& where) const {
    if (!ghosts_[v]) broken_graph(where, "value " + std::to_string(v) + " is used before it is defined");
    return v;
  }

  IndexBorder border(const json& source, const std::string& where) const {
    IndexBorder out;
    out.carries = flag(source, "indices", where);
    if (auto it = source.find("sentinel"); it != source.end()) {
      if (!it->is_number_integer()) broken_graph(where, "a sentinel is an integer");
      out.sentinel = it->get<int64_t>();
    }
    int v = static_cast<int>(member(source, "value", where).get<int64_t>());
    if (out.carries && !is_integer(graph_->values[v].dtype)) broken_graph(where, "indices are integers");
    return out;
  }

  void states() {
    size_t i = 0;
    for (const json& source : array(source_, "states")) {
      std::string where = at("state", i++);
      int v = define(member(source, "value", where), where);
      std::string name = text(source, "name", where);
      const Tensor* tensor = file_.find(name);
      if (!tensor) broken_graph(where, "the file has no tensor of its name");
      if (!same({tensor->dtype(), tensor->shape()}, graph_->values[v]))
        broken_graph(where, "its tensor has another shape or element type");
      for (const GraphState& s : graph_->states) {
        if (s.name == name) broken_graph(where, "its name is taken");
      }
      graph_->states.push_back({v, *tensor, name});
    }
  }

  const Function& function(const json& source, const std::string& where) const {
    std::string name = text(source, "function", where);
    const json& version = member(source, "version", where);
    const Function* f = Registry::instance().find_function(name);
    if (!f || f->name != name || !is_recordable(*f)) broken_graph(where, "this engine has no function of its name");
    if (version != f->version) {
      throw Error(ErrorCode::kVersion, "the graph needs another version of " + name + " than this engine has")
          .given(version.is_number_integer() ? std::to_string(version.get<int64_t>()) : "no number")
          .accepted(std::to_string(f->version));
    }
    return *f;
  }

  Value argument(const Operand& o, const std::string& where) const {
    switch (o.kind) {
      case Operand::Kind::kPlain:
        return o.plain;
      case Operand::Kind::kValue:
        return ghosts_[defined(o.value, where)];
      case Operand::Kind::kList: {
        ValueList list;
        for (const Operand& item : o.list) list.push_back(argument(item, where));
        return Value(std::move(list));
      }
    }
    return Value();
  }

  void node(const json& source, std::string where) {
    GraphNode node;
    node.function = &function(source, where);
    const Function& f = *node.function;
    where += " (" + f.name + ")";
    const json& arguments = member(source, "arguments", where);
    if (!arguments.is_array() || arguments.size() != f.arguments.size())
      broken_graph(where, "it has another number of arguments than the function");
    ValueList given;
    for (size_t i = 0; i < f.arguments.size(); ++i) {
      node.arguments.push_back(operand_from_json(arguments[i], f.arguments[i].type, count(), depth_,
                                                 where + ", argument " + f.arguments[i].name));
      given.push_back(argument(node.arguments.back(), where));
    }
    NodeOutputs inferred;
    try {
      BoundArguments bound;
      mixgrad::bind(f, given, bound);
      inferred = infer_outputs(f, bound.span());
    } catch (const Error& e) {
      broken_graph(where, e.message());
    }
    const json& outputs = member(source, "outputs", where);
    if (!outputs.is_array() || outputs.size() != inferred.specs.size())
      broken_graph(where, "it has another number of results than the function");
    node.list_output = flag(source, "list", where);
    node.constant = flag(source, "constant", where);
    if (node.list_output != inferred.list) broken_graph(where, "\"list\" does not fit the function");
    for (size_t i = 0; i < inferred.specs.size(); ++i) {
      node.outputs.push_back(define(outputs[i], where));
      if (!same(graph_->values[node.outputs.back()], inferred.specs[i]))
        broken_graph(where, "a result has another shape or element type than the function gives");
    }
    graph_->nodes.push_back(std::move(node));
  }

  void writes() {
    std::vector<bool> written(graph_->states.size());
    size_t i = 0;
    for (const json& source : array(source_, "writes")) {
      std::string where = at("write", i++);
      int state = number_below(member(source, "state", where), static_cast<int64_t>(graph_->states.size()), where);
      int v = use(member(source, "value", where), where);
      if (written[state]) broken_graph(where, "its state is written twice");
      if (!same(graph_->values[v], graph_->values[graph_->states[state].value]))
        broken_graph(where, "its value does not fit the state");
      written[state] = true;
      graph_->writes.push_back({state, v});
    }
  }

  const json& source_;
  const SafeTensors& file_;
  int depth_;
  Ref<Graph> graph_;
  std::vector<Tensor> ghosts_;  // of defined values
};

}  // namespace

Ref<Graph> inner_graph(const json& source, const std::string& where, int depth) {
  if (depth > kMostGraphs) broken_graph(where, "graphs are nested too deeply");
  SafeTensors none;
  Ref<Graph> graph = Loader(source, none, depth).load();
  if (!graph->states.empty()) broken_graph(where, "a graph inside another has no state of its own");
  return graph;
}

Ref<Graph> load_graph(const std::string& path) { return graph_of(read_safetensors(path), path); }

Ref<Graph> graph_of(const SafeTensors& file, const std::string& path) {
  const std::string *format = file.find_metadata("format"), *version = file.find_metadata("format_version"),
                    *source = file.find_metadata("graph");
  if (!format || *format != kGraphFormat || !version || !source) broken_graph(path, "the file holds no graph");
  if (*version != std::to_string(kGraphFormatVersion)) {
    throw Error(ErrorCode::kVersion, "the graph was saved in another format than this engine reads")
        .given(*version)
        .accepted(std::to_string(kGraphFormatVersion));
  }
  json parsed = json::parse(*source, nullptr, false);
  if (parsed.is_discarded()) broken_graph(path, "the structure is not JSON");
  return Loader(parsed, file, 0).load();
}

}  // namespace mixgrad
