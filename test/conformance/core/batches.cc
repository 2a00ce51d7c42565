#include "test/conformance/core/batches.h"

#include <algorithm>
#include <cstring>

#include "core/graph/infer_node.h"
#include "test/conformance/core/derivatives.h"

namespace mixgrad::conformance {

namespace {

constexpr int64_t kExamples = 3, kMostElements = 512;
constexpr int kMostAxes = 6;  // of a call: examples add one, and what is composed may add another

using Call = std::function<std::vector<Tensor>(Context&, const BoundCase&, const std::vector<Tensor>&)>;
using Examples = Tensor (*)(Context&, const Tensor&, int64_t at);

// The elements in another order: what was valid stays valid, and extremes lie elsewhere in each example.
Tensor turned(Context&, const Tensor& t, int64_t at) {
  if (t.elements() == 0) return t;
  std::string bytes = bytes_of(t);
  size_t by = static_cast<size_t>(at % t.elements()) * item_bytes(t.dtype());
  std::rotate(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(by), bytes.end());
  Tensor out = Tensor::empty(t.dtype(), t.shape());
  std::memcpy(out.data(), bytes.data(), bytes.size());
  return on_device(out, t.device());
}
// For functions that need an order; and one element has no other.
Tensor scaled(Context& context, const Tensor& t, int64_t at) {
  return is_floating(t.dtype()) ? op<"multiply">(context, t, Value(1 - 0.125 * static_cast<double>(at))) : t;
}
Tensor turned_or_scaled(Context& context, const Tensor& t, int64_t at) {
  return t.elements() == 1 ? scaled(context, t, at) : turned(context, t, at);
}

class Comparison {
 public:
  using Bind = std::function<void(BoundCase&)>;
  Comparison(const std::string& files, Bind bind, Call call)
      : files_(files), bind_(std::move(bind)), call_(std::move(call)) {}

  // Which tensors have examples: bit i is tensor i.
  void run(uint64_t mask, Bits bits, const Tolerances& tolerances) {
    std::string what = "under vmap, examples in";
    BoundCase probe(files_);
    bind_(probe);
    for (size_t i = 0; i < probe.own.size(); ++i) {
      if (mask >> i & 1) what.append(" ").append(std::to_string(i));
    }
    Examples examples = turned_or_scaled;
    std::vector<Tensor> expected;
    try {
      expected = loop(mask, examples);
      settle();
    } catch (const Error&) {  // what the function needs is lost in another order
      examples = scaled;
      expected = loop(mask, examples);
    }
    for (size_t result = 0; result < expected.size(); ++result) {
      Tensor found;
      try {
        found = together(mask, examples, result);
      } catch (const Error& e) {
        throw Failure(what + ": " + e.what());
      }
      Json record{{"tensor", record_of(expected[result])}};
      if (bits == Bits::kBounded && is_floating(expected[result].dtype())) record["tensor"]["tolerance"] = "table";
      if (std::string d = difference(Value(found), record, tolerances); !d.empty())
        throw Failure(what + ", result " + std::to_string(result) + ": " + d);
    }
  }

 private:
  std::vector<Tensor> loop(uint64_t mask, Examples examples) {
    BoundCase bound(files_);
    bind_(bound);
    std::vector<ValueList> parts;
    for (int64_t at = 0; at < kExamples; ++at) {
      std::vector<Tensor> given = bound.own;
      for (size_t i = 0; i < given.size(); ++i) {
        if (mask >> i & 1) given[i] = examples(bound.context, given[i], at);
      }
      std::vector<Tensor> results = call_(bound.context, bound, given);
      parts.resize(results.size());
      for (size_t i = 0; i < results.size(); ++i) parts[i].push_back(results[i]);
    }
    std::vector<Tensor> out;
    for (const ValueList& part : parts) out.push_back(op<"stack">(bound.context, Value(part)));
    return out;
  }

