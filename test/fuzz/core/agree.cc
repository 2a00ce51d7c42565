#include "test/fuzz/core/agree.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/autograd/node.h"
#include "core/graph/infer_node.h"
#include "core/graph/trace.h"
#include "core/transform/gradients.h"
#include "test/conformance/core/derivatives.h"

namespace mixgrad::fuzz {

using conformance::Failure;
using conformance::Layout;
using conformance::Run;
using conformance::tensors_in;

namespace {

constexpr int64_t kMostElements = 4096, kMostToCompare = 1 << 16;
constexpr int kMostAxes = 6;  // examples add one, and what is composed may add another

std::string ending_text(const Ending& ending) {
  return ending.error ? std::string(error_code_name(*ending.error)) + " (" + ending.message + ")" : "a result";
}

std::vector<Tensor> all_tensors(const std::vector<Value>& values) {
  std::vector<Tensor> out;
  for (const Value& value : values) {
    for (const Tensor& t : tensors_in(value)) out.push_back(t);
  }
  return out;
}

bool are_small(const std::vector<Tensor>& tensors) {
  return std::all_of(tensors.begin(), tensors.end(),
                     [](const Tensor& t) { return t && t.elements() <= kMostElements && t.rank() <= kMostAxes; });
}

void expect_same(const std::vector<Tensor>& found, const std::vector<Tensor>& expected, const std::string& how) {
  if (found.size() != expected.size()) throw Failure(how + ": another number of tensors");
  for (size_t i = 0; i < found.size(); ++i) {
    if (static_cast<bool>(found[i]) != static_cast<bool>(expected[i])) throw Failure(how + ": a tensor is missing");
    if (!found[i]) continue;
    if (std::string d = conformance::bit_difference(Value(found[i]), Value(expected[i])); !d.empty())
      throw Failure(how + ", tensor " + std::to_string(i) + ": " + d.substr(0, 600));
  }
}

// One function in one way.
class Ways {
 public:
  Ways(Random& random, const Function& function, const Arguments& arguments, const conformance::Tolerances& tolerances)
      : random_(random), f_(function), arguments_(arguments), tolerances_(tolerances) {}

  void layouts() {
    Ending plain = eager(arguments_.tensors(Layout::kRowMajor));
    Layout layout = random_.pick(conformance::kOtherLayouts);
    Ending other = eager(arguments_.tensors(layout));
    std::string how = conformance::layout_name(layout);
    if (plain.error != other.error && f_.view_rule) return;  // a view without a copy is not there in every layout
    if (plain.error != other.error)
      throw Failure(how + ": " + ending_text(other) + ", row-major " + ending_text(plain));
    if (f_.bits != Bits::kNone) expect_same(all_tensors(other.results), all_tensors(plain.results), how);
  }

  void as_graph(const Ending& ending) {
    bool whole = random_.chance(50);
    std::string how = whole ? "as a graph" : "as a graph of plain operators";
    Ending plain = eager(arguments_.tensors(Layout::kRowMajor));
    Run run(kNoFiles);
    std::vector<Tensor> found;
    try {
      found = graph_of(run, whole, [&](Context& context, const std::vector<Tensor>& inputs) {
        return call(context, arguments_.with(inputs));
      });
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kInternal) throw Failure(how + ": " + e.what());
      bool may = ending.error || plain.error || e.code() == ErrorCode::kTrace;
      if (!may) throw Failure(how + ": " + error_code_name(e.code()) + " (" + e.what() + "), eagerly a result");
      return;
    }
    if (plain.error) throw Failure(how + ": a result, eagerly " + ending_text(plain));
    if (f_.bits != Bits::kNone) expect_same(found, all_tensors(plain.results), how);
  }

