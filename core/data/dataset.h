// Datasets: how many items there are, and any of them as a batch. A subclass of the host's language has a peer there.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <vector>

#include "core/dispatch/callable.h"

namespace mixgrad {

// Indices and class numbers are counted from 0 here; the methods of the schema count as the caller does. Of an item's
// tensors the second, if its dtype is an integer's, holds class numbers.
class Dataset : public Object {
 public:
  const Class& cls() const override;

  int64_t length(Context& context);
  // Each of an item's tensors, stacked along a new first axis. An index error if one is outside.
  std::vector<Tensor> get_batch(Context& context, std::span<const int64_t> indices);
  std::vector<Tensor> get(Context& context, int64_t index);
  // The same in two parts, for indices that are inside: asked for now, and there when it is taken. It is taken once,
  // and the dataset outlives it.
  using Asked = std::function<std::vector<Tensor>(Context& context)>;
  virtual Asked ask_batch(Context& context, std::vector<int64_t> indices);
  // Made by the engine alone: a loader's threads may ask for batches. They then pass a context of their own.
  virtual bool is_native() const { return host() == 0; }
  std::atomic<bool> draws{false};  // its items have drawn from the context's generator: they are made in their turn

  virtual int64_t own_length() const;
  virtual std::vector<Tensor> own_batch(std::span<const int64_t> indices, const CancelFlag* cancel) const;

 private:
  std::vector<Tensor> host_batch(Context& context, std::span<const int64_t> indices);
};

// What the host's method of an object gives, which is to be how many there are of something.
int64_t host_count(Context& context, Object& object, const char* method);
// An index error about `argument` if one of them is outside of `length` items.
void check_items(std::span<const int64_t> indices, int64_t length, const char* argument);
// The items that a checked slice names, as a dataset of its own (a Subset).
Ref<Dataset> subset_of(Context& context, Ref<Dataset> dataset, const Value& slice);
Ref<Dataset> subset_of(Ref<Dataset> dataset, std::vector<int64_t> indices);
// Class numbers of a batch, from 0 to the caller's counting (or back).
void shift_classes(Context& context, std::vector<Tensor>& tensors, int64_t by);
Value as_list_value(const std::vector<Tensor>& tensors);
// Indices of a method of the schema; `from_end`: negative ones count from the end.
std::vector<int64_t> indices_of(const Value& list, int64_t length, bool from_end);

}  // namespace mixgrad
