#include "core/autograd/leaf_views.h"

#include <algorithm>
#include <mutex>

namespace mixgrad {

namespace {

struct Window {
  Shape shape;
  Strides strides;
  int64_t offset;

  explicit Window(const Tensor& t) : shape(t.shape()), strides(t.strides()), offset(t.impl()->offset) {}
  int64_t place(int64_t element) const {
    int64_t at = offset;
    for (int i = shape.rank() - 1; i >= 0; --i) {
      at += element % shape[i] * strides[i];
      element /= shape[i];
    }
    return at;
  }
  std::pair<int64_t, int64_t> range() const {  // of a window that is not empty: its first and last place
    int64_t first = offset, last = offset;
    for (int i = 0; i < shape.rank(); ++i) (strides[i] < 0 ? first : last) += (shape[i] - 1) * strides[i];
    return {first, last};
  }
};

bool overlap(const Window& a, const Window& b) {
  int64_t n = a.shape.elements(), m = b.shape.elements();
  if (n == 0 || m == 0) return false;
  auto [a_first, a_last] = a.range();
  auto [b_first, b_last] = b.range();
  int64_t first = std::max(a_first, b_first), last = std::min(a_last, b_last);
  if (first > last) return false;
  std::vector<bool> taken(static_cast<size_t>(last - first + 1));
  for (int64_t i = 0; i < n; ++i) {
    int64_t at = a.place(i);
    if (at >= first && at <= last) taken[static_cast<size_t>(at - first)] = true;
  }
  for (int64_t i = 0; i < m; ++i) {
    int64_t at = b.place(i);
    if (at >= first && at <= last && taken[static_cast<size_t>(at - first)]) return true;
  }
  return false;
}

}  // namespace

// Held by the base's meta and by those of the leaves in it, which may live and die in several threads.
struct LeafViews final : RefCounted {
  struct Leaf {
    const AutogradMeta* who;
    Window window;
  };
  std::mutex mutex;
  std::vector<Leaf> leaves;

  void remove(const AutogradMeta* who) {
    std::lock_guard lock(mutex);
    std::erase_if(leaves, [&](const Leaf& leaf) { return leaf.who == who; });
  }
};

AutogradMeta::AutogradMeta() = default;
AutogradMeta::~AutogradMeta() {
  if (leaf_views) leaf_views->remove(this);
}

void set_requires_grad(const Tensor& tensor, bool on) {
  wants_gradient(tensor);  // a view of a base that was written to gets its new past
  if (!is_leaf(tensor))
    throw Error(ErrorCode::kGradient,
                "this tensor is the result of recorded calls: its gradient is recorded as theirs");
  if (!on && !meta_of(tensor)) return;
  AutogradMeta& meta = ensure_meta(tensor);
  TensorImpl* base = tensor.impl()->view_base.get();
  if (base && on && !meta.requires_grad) {
    AutogradMeta& own = ensure_meta(Tensor(Ref<TensorImpl>(base)));
    if (!own.leaf_views) own.leaf_views = make_ref<LeafViews>();
    meta.leaf_views = own.leaf_views;
    std::lock_guard lock(own.leaf_views->mutex);
    own.leaf_views->leaves.push_back({&meta, Window(tensor)});
  } else if (base && !on && meta.leaf_views) {
    meta.leaf_views->remove(&meta);
  }
  meta.requires_grad = on;
}

void check_leaf_views(const Tensor& target, bool recorded) {
  TensorImpl* base = target.impl()->view_base ? target.impl()->view_base.get() : target.impl();
  auto* meta = static_cast<AutogradMeta*>(base->autograd.get());
  if (!meta || !meta->leaf_views) return;
  std::lock_guard lock(meta->leaf_views->mutex);
  for (const LeafViews::Leaf& leaf : meta->leaf_views->leaves) {
    if (overlap(leaf.window, Window(target))) {
      throw Error(ErrorCode::kGradient,
                  "a leaf that wants a gradient is a view of the same memory and may not be written while recording")
          .hint("write inside no_grad");
    }
    if (!recorded) continue;
    throw Error(ErrorCode::kGradient,
                "a recorded write would give a new past to a tensor among whose views is a leaf that wants a gradient")
        .hint("write to a copy");
  }
}

}  // namespace mixgrad
