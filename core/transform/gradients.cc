#include "core/transform/gradients.h"

#include <algorithm>
#include <queue>
#include <unordered_map>
#include <unordered_set>

#include "core/autograd/node.h"
#include "core/dispatch/dispatch.h"
#include "core/tensor/windows.h"

namespace mixgrad {

namespace {

struct Pending {
  std::vector<Tensor> grads;  // by output
  int waiting = 0;            // edges from nodes that have not run yet
};

class Pass {
 public:
  Pass(Context& context, bool keep_saved) : context_(context), keep_saved_(keep_saved) {}

  // Only nodes from which a wanted edge can be reached run; without wanted edges, all do.
  void want(const Edge& edge) {
    if (edge.node) wanted_nodes_[edge.node.get()].resize(edge.node->outputs.size());
    if (edge.leaf) wanted_leaves_[edge.leaf.get()];
    selective_ = true;
  }

  void add(const Edge& edge, const Tensor& grad) {
    if (edge.leaf) {
      accumulate(selective_ ? wanted_leaves_[edge.leaf.get()] : leaves_[edge.leaf.get()], grad);
      if (!selective_) keep_.push_back(edge.leaf);
      return;
    }
    Pending& pending = pending_[edge.node.get()];
    pending.grads.resize(edge.node->outputs.size());
    accumulate(pending.grads[edge.output], grad);
    roots_.push_back(edge.node);
  }

  void run() {
    count();
    std::vector<GradientNode*> ready;
    std::unordered_set<GradientNode*> started;
    for (auto& root : roots_) {
      if (pending_[root.get()].waiting == 0 && started.insert(root.get()).second) ready.push_back(root.get());
    }
    auto later = [](GradientNode* a, GradientNode* b) { return a->sequence < b->sequence; };
    std::priority_queue queue(ready.begin(), ready.end(), later);
    while (!queue.empty()) {
      GradientNode* node = queue.top();
      queue.pop();
      Pending pending = std::move(pending_[node]);
      step(*node, pending, [&](GradientNode* next) { queue.push(next); });
    }
  }

  Tensor grad_of(const Edge& edge) {
    if (edge.leaf) return wanted_leaves_[edge.leaf.get()];
    return wanted_nodes_[edge.node.get()][edge.output];
  }
  std::unordered_map<TensorImpl*, Tensor>& leaves() { return leaves_; }

 private:
  void accumulate(Tensor& sum, const Tensor& grad) { sum = sum ? op<"add">(context_, sum, grad) : grad; }

  template <class Visit>
  static void each_edge(GradientNode& node, Visit visit) {
    for (GradientInput& input : node.inputs) {
      if (input.edge) visit(input.edge);
    }
    for (GradientItem& item : node.items) {
      if (item.edge) visit(item.edge);
    }
  }

  // Which nodes lead to something wanted, and from how many such nodes each is reached. No recursion: graphs are deep.
  void count() {
    std::vector<GradientNode*> order;  // children before parents
    std::unordered_set<GradientNode*> seen;
    std::vector<std::pair<GradientNode*, bool>> stack;
    stack.reserve(roots_.size());
    for (auto& root : roots_) stack.emplace_back(root.get(), false);
    while (!stack.empty()) {
      auto [node, done] = stack.back();
      stack.pop_back();
      if (done) {
        order.push_back(node);
        continue;
      }
      if (!seen.insert(node).second) continue;
      stack.emplace_back(node, true);
      each_edge(*node, [&](Edge& edge) {
        if (edge.node && !seen.contains(edge.node.get())) stack.emplace_back(edge.node.get(), false);
      });
    }
    for (GradientNode* node : order) {
      bool useful = !selective_ || wanted_nodes_.contains(node);
      each_edge(*node, [&](Edge& edge) {
        useful = useful || (edge.leaf ? wanted_leaves_.contains(edge.leaf.get()) : useful_.contains(edge.node.get()));
      });
      if (useful) useful_.insert(node);
    }
    for (GradientNode* node : order) {
      if (!useful_.contains(node)) continue;
      each_edge(*node, [&](Edge& edge) {
        if (edge.node && useful_.contains(edge.node.get())) ++pending_[edge.node.get()].waiting;
      });
    }
  }

  template <class Push>
  void step(GradientNode& node, Pending& pending, Push push) {
    if (auto it = wanted_nodes_.find(&node); it != wanted_nodes_.end()) {
      for (size_t i = 0; i < pending.grads.size(); ++i) it->second[i] = pending.grads[i];
    }
    bool any_grad =
        std::any_of(pending.grads.begin(), pending.grads.end(), [](const Tensor& t) { return static_cast<bool>(t); });
    bool any_needed = false;
    each_edge(node, [&](Edge& edge) { any_needed = any_needed || needed(edge); });
    Ref<GradientNode> hold(&node);
    Tensor steps;
    if (any_grad && any_needed && useful_.contains(&node)) {
      if (node.consumed) {
        throw Error(ErrorCode::kGradient,
                    "this part of the graph was already differentiated and what it had saved is freed")
            .in("backward")
            .hint("keep it with retain_graph");
      }
      Backward b(context_for(node), node, pending.grads);
      try {
        node.function->gradient(b);
      } catch (Error& e) {
        e.in(node.function->name);
        throw;
      }
      for (size_t i = 0; i < node.inputs.size(); ++i) {
        if (b.results()[i] && needed(node.inputs[i].edge))
          deliver(node.inputs[i].edge, home(b.results()[i], node.inputs[i].spec));
      }
      for (size_t i = 0; i < node.items.size(); ++i) {
        if (b.item_results()[i] && needed(node.items[i].edge))
          deliver(node.items[i].edge, home(b.item_results()[i], node.items[i].spec));
      }
      if (!keep_saved_) node.free_saved();
      steps = b.steps();
    }
    if (!useful_.contains(&node)) return;
    each_edge(node, [&](Edge& edge) {
      if (edge.node && useful_.contains(edge.node.get()) && --pending_[edge.node.get()].waiting == 0) {
        pending_[edge.node.get()].grads.resize(edge.node->outputs.size());
        push(edge.node.get());
      }
    });
    if (steps) pass_on(node, steps);
  }