  // Of examples whose elements lie in another order, against a loop.
  void for_many() {
    std::vector<Tensor> own = arguments_.tensors(Layout::kRowMajor);
    if (own.empty() || own.size() > 8 || !are_small(own)) return;
    uint64_t mask = random_.chance(50) ? ~uint64_t{0} : random_.next() | 1;
    auto is_mapped = [&](size_t i) { return (mask >> i & 1) != 0; };
    std::vector<std::vector<Tensor>> examples{own, own, own};
    for (size_t i = 0; i < own.size(); ++i) {
      for (int64_t at = 0; at < 3 && is_mapped(i); ++at) examples[at][i] = turned(own[i], at);
    }
    std::vector<ValueList> parts;
    Run loop(kNoFiles);
    try {
      for (const std::vector<Tensor>& example : examples) {
        std::vector<Tensor> results = call(loop.context, arguments_.with(example));
        if (!are_small(results)) return;
        parts.resize(std::max(parts.size(), results.size()));
        for (size_t i = 0; i < results.size(); ++i) parts[i].push_back(results[i]);
      }
    } catch (const Error&) {
      return;
    }
    if (parts.empty()) return;
    size_t which = static_cast<size_t>(random_.below(static_cast<int64_t>(parts.size())));
    Run run(kNoFiles);
    ValueList inputs, axes;
    for (size_t i = 0; i < own.size(); ++i) {
      axes.push_back(is_mapped(i) ? Value(int64_t{0}) : Value::null());
      inputs.push_back(
          is_mapped(i)
              ? Value(op<"stack">(run.context, Value(ValueList{examples[0][i], examples[1][i], examples[2][i]})))
              : Value(own[i]));
    }
    Value fn = run.evaluator->function([&](Context& inside, const ValueList& given) {
      return ValueList{call(inside, arguments_.with(tensors_in(Value(given)))).at(which)};
    });
    Tensor expected, found;
    try {
      expected = op<"stack">(loop.context, Value(parts[which]));
      found = op<"vmap">(run.context, fn, Value(inputs), Value(axes));
    } catch (const Error& e) {
      if (is_allowed_of_many(e)) return;
      throw Failure(std::string("under vmap: ") + error_code_name(e.code()) + " (" + e.what() + "), each a result");
    }
    if (f_.bits == Bits::kSame) return expect_same({found}, {expected}, "under vmap");
    conformance::Json record{{"tensor", conformance::record_of(expected)}};
    if (is_floating(expected.dtype())) return;  // rounding of extreme numbers has no bound
    if (std::string d = conformance::difference(Value(found), record, tolerances_); !d.empty())
      throw Failure("under vmap: " + d.substr(0, 600));
  }

  void gradients_of() {
    std::vector<Tensor> found;
    bool again = f_.differentiable_again && random_.chance(40);
    auto at = [&](Layout layout) {
      Run run(kNoFiles);
      return slopes(run.context, arguments_.tensors(layout), again);
    };
    try {
      found = at(Layout::kRowMajor);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kInternal) throw Failure(std::string("gradients: ") + e.what());
      return;
    }
    if (found.empty()) return;
    if (random_.chance(50)) {
      Layout layout = random_.pick(conformance::kOtherLayouts);
      std::string how = std::string("gradients, ") + conformance::layout_name(layout);
      try {
        return expect_same(at(layout), found, how);
      } catch (const Error& e) {
        if (f_.view_rule) return;
        throw Failure(how + ": " + e.what());
      }
    }
    Run run(kNoFiles);
    try {
      // An input without a part in the results has no gradient, in a graph as outside of one.
      std::vector<Tensor> inside = graph_of(run, false, [&](Context& context, const std::vector<Tensor>& inputs) {
        return slopes(context, inputs, again);
      });
      std::erase_if(found, [](const Tensor& t) { return !t; });
      expect_same(inside, found, "gradients as a graph");
    } catch (const Error& e) {
      if (e.code() != ErrorCode::kTrace) throw Failure(std::string("gradients as a graph: ") + e.what());
    }
  }

 private:
  static constexpr const char* kNoFiles = "";

  Ending eager(const std::vector<Tensor>& tensors) {
    Run run(kNoFiles);
    return run_call(run.context, {&f_, arguments_.with(tensors)});
  }
  std::vector<Tensor> call(Context& context, const std::vector<Value>& arguments) {
    Results results;
    invoke(context, f_, arguments, results);
    std::vector<Tensor> out;
    for (int i = 0; i < results.count(); ++i) {
      for (const Tensor& t : tensors_in(results.values.at(i))) out.push_back(t);
    }
    return out;
  }

  std::vector<Tensor> graph_of(Run& run, bool whole, const TracedBody& body) {
    std::vector<Tensor> own = arguments_.tensors(Layout::kRowMajor);
    Ref<Graph> graph =
        trace(run.context, specs_of(own), whole, [&](Context& context, const std::vector<Tensor>& inputs) {
          std::vector<Tensor> out = body(context, inputs);
          std::erase_if(out, [](const Tensor& t) { return !t; });
          return out;
        });
    run.context.generator->set_seed(0);
    std::vector<Tensor> found = run_graph(run.context, *graph, own);
    for (size_t i = 0; i < found.size(); ++i) {
      const TensorSpec& inferred = graph->values[static_cast<size_t>(graph->outputs[i])];
      if (inferred.dtype != found[i].dtype() || !(inferred.shape == found[i].shape()))
        throw Failure("the trace infers " + inferred.shape.text() + " for what is " + found[i].shape().text());
    }
    return found;
  }

