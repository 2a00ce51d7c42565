#include "core/data/loader.h"

#include <algorithm>
#include <numeric>

#include "core/data/prefetch.h"
#include "core/data/rows.h"
#include "core/nn/module.h"

namespace mixgrad {

std::vector<int64_t> EpochPlan::batch(int64_t number) const {
  int64_t begin = number * batch_size, end = std::min(items, begin + batch_size);
  if (!order.empty()) return {order.begin() + begin, order.begin() + end};
  std::vector<int64_t> indices(end - begin);
  std::iota(indices.begin(), indices.end(), begin);
  return indices;
}

BatchSource::BatchSource(Context& context, Ref<Dataset> dataset, EpochPlan plan, std::string start, int64_t first,
                         int64_t prefetch, int64_t threads)
    : context_(context.with_recording(false)),
      dataset_(std::move(dataset)),
      plan_(std::move(plan)),
      start_(std::move(start)),
      given_(first),
      depth_(dataset_->draws ? 0 : prefetch) {
  if (prefetch == 0 || !dataset_->is_native() || first == plan_.batches) return;
  auto make = [this](int64_t number, const CancelFlag* stop) {
    auto own = make_ref<Context>();
    own->recording = false;
    own->cancel = stop;
    return send(dataset_->get_batch(*own, plan_.batch(number)), device_.load(std::memory_order_relaxed));
  };
  prefetch_ =
      std::make_unique<Prefetch>(make, first, plan_.batches, std::min(prefetch, plan_.batches - first), threads);
}

BatchSource::~BatchSource() = default;  // what was asked for and the threads first: they use the rest

bool BatchSource::Ahead::drew() const {
  uint64_t seed_now, block_now;
  own->state(&seed_now, &block_now);
  return seed_now != seed || block_now != block;
}

void BatchSource::ask_ahead(Context& context) {
  while (static_cast<int64_t>(ahead_.size()) <= depth_) {
    int64_t number = given_ + static_cast<int64_t>(ahead_.size());
    if (number == plan_.batches) return;
    Ahead ahead;
    ahead.own = make_ref<RandomStream>();
    context.generator->state(&ahead.seed, &ahead.block);
    ahead.own->set_state(ahead.seed, ahead.block);
    Ref<Context> early = context.child();
    early->generator = ahead.own;
    ahead.asked = dataset_->ask_batch(*early, plan_.batch(number));
    ahead_.push_back(std::move(ahead));
  }
}

// Random numbers are drawn in the program's order. Items that draw some from the context's generator are made again
// when it is their turn, and from then on asked for then.
std::vector<Tensor> BatchSource::host_batch(Context& context) {
  if (depth_ > 0) {
    ask_ahead(context);
    Ahead now = std::move(ahead_.front());
    ahead_.pop_front();
    try {
      std::vector<Tensor> batch = now.asked(context);
      if (!now.drew()) return batch;
    } catch (const Error& e) {
      ahead_.clear();
      if (e.code() == ErrorCode::kCancelled || !now.drew()) throw;
    }
    dataset_->draws = true;
    depth_ = 0;
    ahead_.clear();
  }
  return dataset_->ask_batch(context, plan_.batch(given_))(context);
}

bool BatchSource::next(Context& context, std::vector<Tensor>& out) {
  if (failed_ || given_ == plan_.batches) return false;
  try {
    check_cancelled(context.cancel);
    Ref<Context> quiet = context.with_recording(false);
    out = prefetch_ ? received(prefetch_->take(context.cancel)) : host_batch(*quiet);
  } catch (const Error& e) {
    failed_ = e.code() != ErrorCode::kCancelled;
    throw;
  }
  ++given_;
  return true;
}

std::string BatchSource::position() const {
  return start_.substr(0, start_.size() - 1) + ",\"batches\":" + std::to_string(given_) + "}";
}

}  // namespace mixgrad