  Tensor together(uint64_t mask, Examples examples, size_t result) {
    BoundCase bound(files_);
    bind_(bound);
    ValueList inputs, axes;
    for (size_t i = 0; i < bound.own.size(); ++i) {
      if (!(mask >> i & 1)) {
        inputs.push_back(bound.own[i]);
        axes.push_back(Value::null());
        continue;
      }
      ValueList parts;
      for (int64_t at = 0; at < kExamples; ++at) parts.push_back(examples(bound.context, bound.own[i], at));
      Value axis(int64_t{i % 2 == 0 ? 0 : -1});  // along the first axis or along the last
      inputs.push_back(op<"stack">(bound.context, Value(std::move(parts)), axis));
      axes.push_back(axis);
    }
    Value fn = bound.evaluator->function([&](Context& inside, const ValueList& x) {
      std::vector<Tensor> given;
      for (const Value& v : x) given.push_back(v.as_tensor());
      return ValueList{call_(inside, bound, given).at(result)};
    });
    return op<"vmap">(bound.context, fn, Value(std::move(inputs)), Value(std::move(axes)));
  }

  std::string files_;
  Bind bind_;
  Call call_;
};

uint64_t all_of(size_t tensors) { return (uint64_t{1} << tensors) - 1; }

// Every choice of up to three tensors; of more, each alone and all.
std::vector<uint64_t> choices(size_t tensors) {
  std::vector<uint64_t> out;
  for (uint64_t mask = 1; tensors <= 3 && mask < all_of(tensors); ++mask) out.push_back(mask);
  for (size_t i = 0; tensors > 3 && i < tensors; ++i) out.push_back(uint64_t{1} << i);
  out.push_back(all_of(tensors));
  return out;
}

bool are_small(const std::vector<Tensor>& tensors) {
  return !tensors.empty() && tensors.size() < 64 &&
         std::all_of(
             tensors.begin(), tensors.end(),
             [](const Tensor& t) { return t.elements() <= kMostElements && t.rank() <= kMostAxes; });
}

}  // namespace

bool check_batches(const Function& function, const Json& one, const Tolerances& tolerances, const std::string& files) {
  if (!is_recordable(function)) return false;
  auto bind = [&](BoundCase& bound) {
    bound.given = bound.evaluator->bind(bound.context, function, nullptr, one["arguments"]);
  };
  BoundCase probe(files);
  bind(probe);
  if (!are_small(probe.own)) return false;
  auto call = [&](Context& context, const BoundCase& bound, const std::vector<Tensor>& given) {
    return tensors_in(bound.evaluator->call(context, function, bound.with(given)));
  };
  if (!are_small(call(probe.context, probe, probe.own))) return false;
  Comparison comparison(files, bind, call);
  for (uint64_t mask : choices(probe.own.size())) comparison.run(mask, function.bits, tolerances);
  return true;
}

void check_batched_gradients(const Function& function, const Json& one, const Tolerances& tolerances,
                             const std::string& files) {
  if (!is_recordable(function)) return;
  auto bind = [&](BoundCase& bound) {
    bound.given = derivative_arguments(bound.context, *bound.evaluator, function, one);
  };
  BoundCase probe(files);
  bind(probe);
  if (!are_small(probe.own)) return;
  // As one tensor, so that they are taken once.
  auto call = [&](Context& context, const BoundCase& bound, const std::vector<Tensor>& given) {
    ValueList flat;
    for (const Tensor& t : derivatives(context, *bound.evaluator, function, one, bound.with(given)))
      flat.push_back(op<"reshape">(context, t, Value(Shape{-1})));
    return std::vector<Tensor>{op<"concat">(context, Value(std::move(flat)))};
  };
  try {
    Comparison(files, bind, call).run(all_of(probe.own.size()), function.bits, tolerances);
  } catch (const Failure& e) {
    throw Failure(std::string("gradients ") + e.what());
  }
}

}  // namespace mixgrad::conformance
