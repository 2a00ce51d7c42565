// What the tests of training share: a small problem, a network with dropout, and what two trainings have to agree in.
#pragma once

#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <optional>

#include "core/data/tensor_dataset.h"
#include "core/data/test_support.h"
#include "core/dispatch/dispatch.h"
#include "core/kernels/library.h"
#include "core/train/trainer.h"

namespace mixgrad {

template <class T>
Ref<T> made(Context& context, const char* constructor, const ValueList& arguments) {
  Results results;
  invoke(context, require_function(constructor), arguments, results);
  return Ref<T>(static_cast<T*>(results.values.at(0).as_object()));
}

// Points of the plane in two classes; which one is the sign of a wave over them.
struct Problem {
  Tensor x, y;
};
inline Problem wave_problem(int64_t n) {
  Problem p{Tensor::empty(DType::kFloat32, Shape{n, 2}), Tensor::empty(DType::kInt64, Shape{n})};
  for (int64_t i = 0; i < n; ++i) {
    double a = std::fmod(static_cast<double>(i) * 0.754877666, 1.0) * 2 - 1,
           b = std::fmod(static_cast<double>(i) * 0.569840291, 1.0) * 2 - 1;
    p.x.data<float>()[2 * i] = static_cast<float>(a);
    p.x.data<float>()[2 * i + 1] = static_cast<float>(b);
    p.y.data<int64_t>()[i] = b > 0.5 * std::sin(3 * a) ? 1 : 0;
  }
  return p;
}

// A host that is the peer of a module, or any function of the host; counts its calls.
class HostCode final : public Host {
 public:
  using Answer =
      std::function<ValueList(Context& context, int64_t host, const std::string& method, const ValueList& arguments)>;
  explicit HostCode(Answer answer) : answer_(std::move(answer)) {}
  ValueList call(Context& context, int64_t host, std::string_view method, ValueList arguments) override {
    ++calls[std::string(method)];
    return answer_(context, host, std::string(method), arguments);
  }
  std::map<std::string, int> calls;

 private:
  Answer answer_;
};

struct Recipe {
  int64_t n = 70, batch_size = 16, hidden = 24;
  double dropout = 0.25, lr = 0.1, momentum = 0.9;
  bool shuffle = true, capture = true, bind_parameters = true;
  std::optional<uint64_t> loader_seed;
  StepOptions step;
  Ref<Schedule> schedule;
  ScheduleInterval interval = ScheduleInterval::kEpoch;
  bool groups = false;  // each layer is a group of the optimizer
  std::function<void(Context&, const Ref<Dataset>&, LoaderOptions&)> sampling;  // takes the place of shuffle
};

// Everything of a training, made in the same order each time.
struct Training {
  Ref<Context> context;
  Ref<Module> net;
  Ref<Optimizer> optimizer;
  Ref<Trainer> trainer;
  Ref<DataLoader> loader, validation;

