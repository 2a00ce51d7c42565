// Save and resume: one safetensors file with the tensors of model, optimizer and metrics, and a record of the rest.
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/io/text.h"
#include "core/nn/exclusive.h"
#include "core/nn/state_file.h"
#include "core/train/trainer.h"

namespace mixgrad {

using nlohmann::ordered_json;

namespace {

constexpr const char *kFormat = "mixgrad.trainer", *kVersion = "1", *kRecord = "trainer";
constexpr const char *kModel = "model.", *kOptimizer = "optimizer.", *kMetric = "metric.", *kStep = "step.";
constexpr int64_t kMostCount = int64_t{1} << 53;

// JSON has no NaN and no infinity; every other double keeps its bits.
ordered_json number_record(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  return x;
}

void add_all(SafeTensors& file, const std::string& prefix, const Module::NamedTensors& state) {
  for (auto& [name, t] : state) file.tensors.emplace_back(prefix + name, t);
}

// Reads the record of a file that may be anybody's.
class RecordReader {
 public:
  RecordReader(const ordered_json& record, const std::string& path, std::string where)
      : record_(record), path_(path), where_(std::move(where)) {
    if (!record_.is_object()) fail("is not an object");
  }

  RecordReader object(const char* key) const { return RecordReader(at(key), path_, where_ + "." + key); }
  bool has(const char* key) const { return record_.contains(key); }
  const ordered_json& at(const char* key) const {
    auto it = record_.find(key);
    if (it == record_.end()) fail(std::string("has no ") + key);
    return *it;
  }
  int64_t count(const char* key) const {
    const ordered_json& v = at(key);
    if (!v.is_number_integer() || v.get<int64_t>() < 0 || v.get<int64_t>() > kMostCount)
      fail(std::string(key) + " is no count");
    return v.get<int64_t>();
  }
  uint64_t word(const char* key) const {
    const ordered_json& v = at(key);
    if (!v.is_number_unsigned()) fail(std::string(key) + " is no number of a generator");
    return v.get<uint64_t>();
  }
  double number(const char* key) const { return number_of(at(key), key); }
  bool flag(const char* key) const {
    if (!at(key).is_boolean()) fail(std::string(key) + " is neither true nor false");
    return at(key).get<bool>();
  }
  std::string text(const char* key) const {
    if (!at(key).is_string()) fail(std::string(key) + " is no text");
    return at(key).get<std::string>();
  }
  double number_of(const ordered_json& v, const std::string& key) const {
    if (v.is_number()) return v.get<double>();
    if (v == "nan") return std::nan("");
    if (v == "inf" || v == "-inf") return v == "inf" ? HUGE_VAL : -HUGE_VAL;
    fail(printable(key) + " is no number");
  }
  [[noreturn]] void fail(const std::string& problem) const {
    throw Error(ErrorCode::kFormat, "the record of " + path_ + " is broken: " + where_ + " " + problem).on("path");
  }