  // What a rule makes out of nothing lives where the call's results did.
  Context& context_for(const GradientNode& node) {
    Device device = node.outputs[0].spec.device;
    if (device == context_.device) return context_;
    if (!placed_ || placed_->device != device) placed_ = context_.on(device);
    return *placed_;
  }
  // A number on the CPU may have been part of a call on another device.
  Tensor home(const Tensor& grad, const TensorSpec& input) {
    return grad.device() == input.device ? grad : op<"to_device">(context_, grad, Value::device(input.device));
  }

  bool needed(const Edge& edge) const {
    if (!edge) return false;
    if (!selective_) return true;
    return edge.leaf ? wanted_leaves_.contains(edge.leaf.get()) : useful_.contains(edge.node.get());
  }

  void deliver(const Edge& edge, const Tensor& grad) {
    if (edge.leaf) {
      accumulate(selective_ ? wanted_leaves_[edge.leaf.get()] : leaves_[edge.leaf.get()], grad);
      if (!selective_) keep_.push_back(edge.leaf);
      return;
    }
    Pending& pending = pending_[edge.node.get()];
    pending.grads.resize(edge.node->outputs.size());
    accumulate(pending.grads[edge.output], grad);
  }

  Context& context_;
  Ref<Context> placed_;
  bool keep_saved_, selective_ = false;
  std::vector<Ref<GradientNode>> roots_;
  std::vector<Ref<TensorImpl>> keep_;
  std::unordered_map<GradientNode*, Pending> pending_;
  std::unordered_set<GradientNode*> useful_;
  std::unordered_map<GradientNode*, std::vector<Tensor>> wanted_nodes_;
  std::unordered_map<TensorImpl*, Tensor> wanted_leaves_, leaves_;
};

Tensor grad_output_of(Context& context, const Tensor& output, const Tensor& given) {
  if (!wants_gradient(output)) {
    throw Error(ErrorCode::kGradient,
                "nothing was recorded for this tensor: no input of it requires a gradient, or recording was off")
        .in("backward");
  }
  if (given) {
    if (!(given.shape() == output.shape())) {
      throw Error(ErrorCode::kShape, "the gradient has another shape than the tensor")
          .in("backward")
          .on("gradient")
          .given(given.shape().text())
          .accepted(output.shape().text());
    }
    return given;
  }
  if (output.elements() != 1) {
    throw Error(ErrorCode::kShape, "only a tensor with one element can do without a gradient")
        .in("backward")
        .on("gradient")
        .given("a tensor of shape " + output.shape().text())
        .hint("reduce it with sum or mean, or give a gradient");
  }
  return op<"full">(context, Value(output.shape()), Value(1.0), Value(output.dtype()), Value::device(output.device()));
}

}  // namespace

std::vector<Tensor> gradients(Context& context, const std::vector<Tensor>& outputs, const std::vector<Tensor>& inputs,
                              const std::vector<Tensor>& grad_outputs, bool create_graph, bool keep_saved) {
  if (context.tracer) context.tracer->read_shape();  // gradient rules look at shapes
  Ref<Context> quiet = context.with_recording(create_graph);
  Pass pass(*quiet, keep_saved || create_graph);
  std::vector<Edge> edges;
  for (const Tensor& input : inputs) {
    edges.push_back(edge_of(input));
    if (edges.back()) pass.want(edges.back());
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    Tensor grad = grad_output_of(*quiet, outputs[i], i < grad_outputs.size() ? grad_outputs[i] : Tensor());
    pass.add(edge_of(outputs[i]), grad);
  }
  pass.run();
  std::vector<Tensor> found;
  found.reserve(edges.size());
  for (const Edge& edge : edges) found.push_back(edge ? pass.grad_of(edge) : Tensor());
  return found;
}

namespace {

// Whether nobody else can reach the memory, and every element has a place of its own.
bool is_own(const Tensor& grad) {
  const TensorImpl& impl = *grad.impl();
  int64_t holders = 1;
  if (impl.view_base) {
    if (impl.view_base->reference_count() != 1) return false;
    holders = 2;
  }
  return impl.reference_count() == 1 && impl.storage->reference_count() == holders &&
         is_disjoint(impl.shape, impl.strides);
}

}  // namespace

void backward(Context& context, const Tensor& output, const Tensor& grad_output, bool keep_saved) {
  Ref<Context> quiet = context.with_recording(false);
  Pass pass(*quiet, keep_saved);
  pass.add(edge_of(output), grad_output_of(*quiet, output, grad_output));
  pass.run();
  for (auto& [leaf, grad] : pass.leaves()) {
    AutogradMeta& meta = ensure_meta(Tensor(Ref<TensorImpl>(leaf)));
    // Leaves of a sum have one gradient together: who scales the one's must not scale the other's.
    if (meta.grad)
      grad = op<"add">(*quiet, meta.grad, grad);
    else if (!is_own(grad))
      grad = op<"copy">(*quiet, grad);
    meta.grad = std::move(grad);
  }
}

}  // namespace mixgrad
