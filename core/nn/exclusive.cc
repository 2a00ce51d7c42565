#include "core/nn/exclusive.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace mixgrad {

namespace {
constexpr auto kLongestWait = std::chrono::seconds(30);

Error busy(const Module& module, const std::string& why) {
  Error e(ErrorCode::kBusy, why);
  if (!module.name().empty()) e.layer(module.name());
  return e;
}
}  // namespace

TreeLock::TreeLock(Context& context, Module& root) { lock_all(&context, root); }
TreeLock::TreeLock(Module& root) { lock_all(nullptr, root); }

void TreeLock::lock_all(Context* context, Module& root) {
  std::vector<Ref<Module>> all = root.tree();
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.get() < b.get(); });
  try {
    for (Ref<Module>& module : all) {
      lock(context, *module);
      held_.push_back(module);
    }
  } catch (...) {
    for (Ref<Module>& module : held_) module->step_.unlock();
    throw;
  }
}

void TreeLock::lock(Context* context, Module& module) {
  auto end = std::chrono::steady_clock::now() + kLongestWait;
  bool cancelled = false;
  auto give_up = [&] {
    cancelled = context && context->cancel && context->cancel->load(std::memory_order_relaxed);
    return cancelled || (context && std::chrono::steady_clock::now() > end);
  };
  if (module.step_.lock(give_up)) return;
  if (cancelled) throw Error(ErrorCode::kCancelled, "cancelled");
  throw busy(module, "the model is in use and was not free for half a minute");
}

TreeLock::~TreeLock() {
  for (auto it = held_.rbegin(); it != held_.rend(); ++it) (*it)->step_.unlock();
}

TreeClaim::TreeClaim(Module& root, const char* doing) {
  for (Ref<Module>& module : root.tree()) {
    if (!module->claimed_.exchange(true, std::memory_order_acq_rel)) {
      held_.push_back(module);
      continue;
    }
    for (Ref<Module>& claimed : held_) claimed->claimed_.store(false, std::memory_order_release);
    held_.clear();
    throw busy(*module, std::string("the model can not be ") + doing + ": it is being trained or loaded");
  }
}

TreeClaim::~TreeClaim() {
  for (Ref<Module>& module : held_) module->claimed_.store(false, std::memory_order_release);
}

ModeScope::ModeScope(Module& root, bool training, bool held) : root_(root), held_(held) {
  std::optional<TreeLock> lock;
  if (!held_) lock.emplace(root_);
  for (Ref<Module>& module : root.tree()) before_.emplace_back(module, module->training());
  root.set_training(training);
}

ModeScope::~ModeScope() {  // NOLINT(bugprone-exception-escape): the lock needs memory for a few pointers
  std::optional<TreeLock> lock;
  if (!held_) lock.emplace(root_);
  for (auto& [module, training] : before_) module->set_own_training(training);
}

}  // namespace mixgrad