  explicit Training(const Recipe& s = {}, uint64_t seed = 42) {
    context = context_with_seed(seed);
    Problem p = wave_problem(s.n), q = wave_problem(33);
    ValueList layers{Value(made<Module>(*context, "Linear.new", {Value(2), Value(s.hidden)})),
                     Value(made<Module>(*context, "ReLU.new", {})),
                     Value(made<Module>(*context, "Dropout.new", {Value(s.dropout)})),
                     Value(made<Module>(*context, "Linear.new", {Value(s.hidden), Value(2)}))};
    net = made<Module>(*context, "Sequential.new", {Value(layers)});
    Value parameters = Value::null();
    if (s.bind_parameters && !s.groups) {
      ValueList list;
      for (auto& [name, t] : net->named_parameters()) list.push_back(t);
      parameters = Value(list);
    }
    optimizer = made<Optimizer>(*context, "SGD.new", {parameters, Value(s.lr), Value(s.momentum)});
    if (s.groups) {
      Module::NamedTensors p = net->named_parameters();
      optimizer->add_group(*context, {p[0], p[1]}, 0.05, std::nullopt);
      optimizer->add_group(*context, {p[2], p[3]}, std::nullopt, 0.01);
    }
    auto number = [](const std::optional<double>& x) { return x ? Value(*x) : Value::null(); };
    Value metrics = Value::map({{"acc", Value(made<Metric>(*context, "Accuracy.new", {}))}});
    trainer = made<Trainer>(*context, "Trainer.new",
                            {Value(net), Value(&require_function("cross_entropy")), Value(optimizer), metrics,
                             s.schedule ? Value(s.schedule) : Value::null(), Value(s.capture), Value(s.step.accumulate),
                             number(s.step.clip_norm), number(s.step.clip_value), number(s.step.ema_decay),
                             Value::enumerator(s.interval == ScheduleInterval::kStep ? 1 : 0)});
    LoaderOptions options;
    options.batch_size = s.batch_size;
    options.shuffle = s.shuffle;
    options.seed = s.loader_seed;
    auto data = make_ref<TensorDataset>(std::vector<Tensor>{p.x, p.y});
    if (s.sampling) {
      options.shuffle = false;
      s.sampling(*context, data, options);
    }
    loader = make_ref<DataLoader>(data, options);
    LoaderOptions plain;
    plain.batch_size = 8;
    validation = make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{q.x, q.y}), plain);
  }

  Ref<History> fit(int64_t epochs, std::vector<Ref<Callback>> callbacks = {}) {
    return trainer->fit(*context, {loader, validation, epochs, std::move(callbacks)});
  }
  static std::string bytes_of(const Tensor& t) {
    return {t.data<char>(), static_cast<size_t>(t.elements()) * item_bytes(t.dtype())};
  }
  // Weights, optimizer and generator as bytes.
  std::string bytes() const {
    std::string out;
    auto add = [&](const Module::NamedTensors& named) {
      for (auto& [name, t] : named) out += name + "=" + bytes_of(on_host(t));
    };
    add(net->named_state());
    add(optimizer->state());
    uint64_t seed, block;
    context->generator->state(&seed, &block);
    return out + std::to_string(seed) + "/" + std::to_string(block);
  }
};

// The numbers of a history, exactly.
inline std::string text_of(const History& history) {
  std::string out;
  for (const ValueMap& logs : history.epochs()) {
    for (auto& [name, value] : logs) {
      char number[64];
      std::snprintf(number, sizeof number, "%s=%a ", name.c_str(), value.as_float());
      out += number;
    }
    out += "\n";
  }
  return out;
}

// Runs `action` after batch `batch` of epoch `epoch`.
class AfterBatch final : public Callback {
 public:
  AfterBatch(int64_t epoch, int64_t batch, std::function<void()> action)
      : epoch_(epoch), batch_(batch), action_(std::move(action)) {}
  void own_on_epoch_start(Context&, int64_t epoch) override { now_ = epoch; }
  void own_on_batch_end(Context&, int64_t batch, const ValueMap&) override {
    if (now_ == epoch_ && batch == batch_) action_();
  }

 private:
  int64_t epoch_, batch_, now_ = 0;
  std::function<void()> action_;
};

inline std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Cancels a fit after that batch, saves, and lets another process's trainer (here: another one) go on.
inline void expect_equal_after_interruption(const Recipe& recipe, int64_t epoch, int64_t batch, int64_t epochs) {
  SCOPED_TRACE(testing::Message() << "after batch " << batch << " of epoch " << epoch << ", capture "
                                  << recipe.capture);
  TestFolder folder;
  Training whole(recipe);
  std::string history = text_of(*whole.fit(epochs));
  Training first(recipe);
  CancelFlag cancel{false};
  first.context->cancel = &cancel;
  auto stop = make_ref<AfterBatch>(epoch, batch, [&] { cancel = true; });
  EXPECT_ERROR(ErrorCode::kCancelled, first.fit(epochs, {stop}), "cancelled");
  first.context->cancel = nullptr;
  first.trainer->save(*first.context, folder / "half");

  Training second(recipe, 777);  // other weights, other generator
  second.fit(1);
  second.trainer->resume(*second.context, folder / "half");
  second.trainer->save(*second.context, folder / "again");
  EXPECT_EQ(contents(folder / "again"), contents(folder / "half"));
  EXPECT_EQ(text_of(*second.fit(epochs)), history);
  EXPECT_EQ(second.bytes(), whole.bytes());
  second.trainer->save(*second.context, folder / "second");
  whole.trainer->save(*whole.context, folder / "whole");
  EXPECT_EQ(contents(folder / "second"), contents(folder / "whole"));
}

}  // namespace mixgrad
