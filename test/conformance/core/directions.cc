#include "test/conformance/core/directions.h"

#include <cmath>

#include "core/graph/infer_node.h"
#include "test/conformance/core/derivatives.h"

namespace mixgrad::conformance {

namespace {

constexpr double kStep = 1e-5;

std::vector<double> values_of(const Tensor& t) {
  std::string bytes = bytes_of(t);
  std::vector<double> out;
  for (int64_t i = 0; i < t.elements(); ++i) out.push_back(number_at(bytes, t.dtype(), i));
  return out;
}

// Numbers between -1 and 1 without a pattern.
Tensor direction(const Shape& shape, size_t seed) {
  std::vector<double> values;
  for (int64_t i = 0; i < shape.elements(); ++i)
    values.push_back(
        2 * std::fmod(0.6180339887498949 * static_cast<double>(i + 1) + 0.31 * static_cast<double>(seed + 1), 1.0) - 1);
  return on_device(Tensor::from_values(DType::kFloat64, shape, values), places().tensors);
}

double product(const Tensor& a, const Tensor& b, double& size) {
  std::vector<double> x = values_of(a), y = values_of(b);
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    sum += x[i] * y[i];
    size += std::abs(x[i] * y[i]);
  }
  return sum;
}

// The same tensors at, above and below the point.
struct Differences {
  std::vector<Tensor> at, above, below;

  // How many of the derivatives were held to differences. Where the differences to both sides disagree there is an
  // edge, on which either is right.
  size_t compare(size_t i, const Tensor& derivative, const std::string& what, double tolerance) const {
    std::vector<double> middle = values_of(at[i]), up = values_of(above[i]), down = values_of(below[i]),
                        found = values_of(derivative);
    if (found.size() != middle.size()) throw Failure(what + " has another number of elements");
    size_t judged = 0;
    for (size_t k = 0; k < found.size(); ++k) {
      double numeric = (up[k] - down[k]) / (2 * kStep), size = std::max(1.0, std::abs(numeric));
      bool smooth = std::abs(up[k] - 2 * middle[k] + down[k]) / kStep <= 1e-2 * size;  // false for NaN
      if (!smooth) continue;
      ++judged;
      if (!(std::abs(found[k] - numeric) <= tolerance * size)) {
        throw Failure(what + ", element " + std::to_string(k) + ": found " + std::to_string(found[k]) +
                      ", by differences " + std::to_string(numeric));
      }
    }
    return judged;
  }
};

class Directions {
 public:
  Directions(const Function& function, const Json& one, const std::string& files)
      : function_(function), one_(one), bound_(files) {
    bound_.given = derivative_arguments(bound_.context, *bound_.evaluator, function, one);
    for (auto& [name, expected] : one["gradients"].items()) {
      for (const Tensor& t : tensors_in(bound_.given.at(static_cast<size_t>(function.find_argument(name))))) {
        inputs_.push_back(t);
        directions_.push_back(direction(t.shape(), inputs_.size()));
      }
    }
  }

  bool applies() const {
    int64_t elements = 0;
    for (const Tensor& t : inputs_) {
      if (t.dtype() != DType::kFloat64) return false;
      elements += t.elements();
    }
    return elements > 0 && is_recordable(function_);
  }

  // Along all inputs together, and where that leads over an edge along each alone. Whether all derivatives were held to
  // differences in one of these.
  bool run() {
    tangents_ = directions_;
    bool smooth = along_tangents();
    for (size_t i = 0; !smooth && i < inputs_.size(); ++i) {
      for (size_t k = 0; k < inputs_.size(); ++k)
        tangents_[k] = k == i ? directions_[k] : op<"zeros_like">(bound_.context, directions_[k]);
      smooth = along_tangents();
    }
    return smooth;
  }

 private:
  bool along_tangents() {
    Differences outputs = around([&](const std::vector<Value>& given) { return results(bound_.context, given); });
    size_t elements = 0;
    for (const Tensor& t : outputs.at) {
      if (t.dtype() != DType::kFloat64) return false;  // too coarse for differences
      elements += static_cast<size_t>(t.elements());
    }
    if (outputs.at.empty()) return true;  // nothing continuous comes out
    Json once = one_;
    once.erase("second_gradients");
    Differences slopes = around([&](const std::vector<Value>& given) { return gradients_of(once, given); });
    bool smooth = along(outputs, slopes.at) == elements && elements > 0;
    if (function_.differentiable_again && smooth) again(slopes);  // gradients jump at an edge
    return smooth;
  }

