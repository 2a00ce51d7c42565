// Where an epoch begins: its order, and the place in it as words.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/data/loader.h"
#include "core/io/text.h"
#include "core/nn/module.h"

namespace mixgrad {

using nlohmann::ordered_json;

const Class& DataLoader::cls() const {
  static const Class& c = class_named("DataLoader");
  return c;
}

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& given, const std::string& accepted) {
  throw Error(ErrorCode::kValue, "the loader can not go on from there: " + what)
      .in("DataLoader")
      .on("position")
      .given(given)
      .accepted(accepted);
}

constexpr const char* kWhatPositionGave = "what position() gave";

// Numbers of items, of a record that may be anybody's.
std::vector<int64_t> items_in(const ordered_json& place, const char* key, int64_t length) {
  bool fits = place.contains(key) && place[key].is_array();
  for (size_t i = 0; fits && i < place[key].size(); ++i) {
    const ordered_json& item = place[key][i];
    fits = item.is_number_unsigned() && item.get<uint64_t>() < static_cast<uint64_t>(length);
  }
  if (!fits) refuse("its record is broken", std::string("no ") + key, kWhatPositionGave);
  return place[key].get<std::vector<int64_t>>();
}

}  // namespace

struct DataLoader::Place {
  int64_t first = 0, samples = 0;
  std::vector<int64_t> order;  // of a sampler of the host
};

DataLoader::DataLoader(Ref<Dataset> dataset, LoaderOptions options)
    : dataset_(std::move(dataset)), options_(std::move(options)) {
  if (options_.batches) {
    options_.sampler = options_.batches->sampler;
    options_.batch_size = options_.batches->batch_size;
  }
  if (!options_.seed) return;
  stream_ = make_ref<RandomStream>();
  stream_->set_seed(*options_.seed);
}

LastBatch DataLoader::last_batch() const {
  return options_.batches ? options_.batches->last : options_.drop_last ? LastBatch::kDiscard : LastBatch::kKeep;
}

int64_t DataLoader::length(Context& context) {
  int64_t items = options_.sampler ? options_.sampler->length(context) : dataset_->length(context);
  if (options_.batches) items += static_cast<int64_t>(options_.batches->rolled.size());
  return batches_of(items, options_.batch_size, last_batch());
}

std::unique_ptr<BatchSource> DataLoader::open(Context& context) {
  return open_from(context, stream_ ? *stream_ : *context.generator, nullptr);
}

// Empty for the dataset's own.
std::vector<int64_t> DataLoader::order_of(Context& context, int64_t length, const Place* place) {
  if (!options_.sampler) return options_.shuffle ? permuted(context, length) : std::vector<int64_t>();
  bool host = options_.sampler->host() != 0;
  std::vector<int64_t> order = place && host ? place->order : options_.sampler->order(context);
  check_items(order, length, "sampler");
  return order;
}

std::unique_ptr<BatchSource> DataLoader::open_from(Context& context, RandomStream& stream, const Place* place) {
  Sampler* sampler = options_.sampler.get();
  BatchSampler* batches = options_.batches.get();
  EpochPlan plan;
  int64_t length = dataset_->length(context);
  plan.batch_size = options_.batch_size;
  ordered_json start{{"items", length}, {"batch_size", plan.batch_size}, {"shuffle", options_.shuffle}};
  if (options_.shuffle || (sampler && sampler->draws())) {
    uint64_t seed, block;
    stream.state(&seed, &block);
    start["seed"] = seed;
    start["block"] = block;
  }
  Ref<Context> drawing = context.with_recording(false);
  drawing->tracer = nullptr;
  drawing->generator = Ref<RandomStream>(&stream);
  plan.order = order_of(*drawing, length, place);
  plan.items = sampler ? static_cast<int64_t>(plan.order.size()) : length;
  if (sampler) {
    start["sampler"] = sampler->cls().name;
    start["samples"] = plan.items;
    if (place && place->samples != plan.items)
      refuse("the sampler gives another number of items", std::to_string(place->samples), std::to_string(plan.items));
    if (sampler->host() != 0) start["order"] = plan.order;
  }
  if (last_batch() == LastBatch::kRollover) {
    start["rolled"] = batches->rolled;
    plan.order.insert(plan.order.begin(), batches->rolled.begin(), batches->rolled.end());
    plan.items = static_cast<int64_t>(plan.order.size());
    batches->rolled.assign(plan.order.end() - plan.items % plan.batch_size, plan.order.end());
  }
  plan.batches = batches_of(plan.items, plan.batch_size, last_batch());
  int64_t first = place ? place->first : 0;
  if (first > plan.batches)
    refuse("there are fewer batches", std::to_string(first), "at most " + std::to_string(plan.batches));
  return std::make_unique<BatchSource>(context, dataset_, std::move(plan), start.dump(), first, options_.prefetch,
                                       options_.threads);
}

std::unique_ptr<BatchSource> DataLoader::open(Context& context, const std::string& position) {
  ordered_json record = ordered_json::parse(position, nullptr, false);
  auto number = [&](const char* key) {
    if (!record.is_object() || !record.contains(key) || !record[key].is_number_unsigned())
      refuse("its record is broken", std::string("no ") + key, kWhatPositionGave);
    return record[key].get<uint64_t>();
  };
  int64_t items = dataset_->length(context);
  if (number("items") != static_cast<uint64_t>(items))
    refuse("the dataset has another length", std::to_string(number("items")), std::to_string(items));
  if (number("batch_size") != static_cast<uint64_t>(options_.batch_size))
    refuse("the batch size is another", std::to_string(number("batch_size")), std::to_string(options_.batch_size));
  const char* kinds[] = {"not shuffled", "shuffled"};
  auto shuffle = record.find("shuffle");
  if (shuffle == record.end() || !shuffle->is_boolean() || shuffle->get<bool>() != options_.shuffle)
    refuse("the order is of another kind", kinds[!options_.shuffle], kinds[options_.shuffle]);
  std::string own = options_.sampler ? options_.sampler->cls().name : "none";
  std::string given =
      record.contains("sampler") && record["sampler"].is_string() ? record["sampler"].get<std::string>() : "none";
  if (given != own) refuse("the sampler is of another kind", printable(given), own);
  if (record.contains("rolled") != (last_batch() == LastBatch::kRollover))
    refuse("the last batch of an epoch is treated otherwise", record.contains("rolled") ? "rollover" : "no rollover",
           record.contains("rolled") ? "no rollover" : "rollover");

  Place place;
  if (number("batches") > static_cast<uint64_t>(INT64_MAX))
    refuse("its record is broken", "batches", kWhatPositionGave);
  place.first = static_cast<int64_t>(number("batches"));
  bool random = options_.shuffle;
  if (Sampler* sampler = options_.sampler.get()) {
    place.samples = static_cast<int64_t>(number("samples"));
    if (sampler->host() != 0) place.order = items_in(record, "order", items);
    random = sampler->draws();
  }
  Ref<RandomStream> stream = stream_ ? stream_ : make_ref<RandomStream>();
  uint64_t seed = random ? number("seed") : 0, block = random ? number("block") : 0;
  std::vector<int64_t> rolled;
  if (last_batch() == LastBatch::kRollover) rolled = items_in(record, "rolled", items);
  if (random) stream->set_state(seed, block);
  if (options_.batches) options_.batches->rolled = std::move(rolled);
  return open_from(context, *stream, &place);
}

}  // namespace mixgrad
