#include "core/data/loader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/data/prefetch.h"
#include "core/data/rows.h"
#include "core/nn/module.h"

namespace mixgrad {

using nlohmann::ordered_json;

const Class& DataLoader::cls() const {
  static const Class& c = class_named("DataLoader");
  return c;
}

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
    return dataset_->get_batch(*own, plan_.batch(number));
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
    out = prefetch_ ? prefetch_->take(context.cancel) : host_batch(*quiet);
  } catch (const Error& e) {
    failed_ = e.code() != ErrorCode::kCancelled;
    throw;
  }
  ++given_;
  return true;
}

std::string BatchSource::position() const {
  ordered_json place = ordered_json::parse(start_);
  place["batches"] = given_;
  return place.dump();
}

DataLoader::DataLoader(Ref<Dataset> dataset, LoaderOptions options) : dataset_(std::move(dataset)), options_(options) {
  if (!options_.seed) return;
  stream_ = make_ref<RandomStream>();
  stream_->set_seed(*options_.seed);
}

int64_t DataLoader::length(Context& context) {
  int64_t items = dataset_->length(context), size = options_.batch_size;
  return items / size + (!options_.drop_last && items % size != 0);
}

std::unique_ptr<BatchSource> DataLoader::open(Context& context) {
  return open_from(context, stream_ ? *stream_ : *context.generator, 0);
}

std::unique_ptr<BatchSource> DataLoader::open_from(Context& context, RandomStream& stream, int64_t first) {
  EpochPlan plan;
  plan.items = dataset_->length(context);
  plan.batch_size = options_.batch_size;
  plan.batches = plan.items / plan.batch_size + (!options_.drop_last && plan.items % plan.batch_size != 0);
  ordered_json start{{"items", plan.items}, {"batch_size", plan.batch_size}, {"shuffle", options_.shuffle}};
  if (options_.shuffle) {
    uint64_t seed, block;
    stream.state(&seed, &block);
    start["seed"] = seed;
    start["block"] = block;
  }
  if (options_.shuffle && plan.items > 0) {
    Ref<Context> drawing = context.with_recording(false);
    drawing->tracer = nullptr;
    drawing->generator = Ref<RandomStream>(&stream);
    Tensor order = op<"permutation">(*drawing, Value(plan.items));
    plan.order.assign(order.data<int64_t>(), order.data<int64_t>() + plan.items);
  }
  return std::make_unique<BatchSource>(context, dataset_, std::move(plan), start.dump(), first, options_.prefetch,
                                       options_.threads);
}

std::unique_ptr<BatchSource> DataLoader::open(Context& context, const std::string& position) {
  auto refuse = [](const std::string& what, const std::string& given, const std::string& accepted) {
    throw Error(ErrorCode::kValue, "the loader can not go on from there: " + what)
        .in("DataLoader")
        .on("position")
        .given(given)
        .accepted(accepted);
  };
  ordered_json place = ordered_json::parse(position, nullptr, false);
  auto number = [&](const char* key) {
    if (!place.is_object() || !place.contains(key) || !place[key].is_number_unsigned())
      refuse("its record is broken", std::string("no ") + key, "what position() gave");
    return place[key].get<uint64_t>();
  };
  int64_t items = dataset_->length(context);
  if (place.is_object() && !place.contains("shuffle")) place["shuffle"] = nullptr;
  if (number("items") != static_cast<uint64_t>(items))
    refuse("the dataset has another length", std::to_string(number("items")), std::to_string(items));
  if (number("batch_size") != static_cast<uint64_t>(options_.batch_size)) {
    refuse("the batch size is another", std::to_string(number("batch_size")), std::to_string(options_.batch_size));
  }
  if (!place["shuffle"].is_boolean() || place["shuffle"].get<bool>() != options_.shuffle)
    refuse("the order is of another kind", options_.shuffle ? "not shuffled" : "shuffled",
           options_.shuffle ? "shuffled" : "not shuffled");
  int64_t batches = length(context);
  if (number("batches") > static_cast<uint64_t>(batches))
    refuse("there are fewer batches", std::to_string(number("batches")), "at most " + std::to_string(batches));
  int64_t first = static_cast<int64_t>(number("batches"));
  Ref<RandomStream> stream = stream_ ? stream_ : make_ref<RandomStream>();
  if (options_.shuffle) stream->set_state(number("seed"), number("block"));
  return open_from(context, *stream, first);
}

}  // namespace mixgrad