 private:
  const ordered_json& record_;
  const std::string& path_;
  std::string where_;
};

Position read_position(const RecordReader& record) {
  Position p;
  p.epoch = record.count("epoch");
  p.in_epoch = record.flag("in_epoch");
  p.batch = record.count("batch");
  p.samples = record.count("samples");
  if (record.has("updates")) p.updates = record.count("updates");  // older files have none
  p.loss_sum = record.number("loss_sum");
  p.loader = record.text("loader");
  p.validation = record.text("validation");
  if (p.in_epoch && p.loader.empty()) record.fail("has no place in the data");
  return p;
}

Ref<History> read_history(const RecordReader& record, int64_t epochs) {
  auto history = make_ref<History>();
  const ordered_json& list = record.at("history");
  if (!list.is_array() || static_cast<int64_t>(list.size()) != epochs)
    record.fail("has not one entry of history for each epoch");
  for (const ordered_json& entry : list) {
    if (!entry.is_object()) record.fail("has an entry of history that is not an object");
    ValueMap logs;
    for (auto& [name, value] : entry.items()) logs.emplace_back(name, Value(record.number_of(value, name)));
    history->add(std::move(logs));
  }
  return history;
}

// `absent`: what a file without this key means, if it may be without.
void check_same(const RecordReader& record, const char* key, const std::string& own, const std::string& path,
                const char* absent = nullptr) {
  std::string given = absent && !record.has(key) ? absent : record.at(key).is_null() ? "none" : record.text(key);
  if (given == own) return;
  throw Error(ErrorCode::kValue, path + " was saved by a trainer with another " + key)
      .on("path")
      .given(printable(given))
      .accepted(own);
}

// The learning rates of the optimizer's groups.
std::vector<double> read_rates(const RecordReader& optimizer, size_t groups, const std::string& path) {
  std::vector<double> rates{optimizer.number("lr")};
  if (optimizer.has("group_lrs")) {
    const ordered_json& list = optimizer.at("group_lrs");
    if (!list.is_array()) optimizer.fail("group_lrs is no list");
    for (const ordered_json& rate : list) rates.push_back(optimizer.number_of(rate, "group_lrs"));
  }
  for (double rate : rates) {
    if (!(rate >= 0) || std::isinf(rate)) optimizer.fail("lr is no learning rate");
  }
  if (rates.size() == groups) return rates;
  throw Error(ErrorCode::kValue, path + " was saved by a trainer whose optimizer has other groups of parameters")
      .on("path")
      .given(std::to_string(rates.size()))
      .accepted(std::to_string(groups));
}

const char* name_of(ScheduleInterval interval) { return interval == ScheduleInterval::kStep ? "step" : "epoch"; }
std::string class_of(const Schedule* schedule) { return schedule ? schedule->cls().name : "none"; }

}  // namespace

void Trainer::save(Context& context, const std::string& path) {
  TreeLock lock(context, *model_);
  optimizer_->follow_parameters();
  SafeTensors file;
  add_all(file, kModel, model_->named_state());
  add_all(file, kOptimizer, optimizer_->state());
  add_all(file, kStep, step_.rules().state(context));
  Module::NamedTensors metrics = metric_state();
  uint64_t seed, block;
  context.generator->state(&seed, &block);
  if (validating_) {  // the state from which the whole validation is repeated
    for (size_t i = 0; i < metrics.size(); ++i) metrics[i].second = validating_->metrics[i];
    seed = validating_->seed;
    block = validating_->block;
  }
  add_all(file, kMetric, metrics);
  ordered_json record;
  ordered_json rates = ordered_json::array();  // of added groups
  for (size_t i = 1; i < optimizer_->group_count(); ++i) rates.push_back(number_record(optimizer_->base_lr(i)));
  record["optimizer"] = {{"class", optimizer_->cls().name}, {"lr", number_record(optimizer_->base_lr())}};
  if (!rates.empty()) record["optimizer"]["group_lrs"] = rates;
  record["schedule"] = schedule_ ? ordered_json(schedule_->cls().name) : ordered_json(nullptr);
  record["schedule_interval"] = name_of(interval_);
  record["generator"] = {{"seed", seed}, {"block", block}};
  record["position"] = {{"epoch", position_.epoch},     {"in_epoch", position_.in_epoch},
                        {"batch", position_.batch},     {"samples", position_.samples},
                        {"updates", position_.updates}, {"loss_sum", number_record(position_.loss_sum)},
                        {"loader", position_.loader},   {"validation", position_.validation}};
  record["history"] = ordered_json::array();
  for (const ValueMap& logs : history()->epochs()) {
    ordered_json entry = ordered_json::object();
    for (auto& [name, value] : logs) entry[name] = number_record(value.as_float());
    record["history"].push_back(std::move(entry));
  }
  file.metadata = {{"format", kFormat}, {"version", kVersion}, {kRecord, record.dump()}};
  write_safetensors(path, file);
}

void Trainer::resume(Context& context, const std::string& path) {
  TreeClaim claim(*model_, "resumed");
  SafeTensors file = read_safetensors(path);
  const std::string *format = file.find_metadata("format"), *version = file.find_metadata("version"),
                    *text = file.find_metadata(kRecord);
  if (!format || *format != kFormat || !version || !text) {
    throw Error(ErrorCode::kFormat, path + " was not saved by a trainer")
        .on("path")
        .hint("Module.load reads files of Module.save");
  }
  if (*version != kVersion) {
    throw Error(ErrorCode::kVersion, path + " has a form that this version does not know")
        .on("path")
        .given(printable(*version))
        .accepted(kVersion);
  }
  ordered_json json = ordered_json::parse(*text, nullptr, false);
  RecordReader record(json, path, "trainer");
  RecordReader optimizer = record.object("optimizer"), generator = record.object("generator");
  check_same(optimizer, "class", optimizer_->cls().name, path);
  check_same(record, "schedule", class_of(schedule_.get()), path);
  check_same(record, "schedule_interval", name_of(interval_), path, "epoch");
  std::vector<double> rates = read_rates(optimizer, optimizer_->group_count(), path);
  uint64_t seed = generator.word("seed"), block = generator.word("block");
  Position position = read_position(record.object("position"));
  Ref<History> history = read_history(record, position.epoch);

  TreeLock lock(context, *model_);
  optimizer_->follow_parameters();
  Module::NamedTensors state;
  std::vector<Tensor> values;
  auto match = [&](const char* prefix, const Module::NamedTensors& part, const char* whose) {
    for (Tensor& value : match_state(file, path, prefix, part, whose)) values.push_back(value);
    state.insert(state.end(), part.begin(), part.end());
  };
  match(kModel, model_->named_state(), "the model");
  match(kOptimizer, optimizer_->state(), "the optimizer");
  match(kStep, step_.rules().state(context), "the trainer");
  match(kMetric, metric_state(), "the metrics");
  assign_state(state, values);
  for (size_t i = 0; i < rates.size(); ++i) optimizer_->set_lr(rates[i], i);
  context.generator->set_state(seed, block);
  position_ = std::move(position);
  set_history(std::move(history));
  resumed_ = true;
}

}  // namespace mixgrad
