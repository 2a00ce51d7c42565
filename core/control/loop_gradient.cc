#include "core/control/loop_gradient.h"

#include <algorithm>

#include "core/control/one_node.h"
#include "core/control/pull_back.h"
#include "core/graph/trace.h"

namespace mixgrad {

namespace {

// One kind of tensors of the loop, by position in the call or in its results.
using Places = std::vector<int>;

class Reversed {
 public:
  Reversed(Backward& b, const LoopGradient& loop) : b_(b), loop_(loop), at_(loop.at) {
    body_ = with_states(*loop.body, at_.states);
    for (int i = 0; i < static_cast<int>(body_->outputs.size()); ++i) {
      if (!b.has_grad(i) || !is_floating(b.output_spec(i).dtype)) continue;
      (static_cast<size_t>(i) < at_.states ? states_ : stacked_).push_back(i);
    }
    std::vector<bool> reached = reached_with_states();
    for (size_t i = at_.states; i < at_.limit(); ++i) {
      int place = static_cast<int>(i);
      if (!reached[i] || !is_floating(b.item_spec(place).dtype) || !b.needs_item(place)) continue;
      (i < at_.first_shared() ? scanned_ : shared_).push_back(place);
    }
  }

  void run() {
    if (shared_.empty() && scanned_.empty() && states_.empty()) return;
    check_runs_again(*loop_.body);
    ValueList given;
    for (int i : states_) given.push_back(Value(grad_or_zeros(i)));
    for (int i : shared_) given.push_back(Value(zeros(b_.context, b_.item_spec(i))));
    size_t carried = given.size();
    for (size_t i = 0; i < at_.states; ++i) given.push_back(Value(b_.output(static_cast<int>(loop_.kept + i))));
    for (size_t i = at_.states; i < at_.first_shared(); ++i) given.push_back(Value(b_.item(static_cast<int>(i))));
    for (int i : stacked_) given.push_back(Value(b_.grad(i)));
    size_t scanned = given.size() - carried;
    for (size_t i = at_.first_shared(); i < at_.limit(); ++i) given.push_back(Value(b_.item(static_cast<int>(i))));
    Ref<Graph> step = backward_step(given, carried, scanned);
    if (loop_.count) given.push_back(Value(loop_.count));
    given.push_back(Value(loop_.positions));
    Results results =
        op_results<"scan_graph">(b_.context, Value(std::move(given)), Value(Ref<Object>(step.get())),
                                 Value(static_cast<int64_t>(carried)), Value(static_cast<int64_t>(scanned)),
                                 Value(!at_.reverse), Value(static_cast<bool>(loop_.count)), Value(true), Value(false));
    const ValueList& found = results.values.at(0).as_list();
    size_t next = 0;
    for (const Places* places : {&states_, &shared_, &scanned_}) {
      for (int i : *places) {
        if (b_.needs_item(i)) b_.set_item(i, found[next].as_tensor());
        ++next;
      }
    }
  }

 private:
  // A gradient of a state reaches others a step before, and so on.
  std::vector<bool> reached_with_states() {
    for (;;) {
      Places outputs = states_;
      outputs.insert(outputs.end(), stacked_.begin(), stacked_.end());
      std::vector<bool> reached = reached_inputs(*body_, outputs);
      Places all;
      for (int i = 0; i < static_cast<int>(at_.states); ++i) {
        bool has = std::find(states_.begin(), states_.end(), i) != states_.end();
        if (has || (reached[static_cast<size_t>(i)] && is_floating(b_.item_spec(i).dtype))) all.push_back(i);
      }
      if (all == states_) return reached;
      states_ = all;
    }
  }

  Tensor grad_or_zeros(int output) {
    return b_.has_grad(output) ? b_.grad(output) : zeros(b_.context, b_.output_spec(output));
  }

  // Gradients of the states and sums over the steps, one step's values and gradients, what is shared: the gradients of
  // that step's states, the sums with its part, the gradients of what it scanned.
  Ref<Graph> backward_step(const ValueList& given, size_t carried, size_t scanned) const {
    std::vector<TensorSpec> specs = specs_of_list(given);
    for (size_t i = carried; i < carried + scanned; ++i) specs[i].shape.erase(0);
    PullBack which;
    for (int i : states_) which.outputs.push_back(i);
    for (int i : stacked_) which.outputs.push_back(i);
    for (const Places* places : {&states_, &shared_, &scanned_})
      which.inputs.insert(which.inputs.end(), places->begin(), places->end());
    Ref<Context> quiet = b_.context.with_recording(false);
    return trace(*quiet, specs, false, [&](Context& inside, const std::vector<Tensor>& all) {
      auto part = [&](size_t first, size_t count) {
        auto begin = all.begin() + static_cast<ptrdiff_t>(first);
        return std::vector<Tensor>(begin, begin + static_cast<ptrdiff_t>(count));
      };
      size_t values = at_.first_shared();
      std::vector<Tensor> grads = part(0, states_.size());
      for (const Tensor& t : part(carried + values, stacked_.size())) grads.push_back(t);
      std::vector<Tensor> inputs = part(carried, values);
      for (const Tensor& t : part(carried + scanned, at_.shared)) inputs.push_back(t);
      std::vector<Tensor> sums(states_.size());
      for (const Tensor& t : part(states_.size(), shared_.size())) sums.push_back(t);
      return pull_back(inside, *body_, inputs, which, grads, sums);
    });
  }

  // The graph that gives its states as they came, too: the gradients of those that were kept come in there.
  static Ref<Graph> with_states(const Graph& body, size_t states) {
    auto out = make_ref<Graph>();
    out->values = body.values;
    out->nodes = body.nodes;
    out->inputs = body.inputs;
    out->outputs = body.outputs;
    out->shapes_read = body.shapes_read;
    for (size_t i = 0; i < states; ++i) out->outputs.push_back(body.inputs[i]);
    return out;
  }

  Backward& b_;
  const LoopGradient& loop_;
  const ScanLayout& at_;
  Ref<Graph> body_;
  Places states_, shared_, scanned_;  // that get a gradient
  Places stacked_;                    // results that have one
};

}  // namespace

void set_loop_gradient(Backward& b, const LoopGradient& loop) { Reversed(b, loop).run(); }

}  // namespace mixgrad
