// Samplers: which items of a dataset make an epoch, in which order, and how an order is cut into batches.
#pragma once

#include <vector>

#include "core/dispatch/callable.h"

namespace mixgrad {

// Indices are counted from 0 here; the method of the schema counts as the caller does. A subclass of the host's
// language has a peer there.
class Sampler : public Object {
 public:
  const Class& cls() const override;

  int64_t length(Context& context);
  // The items of one epoch. Random numbers come from the context's generator.
  std::vector<int64_t> order(Context& context);
  virtual bool draws() const { return false; }  // whether an order needs random numbers

  virtual int64_t own_length(Context& context);
  virtual std::vector<int64_t> own_order(Context& context);
};

std::vector<int64_t> numbers_of(const Tensor& indices);      // of one axis, contiguous, int64
std::vector<int64_t> permuted(Context& context, int64_t n);  // 0 to n - 1 in a random order

enum class LastBatch : int64_t { kKeep, kDiscard, kRollover };

class BatchSampler final : public Object {
 public:
  BatchSampler(Ref<Sampler> items, int64_t size, LastBatch last_batch)
      : sampler(std::move(items)), batch_size(size), last(last_batch) {}
  const Class& cls() const override;

  const Ref<Sampler> sampler;
  const int64_t batch_size;
  const LastBatch last;
  std::vector<int64_t> rolled;  // what the last epoch left over for the next one
};

// How many batches a number of items makes.
int64_t batches_of(int64_t items, int64_t batch_size, LastBatch last);

}  // namespace mixgrad