  template <class F>
  Differences around(F f) {
    return {f(moved(0)), f(moved(kStep)), f(moved(-kStep))};
  }
  std::vector<Value> moved(double by) {
    bound_.context.generator->set_seed(0);
    std::vector<Tensor> others;
    for (const Tensor& t : bound_.own) others.push_back(t);
    for (size_t i = 0; by != 0 && i < inputs_.size(); ++i) {
      Tensor step = op<"multiply">(bound_.context, tangents_[i], Value(by));
      place(others, i) = op<"add">(bound_.context, inputs_[i], step);
    }
    return bound_.with(others);
  }
  Tensor& place(std::vector<Tensor>& tensors, size_t input) {
    for (size_t i = 0; i < bound_.own.size(); ++i) {
      if (bound_.own[i].same(inputs_[input])) return tensors[i];
    }
    throw Failure("an input with a gradient is no tensor of the case");
  }

  // What is continuous of the call's results, by their numbers among the floating ones.
  std::vector<Tensor> results(Context& context, std::vector<Value> given) {
    given.resize(given.size() - 2);  // without weights
    std::vector<Tensor> out;
    for (const Tensor& t : tensors_in(bound_.evaluator->call(context, function_, std::move(given)))) {
      if (is_floating(t.dtype())) out.push_back(t);
    }
    return out;
  }
  std::vector<Tensor> gradients_of(const Json& one, std::vector<Value> given) {
    return derivatives(bound_.context, *bound_.evaluator, function_, one, std::move(given));
  }

  size_t along(const Differences& outputs, const std::vector<Tensor>& gradients) {
    std::vector<Tensor> weights = tensors_in(bound_.given[bound_.given.size() - 2]);
    double by_outputs = 0, by_inputs = 0, size = 1;
    size_t judged = 0;
    bool weighted = true;
    for (size_t i = 0; i < outputs.at.size(); ++i) {
      Value fn = bound_.evaluator->function([&](Context& inside, const ValueList& x) {
        std::vector<Tensor> others = bound_.own;
        for (size_t k = 0; k < x.size(); ++k) place(others, k) = x[k].as_tensor();
        return ValueList{results(inside, bound_.with(others)).at(i)};
      });
      bound_.context.generator->set_seed(0);
      Results found = op_results<"jvp">(bound_.context, fn, Value(ValueList(inputs_.begin(), inputs_.end())),
                                        Value(ValueList(tangents_.begin(), tangents_.end())));
      if (bytes_of(found.tensor(0)) != bytes_of(outputs.at[i])) throw Failure("jvp gives another value");
      judged += outputs.compare(i, found.tensor(1), "along a direction", 2e-6);
      weighted = weighted && i < weights.size() && weights[i].elements() == found.tensor(1).elements();
      if (weighted) by_outputs += product(weights[i], found.tensor(1), size);
    }
    for (size_t i = 0; i < gradients.size(); ++i) by_inputs += product(gradients[i], tangents_[i], size);
    if (weighted && std::abs(by_outputs - by_inputs) > 1e-12 * size) {
      throw Failure("weights times jvp are " + std::to_string(by_outputs) + ", gradients times tangents " +
                    std::to_string(by_inputs));
    }
    return judged;
  }

  // The derivative of the gradients along the tangents is the gradient of their product with these.
  void again(const Differences& slopes) {
    Json twice = one_;
    twice["second_gradients"] = true;
    bound_.context.generator->set_seed(0);
    std::vector<Value> given = bound_.given;
    given.back() = Value(ValueList(tangents_.begin(), tangents_.end()));
    std::vector<Tensor> found = gradients_of(twice, given);
    for (size_t i = 0; i < inputs_.size(); ++i)
      slopes.compare(i, found.at(inputs_.size() + i), "second gradient along a direction", 2e-5);
  }

  const Function& function_;
  const Json& one_;
  BoundCase bound_;
  std::vector<Tensor> inputs_, directions_, tangents_;
};

}  // namespace

bool check_directions(const Function& function, const Json& one, const std::string& files) {
  if (!one.value("differences", true) || function.jvp == "none") return false;
  Directions directions(function, one, files);
  return directions.applies() && directions.run();
}

}  // namespace mixgrad::conformance