  // Gradients of the sum of all results, or of those gradients again.
  std::vector<Tensor> slopes(Context& context, const std::vector<Tensor>& inputs, bool again) {
    Ref<Context> recording = context.with_recording(true);
    std::vector<Tensor> leaves, given = inputs;
    for (Tensor& t : given) {
      if (!is_floating(t.dtype())) continue;
      t = context.tracer ? op<"copy">(context, t) : t.detached();
      ensure_meta(t).requires_grad = true;
      leaves.push_back(t);
      if (f_.in_place_of) t = op<"copy">(*recording, t);  // a leaf is not overwritten
    }
    std::vector<Tensor> found = of_sum(*recording, call(*recording, arguments_.with(given)), leaves, again);
    if (again) {
      std::vector<Tensor> second = of_sum(*recording, found, leaves, false);
      found.insert(found.end(), second.begin(), second.end());
    }
    for (size_t i = 0; i < found.size(); ++i) {
      const Tensor& leaf = leaves[i % leaves.size()];
      if (found[i] && (!(found[i].shape() == leaf.shape()) || found[i].dtype() != leaf.dtype())) {
        throw Failure(std::string("the gradient of ") + dtype_name(leaf.dtype()) + " " + leaf.shape().text() + " is " +
                      dtype_name(found[i].dtype()) + " " + found[i].shape().text());
      }
    }
    return found;
  }
  static std::vector<Tensor> of_sum(Context& context, const std::vector<Tensor>& outputs,
                                    const std::vector<Tensor>& leaves, bool again) {
    std::vector<Tensor> through, weights;
    for (const Tensor& t : outputs) {
      if (!t || !is_floating(t.dtype()) || !wants_gradient(t)) continue;
      through.push_back(t);
      weights.push_back(op<"full">(context, Value(t.shape()), Value(0.75), Value(t.dtype())));
    }
    if (through.empty()) return std::vector<Tensor>(leaves.size());
    return gradients(context, through, leaves, weights, again);
  }

  static Tensor turned(const Tensor& t, int64_t at) {
    if (t.elements() == 0) return t;
    std::string bytes = conformance::bytes_of(t);
    auto by = (at % t.elements()) * static_cast<int64_t>(item_bytes(t.dtype()));
    std::rotate(bytes.begin(), bytes.begin() + by, bytes.end());
    Tensor out = Tensor::empty(t.dtype(), t.shape());
    std::copy(bytes.begin(), bytes.end(), out.data<char>());
    return out;
  }
  // No rule, or something that differs between examples where it must not, is said as a value; a trace can not read;
  // the axis of examples may be one too many.
  bool is_allowed_of_many(const Error& e) const {
    bool is_too_deep =
        e.code() == ErrorCode::kShape && e.message().find("axes than a tensor can have") != std::string::npos;
    return is_too_deep || e.code() == ErrorCode::kTrace || e.code() == ErrorCode::kOutOfMemory ||
           (e.function() == "vmap" && e.code() == ErrorCode::kValue);
  }

  Random& random_;
  const Function& f_;
  const Arguments& arguments_;
  const conformance::Tolerances& tolerances_;
};

}  // namespace

Arguments::Arguments(const Call& call) {
  // A copy of each tensor, and its place: tensors of the case stand for those of any run.
  auto keep = [&](auto& self, const Value& value) -> Value {
    if (value.is_tensor()) {
      flat_.push_back(flat_copy(value.as_tensor()));
      return Value(flat_.back());
    }
    if (value.is(Kind::kList)) {
      ValueList items;
      for (const Value& item : value.as_list()) items.push_back(self(self, item));
      return Value(std::move(items));
    }
    plain_ = plain_ && !value.is(Kind::kObject) && !value.is(Kind::kFunction) && !value.is(Kind::kCallback);
    return value;
  };
  for (const Value& value : call.arguments) given_.push_back(keep(keep, value));
}

std::vector<Tensor> Arguments::tensors(Layout layout) const {
  std::vector<Tensor> out;
  for (const Tensor& t : flat_) out.push_back(conformance::laid_out(flat_copy(t), layout));
  return out;
}

std::vector<Value> Arguments::with(const std::vector<Tensor>& tensors) const {
  size_t next = 0;
  auto place = [&](auto& self, const Value& value) -> Value {
    if (value.is_tensor()) return Value(tensors.at(next++));
    if (!value.is(Kind::kList)) return value;
    ValueList items;
    for (const Value& item : value.as_list()) items.push_back(self(self, item));
    return Value(std::move(items));
  };
  std::vector<Value> out;
  for (const Value& value : given_) out.push_back(place(place, value));
  return out;
}

void check_agreement(Random& random, const Function& function, const Arguments& before, const Ending& ending,
                     const conformance::Tolerances& tolerances, Tried& tried) {
  bool is_operator = is_recordable(function) || function.in_place_of;
  if (!is_operator || !before.are_plain()) return;
  for (const Tensor& t : all_tensors(ending.results)) {
    if (!is_readable(t, kMostToCompare)) return;
  }
  Ways ways(random, function, before, tolerances);
  size_t way = static_cast<size_t>(random.below(std::size(kWays)));
  bool differentiable = function.gradient || function.composed;
  if (way > 0 && function.in_place_of && way < 3) return;
  if (way > 1 && ending.error) return;
  if (way == 3 && !differentiable) return;
  ++tried[way];
  switch (way) {
    case 0:
      return ways.layouts();
    case 1:
      return ways.as_graph(ending);
    case 2:
      return ways.for_many();
    default:
      return ways.gradients_of();
  }
}

}  // namespace mixgrad::fuzz
