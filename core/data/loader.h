// Batches of a dataset, epoch by epoch.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "core/data/dataset.h"
#include "core/data/sampler.h"

namespace mixgrad {

class Prefetch;

// The items of one epoch, cut into batches.
struct EpochPlan {
  std::vector<int64_t> order;  // empty: 0, 1, 2, ...; may go on behind the last batch
  int64_t items = 0, batch_size = 1, batches = 0;
  std::vector<int64_t> batch(int64_t number) const;
};

// A walk over one epoch. What it gives depends on its plan alone. Used by one thread at a time.
class BatchSource {
 public:
  BatchSource(Context& context, Ref<Dataset> dataset, EpochPlan plan, std::string start, int64_t first,
              int64_t prefetch, int64_t threads);
  ~BatchSource();  // at any time; its threads have ended when it returns

  // The next batch, classes counted from 0; false at the end. Items of the host are asked for here, through `context`,
  // and those of the batches after it too, which a job's host makes meanwhile. Throws the error of this very batch, or
  // a cancelled error within 10 ms of the flag; after another error than that nothing follows.
  bool next(Context& context, std::vector<Tensor>& out);
  bool next(std::vector<Tensor>& out) { return next(*context_, out); }
  // Batches that are made ahead from now on go to the device while it computes, if it can do both; others come from
  // the CPU.
  void send_to(Device device) { device_.store(device, std::memory_order_relaxed); }
  int64_t batches() const { return plan_.batches; }
  int64_t given() const { return given_; }
  // This place in words, for DataLoader::open: the order's origin in the generator, and how many batches were given.
  std::string position() const;

 private:
  // A batch of the host that was asked for before its turn. It has random numbers of its own: if it draws some, it was
  // too early.
  struct Ahead {
    Dataset::Asked asked;
    Ref<RandomStream> own;
    uint64_t seed, block;
    bool drew() const;
  };
  void ask_ahead(Context& context);
  std::vector<Tensor> host_batch(Context& context);

  Ref<Context> context_;
  Ref<Dataset> dataset_;
  EpochPlan plan_;
  std::string start_;
  int64_t given_, depth_;
  bool failed_ = false;
  std::atomic<Device> device_{Device{}};
  std::unique_ptr<Prefetch> prefetch_;
  std::deque<Ahead> ahead_;  // of batch given_ and those after it
};

struct LoaderOptions {
  int64_t batch_size = 1, prefetch = 2, threads = 1;
  bool shuffle = false, drop_last = false;
  std::optional<uint64_t> seed;  // absent: the context's generator
  Ref<Sampler> sampler;          // null: the dataset's order, or with `shuffle` a random one
  Ref<BatchSampler> batches;     // null: batch_size and drop_last say it
};

class DataLoader final : public Object {
 public:
  DataLoader(Ref<Dataset> dataset, LoaderOptions options);
  const Class& cls() const override;

  // Starts an epoch. The order is drawn here, in the caller's thread.
  std::unique_ptr<BatchSource> open(Context& context);
  // Goes on where a walk of an equal loader stood; the context's generator is left alone. A value error if it does not
  // fit.
  std::unique_ptr<BatchSource> open(Context& context, const std::string& position);
  int64_t length(Context& context);  // batches of an epoch
  const Ref<Dataset>& dataset() const { return dataset_; }
  const LoaderOptions& options() const { return options_; }
  // Whether an epoch depends on those before it by more than the context's generator.
  bool has_state() const { return options_.seed || last_batch() == LastBatch::kRollover; }

 private:
  struct Place;  // what a position says
  LastBatch last_batch() const;
  std::unique_ptr<BatchSource> open_from(Context& context, RandomStream& stream, const Place* place);
  std::vector<int64_t> order_of(Context& context, int64_t length, const Place* place);
  Ref<Dataset> dataset_;
  LoaderOptions options_;
  Ref<RandomStream> stream_;  // null: the context's
};

}  // namespace mixgrad
