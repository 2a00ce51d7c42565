// Who may use a model while it is trained: one fit at a time, and readers between its steps.
#pragma once

#include "core/nn/module.h"

namespace mixgrad {

// Held while a step of training, an evaluation or a prediction computes with a model, or while its state is saved, so
// that each of them sees whole steps and its own mode. Never held while callbacks of the host run between steps. A
// cancelled error if the context's flag is set meanwhile, a busy error after half a minute.
class TreeLock {
 public:
  TreeLock(Context& context, Module& root);
  explicit TreeLock(Module& root);  // however long it takes: for putting things back
  ~TreeLock();
  TreeLock(const TreeLock&) = delete;
  TreeLock& operator=(const TreeLock&) = delete;

 private:
  void lock(Context* context, Module& module);
  void lock_all(Context* context, Module& root);
  std::vector<Ref<Module>> held_;  // in the order of their addresses
};

// What changes a model claims all of it; a busy error if any part of it is claimed. `doing` is what the message says.
class TreeClaim {
 public:
  TreeClaim(Module& root, const char* doing);
  ~TreeClaim();
  TreeClaim(const TreeClaim&) = delete;
  TreeClaim& operator=(const TreeClaim&) = delete;

 private:
  std::vector<Ref<Module>> held_;
};

// Sets the mode of a whole model; each module gets its own back at the end. `held`: by a TreeLock for all of that time;
// else the model is locked for the moment of the change.
class ModeScope {
 public:
  ModeScope(Module& root, bool training, bool held);
  ~ModeScope();
  ModeScope(const ModeScope&) = delete;
  ModeScope& operator=(const ModeScope&) = delete;

 private:
  Module& root_;
  bool held_;
  std::vector<std::pair<Ref<Module>, bool>> before_;
};

}  // namespace mixgrad
