// How gradients hang off tensors: a node for each recorded call, edges to where its inputs came from. There is no tape.
#pragma once

#include <vector>

#include "core/context/context.h"
#include "core/context/infer.h"
#include "core/runtime/small_pool.h"

namespace mixgrad {

struct GradientNode;
struct LeafViews;

// Hung on a tensor that gradients concern.
struct AutogradMeta final : RefCounted, PoolAllocated {
  bool requires_grad = false;  // of a leaf
  Tensor grad;                 // of a leaf, left by backward
  Ref<GradientNode> node;      // of a result
  int output = 0;
  // Writes to a base make the recorded past of its views stale: a base counts them, a view remembers the last it saw.
  uint64_t writes = 0, seen = 0;
  Ref<LeafViews> leaf_views;  // of a base, and of a leaf that is a view of it: see leaf_views.h
  AutogradMeta();
  ~AutogradMeta() override;
};

// Where the gradient of an input goes on to: a node's output, or a leaf.
struct Edge {
  Ref<GradientNode> node;
  int output = 0;
  Ref<TensorImpl> leaf;
  explicit operator bool() const { return node || leaf; }
};

struct GradientInput {
  bool present = false;  // a tensor was given
  Value argument;        // a tensor that the rule does not read is absent
  TensorSpec spec;       // of a tensor
  int64_t version = -1;  // of a saved tensor's storage; in a trace, writes there count too
  Edge edge;
};
struct GradientItem {  // of a list input
  TensorSpec spec;
  Edge edge;
  Tensor saved;  // absent if the rule does not read the list
  int64_t version = 0;
};
struct GradientOutput {
  TensorSpec spec;
  Tensor saved;  // detached
  int64_t version = 0;
};

struct GradientNode final : RefCounted, PoolAllocated {
  const Function* function = nullptr;
  PoolVector<GradientInput> inputs;  // by position
  PoolVector<GradientItem> items;
  PoolVector<GradientOutput> outputs;
  uint64_t sequence = 0;  // program order: later nodes run first
  bool consumed = false;  // backward has freed what it saved
  ~GradientNode() override;
  void free_saved();
};

AutogradMeta* meta_of(const Tensor& tensor);  // null if gradients do not concern it
AutogradMeta& ensure_meta(const Tensor& tensor);
bool wants_gradient(const Tensor& tensor);  // a leaf that requires it, or a recorded result
bool is_leaf(const Tensor& tensor);
Edge edge_of(const Tensor& tensor);
// Any of the arguments (or of the tensors in a list among them)?
bool any_wants_gradient(std::span<const Value> arguments);

// Hangs a node on the outputs of a call; `tracer` is the one that records it.
void record_gradient(const Function& function, std::span<const Value> arguments, std::span<const Tensor> outputs,
                     const Tracer* tracer = nullptr);

// While it lives, this thread's calls are recorded as if they had been made from this place in program order on. A call
// that may be recorded again in steps keeps as many places free before its own.
class RecordedAgain {
 public:
  static constexpr uint64_t kPlaces = 256;
  explicit RecordedAgain(uint64_t sequence);
  ~RecordedAgain();
  static void keep_places_free();
  RecordedAgain(const RecordedAgain&) = delete;
  RecordedAgain& operator=(const RecordedAgain&) = delete;

 private:
  uint64_t before_;
};

// Makes a node pass on all that reaches it to where this tensor came from.
void pass_on(GradientNode& node, const Tensor& steps);

// What a gradient rule sees.
class Backward {
 public:
  Backward(Context& c, GradientNode& node, std::vector<Tensor>& grads)
      : context(c), node_(node), grads_(grads), results_(node.inputs.size()), item_results_(node.items.size()) {}
  Context& context;

  const Function& function() const { return *node_.function; }
  uint64_t sequence() const { return node_.sequence; }
  const Tensor& grad(int output = 0) const { return grads_[output]; }  // absent if that output was not used
  bool has_grad(int output = 0) const { return static_cast<bool>(grads_[output]); }
  bool needs(int input) const { return static_cast<bool>(node_.inputs[input].edge); }
  bool has(int input) const { return node_.inputs[input].present; }
  const Value& argument(int i) const { return node_.inputs[i].argument; }
  Tensor input(int i) const;   // declared in `reads`
  Tensor output(int i) const;  // declared in `reads`
  Value operand(int i) const;  // the tensor (declared in `reads`) or the number
  const Shape& shape(int i) const { return node_.inputs[i].spec.shape; }
  DType dtype(int i) const { return node_.inputs[i].spec.dtype; }
  const TensorSpec& input_spec(int i) const { return node_.inputs[i].spec; }
  const TensorSpec& output_spec(int i = 0) const { return node_.outputs[i].spec; }
  void set(int input, Tensor gradient) { results_[input] = std::move(gradient); }

  // Of a list input.
  int items() const { return static_cast<int>(node_.items.size()); }
  bool needs_item(int i) const { return static_cast<bool>(node_.items[i].edge); }
  const TensorSpec& item_spec(int i) const { return node_.items[i].spec; }
  Tensor item(int i) const;  // the list is declared in `reads`
  void set_item(int i, Tensor gradient) { item_results_[i] = std::move(gradient); }

  // The same result from recorded steps: what reaches the call's own in later passes goes on there.
  void replace(const Tensor& result) { steps_ = result; }
  const Tensor& steps() const { return steps_; }

  const std::vector<Tensor>& results() const { return results_; }
  const std::vector<Tensor>& item_results() const { return item_results_; }

 private:
  GradientNode& node_;
  std::vector<Tensor>& grads_;
  std::vector<Tensor> results_, item_results_;
  Tensor steps_;
};

}  // namespace mixgrad
