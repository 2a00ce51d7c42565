#include "core/train/trainer.h"

#include <cmath>

#include "core/runtime/test_support.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

TEST(Trainer, LossFallsAndTheModelLearns) {
  Recipe s;
  s.n = 512;
  s.dropout = 0;
  Training t(s);
  Ref<History> history = t.fit(20);
  std::vector<double> loss = history->column("loss");
  ASSERT_EQ(loss.size(), 20u);
  EXPECT_LT(loss.back(), 0.5 * loss.front());
  EXPECT_GT(history->column("val_acc").back(), 0.9);
  EXPECT_EQ(history->names(), (std::vector<std::string>{"loss", "acc", "val_loss", "val_acc", "lr"}));
  EXPECT_EQ(history.get(), t.trainer->history().get());
}

TEST(Trainer, CapturedStepsHaveTheBitsOfEagerOnes) {
  Recipe s;
  Training captured(s);
  std::string history = text_of(*captured.fit(3));
  s.capture = false;
  Training eager(s);
  EXPECT_EQ(text_of(*eager.fit(3)), history);
  EXPECT_EQ(eager.bytes(), captured.bytes());
  EXPECT_EQ(eager.trainer->traces(), 0);
}

TEST(Trainer, ThreadsDoNotChangeBits) {
  Recipe s;
  s.n = 600;
  s.batch_size = 256;
  s.hidden = 512;
  int before = ThreadPool::instance().threads();
  std::string first;
  for (int threads : {1, 2, 3}) {
    ThreadPool::instance().set_threads(threads);
    Training t(s);
    std::string found = text_of(*t.fit(2)) + t.bytes();
    if (first.empty()) first = found;
    EXPECT_EQ(found, first) << threads << " threads";
  }
  ThreadPool::instance().set_threads(before);
}

// 70 items in batches of 16 end with 6, the validation's 33 in batches of 8 with 1: no further trace for them.
TEST(Trainer, AsksTheHostsForwardOncePerSignature) {
  Training t;
  auto net = make_ref<Module>();
  net->add_child("body", t.net);
  net->set_host(7);
  auto host = make_ref<HostCode>(
      [&](Context& context, int64_t id, const std::string& method, const ValueList& arguments) -> ValueList {
        EXPECT_EQ(id, 7);
        EXPECT_EQ(method, "forward");
        return {Value(module_forward(context, *t.net, arguments[0].as_tensor()))};
      });
  t.context->host = host;
  Trainer trainer(*t.context, net, Value(&require_function("cross_entropy")), t.optimizer, {}, nullptr);
  trainer.fit(*t.context, {t.loader, nullptr, 3, {}});
  EXPECT_EQ(trainer.traces(), 1);
  trainer.fit(*t.context, {t.loader, t.validation, 3, {}});
  EXPECT_EQ(trainer.traces(), 2);  // evaluation is another signature
  EXPECT_EQ(host->calls["forward"], 2);
  trainer.capture = false;
  trainer.fit(*t.context, {t.loader, nullptr, 1, {}});
  EXPECT_EQ(trainer.traces(), 2);
  EXPECT_EQ(host->calls["forward"], 2 + 5);
}

TEST(Trainer, ModesAreTheModelsAgain) {
  Training t;
  t.net->set_training(false);
  t.net->children()[2].second->set_training(true);
  std::vector<bool> seen;
  auto watch = make_ref<AfterBatch>(1, 1, [&] { seen.push_back(t.net->training()); });
  t.fit(1, {watch});
  EXPECT_EQ(seen, std::vector<bool>{true});
  EXPECT_FALSE(t.net->training());
  EXPECT_TRUE(t.net->children()[2].second->training());
}

TEST(Trainer, AModeThatACallbackChangesCounts) {
  Recipe r;
  Training frozen(r), eager(r), usual(r);
  auto freeze = [](Training& t) {
    return make_ref<AfterBatch>(1, 2, [&t] { t.net->children()[2].second->set_training(false); });
  };
  std::string history = text_of(*frozen.fit(2, {freeze(frozen)}));
  eager.trainer->capture = false;
  EXPECT_EQ(text_of(*eager.fit(2, {freeze(eager)})), history);
  EXPECT_EQ(eager.bytes(), frozen.bytes());
  EXPECT_NE(text_of(*usual.fit(2)), history);
}

TEST(Trainer, TellsOfEpochsAndProgress) {
  struct Listener final : Events {
    void progress(ValueMap record) override { records.push_back(std::move(record)); }
    void event(std::string_view name, ValueMap record) override {
      EXPECT_EQ(name, "epoch_end");
      ends.push_back(std::move(record));
    }
    std::vector<ValueMap> records, ends;
  };
  Training t;
  auto listener = make_ref<Listener>();
  t.context->events = listener;
  t.fit(2);
  ASSERT_EQ(listener->ends.size(), 2u);
  ASSERT_GE(listener->records.size(), 2u);  // the first batch of each epoch, then each 50 ms
  auto field = [](const ValueMap& record, const std::string& name) {
    for (auto& [key, value] : record) {
      if (key == name) return value;
    }
    ADD_FAILURE() << "no " << name;
    return Value();
  };
  const ValueMap& first = listener->records[0];
  EXPECT_EQ(field(first, "epoch").as_int(), 1);
  EXPECT_EQ(field(first, "step").as_int(), 1);
  EXPECT_EQ(field(first, "steps").as_int(), 5);
  EXPECT_EQ(field(first, "items").as_int(), 16);
  EXPECT_GT(field(first, "items_per_second").as_float(), 0);
  EXPECT_GT(field(first, "seconds_left").as_float(), 0);
  std::string text = field(first, "text").as_string();
  for (const char* part : {"epoch 1/2", "1/5", "loss ", "acc ", "items/s", "left"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
  EXPECT_EQ(field(listener->ends[1], "epoch").as_int(), 2);
  EXPECT_EQ(field(listener->ends[1], "step").as_int(), 5);
  EXPECT_EQ(field(listener->ends[1], "items").as_int(), 70);
  text = field(listener->ends[1], "text").as_string();
  for (const char* part : {"epoch 2/2", "loss ", "val_acc "}) EXPECT_NE(text.find(part), std::string::npos) << text;
  const Function& fit = require_function("Trainer.fit");
  for (const Event& event : fit.events) {
    ASSERT_EQ(event.fields.size(), first.size());
    for (size_t i = 0; i < first.size(); ++i) EXPECT_EQ(event.fields[i].name, first[i].first);
  }
}

TEST(Trainer, EvaluatesWithoutATraceInTheTraining) {
  Training quiet, busy;
  std::string history = text_of(*quiet.fit(2));
  ValueMap logs;
  auto look = make_ref<AfterBatch>(2, 3, [&] {
    logs = busy.trainer->evaluate(*busy.context, *busy.validation);
    busy.trainer->save(*busy.context, "/dev/null/nowhere");
  });
  EXPECT_ERROR(ErrorCode::kIo, busy.fit(2, {look}), "nowhere");
  Training again;
  look = make_ref<AfterBatch>(2, 3, [&] { logs = again.trainer->evaluate(*again.context, *again.validation); });
  EXPECT_EQ(text_of(*again.fit(2, {look})), history);
  EXPECT_EQ(again.bytes(), quiet.bytes());
  ASSERT_EQ(logs.size(), 2u);
  EXPECT_EQ(logs[0].first, "loss");
  EXPECT_EQ(logs[1].first, "acc");
  EXPECT_GT(logs[1].second.as_float(), 0);
}

TEST(Trainer, AnEvaluationCanBeCancelled) {
  Training t;
  CancelFlag cancel{true};
  t.context->cancel = &cancel;
  EXPECT_ERROR(ErrorCode::kCancelled, t.trainer->evaluate(*t.context, *t.validation), "cancelled");
}

TEST(Trainer, StopsEarly) {
  Training t;
  Ref<EarlyStopping> stopping =
      make_ref<EarlyStopping>("val_acc", 2, EarlyStopping::Mode::kMin, 0);  // the wrong way round
  Ref<History> history = t.fit(50, {stopping});
  EXPECT_LT(history->epochs().size(), 50u);
  EXPECT_EQ(stopping->stopped_epoch(), static_cast<int64_t>(history->epochs().size()));
  EXPECT_ERROR(ErrorCode::kNotFound, t.fit(2, {make_ref<EarlyStopping>("val_f1", 2, EarlyStopping::Mode::kAuto, 0)}),
               "val_f1");
}

TEST(Trainer, FollowsASchedule) {
  auto context = context_with_seed(0);
  Recipe s;
  Training constant(s);
  s.schedule = made<Schedule>(*context, "StepLR.new", {Value(2), Value(0.5)});
  Training t(s);
  EXPECT_EQ(t.fit(5)->column("lr"), (std::vector<double>{0.1, 0.1, 0.05, 0.05, 0.025}));
  EXPECT_NE(constant.fit(5)->column("loss"), t.trainer->history()->column("loss"));
  EXPECT_EQ(t.fit(1)->column("lr"), std::vector<double>{0.1});  // a new training
}

TEST(Trainer, SecondFitIsBusy) {
  Training t;
  auto other = make_ref<Trainer>(*t.context, t.net, Value(&require_function("cross_entropy")), t.optimizer,
                                 std::vector<NamedMetric>{}, nullptr);
  TestFolder folder;
  t.trainer->save(*t.context, folder / "a");
  int tried = 0;
  auto again = make_ref<AfterBatch>(1, 2, [&] {
    ++tried;
    EXPECT_ERROR(ErrorCode::kBusy, t.fit(1), "trained");
    EXPECT_ERROR(ErrorCode::kBusy, other->fit(*t.context, {t.loader, nullptr, 1, {}}), "trained");
    EXPECT_ERROR(ErrorCode::kBusy, t.trainer->resume(*t.context, folder / "a"), "trained");
    EXPECT_ERROR(ErrorCode::kBusy, call_method(*t.context, *t.net, "load", {Value(folder / "a")}), "trained");
    EXPECT_ERROR(ErrorCode::kBusy,
                 call_method(*t.context, *t.net->children()[0].second, "to", {Value(), Value(DType::kFloat64)}),
                 "trained");
    Value bytes = call_method(*t.context, *t.net, "save_bytes", {}).at(0);
    EXPECT_ERROR(ErrorCode::kBusy, call_method(*t.context, *t.net, "load_bytes", {bytes}), "trained");
  });
  t.fit(1, {again});
  EXPECT_EQ(tried, 1);
  other->fit(*t.context, {t.loader, nullptr, 1, {}});
}

TEST(Trainer, ThreadsThatPredictAndSaveSeeWholeSteps) {
  Training alone, t;
  std::string history = text_of(*alone.fit(40));
  TestFolder folder;
  std::atomic<bool> done{false};
  std::atomic<int> rounds{0};
  std::thread reader([&] {
    auto own = make_ref<Context>();
    Problem p = wave_problem(20);
    while (!done) {
      call_method(*own, *t.net, "predict", {Value(p.x)});
      t.trainer->evaluate(*own, *t.validation);
      call_method(*own, *t.net, "save", {Value(folder / "net")});
      ++rounds;
    }
  });
  auto meet = [&](int64_t epoch) {  // or it might be over before the other thread is let run
    return make_ref<AfterBatch>(epoch, 2, [&] {
      int before = rounds;
      EXPECT_TRUE(comes([&] { return rounds > before; }));
    });
  };
  std::string found = text_of(*t.fit(40, {meet(1), meet(39)}));
  done = true;
  reader.join();
  EXPECT_EQ(found, history);
  EXPECT_EQ(t.bytes(), alone.bytes());
}

TEST(Trainer, ErrorsComeTyped) {
  Recipe s;
  Training t(s);
  const Function& fit = require_function("Trainer.fit");
  auto run = [&](ValueList arguments) {
    Results results;
    arguments.insert(arguments.begin(), Value(t.trainer));
    invoke(*t.context, fit, arguments, results);
  };
  EXPECT_ERROR(ErrorCode::kValue, run({Value(t.loader), Value(0)}), "epochs");
  EXPECT_ERROR(ErrorCode::kType, run({Value(t.net)}), "DataLoader");
  Problem p = wave_problem(10);
  auto single = make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{p.x}), LoaderOptions{});
  EXPECT_ERROR(ErrorCode::kType, run({Value(single)}), "an input and a target");
  Tensor none = Tensor::empty(DType::kFloat32, Shape{0, 2}), nothing = Tensor::empty(DType::kInt64, Shape{0});
  EXPECT_ERROR(
      ErrorCode::kValue,
      run({Value(make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{none, nothing}), LoaderOptions{}))}),
      "no batches");
  Tensor wide = Tensor::scalar(DType::kFloat32, 1).window(Shape{4, 3}, Strides{0, 0}, 0),
         classes = p.y.window(Shape{4}, Strides{1}, 0);
  EXPECT_ERROR(
      ErrorCode::kShape,
      run({Value(make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{wide, classes}), LoaderOptions{}))}),
      "0: linear");
  Trainer unreduced(*t.context, t.net, Value(&require_function("subtract")), t.optimizer, {}, nullptr);
  Tensor targets = Tensor::scalar(DType::kFloat32, 1).window(Shape{10, 2}, Strides{0, 0}, 0);
  auto floats = make_ref<DataLoader>(make_ref<TensorDataset>(std::vector<Tensor>{p.x, targets}), LoaderOptions{});
  EXPECT_ERROR(ErrorCode::kShape, unreduced.fit(*t.context, {floats, nullptr, 1, {}}), "one floating number");
  EXPECT_ERROR(ErrorCode::kValue,
               made<Trainer>(*t.context, "Trainer.new",
                             {Value(made<Module>(*t.context, "Linear.new", {Value(2), Value(2)})),
                              Value(&require_function("cross_entropy")), Value(t.optimizer)}),
               "model has not");
  EXPECT_ERROR(ErrorCode::kValue, Trainer(*t.context, t.net, Value(), t.optimizer, {{"val_acc", nullptr}}, nullptr),
               "val_acc");
  EXPECT_NO_THROW(run({Value(t.loader)}));
}

TEST(Trainer, HostErrorsKeepTheirTicket) {
  Training t;
  auto data = make_ref<Dataset>();
  data->set_host(5);
  t.context->host =
      make_ref<HostCode>([&](Context&, int64_t, const std::string& method, const ValueList&) -> ValueList {
        if (method == "length") return {Value(20)};
        throw Error(ErrorCode::kHost, "broken item").ticket(77);
      });
  auto loader = make_ref<DataLoader>(data, LoaderOptions{});
  try {
    t.trainer->fit(*t.context, {loader, nullptr, 1, {}});
    ADD_FAILURE() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.ticket(), 77);
  }
}

TEST(Trainer, MetricsOfTheHostSeeEachBatch) {
  Training t;
  int64_t rows = 0, resets = 0;
  t.context->host =
      make_ref<HostCode>([&](Context&, int64_t, const std::string& method, const ValueList& arguments) -> ValueList {
        if (method == "reset") rows = 0, ++resets;
        if (method == "update") rows += arguments[1].as_tensor().shape()[0];
        if (method == "compute") return {Value(static_cast<double>(rows))};
        return {};
      });
  auto metric = make_ref<Metric>();
  metric->set_host(9);
  Trainer trainer(*t.context, t.net, Value(&require_function("cross_entropy")), t.optimizer, {{"rows", metric}},
                  nullptr);
  Ref<History> history = trainer.fit(*t.context, {t.loader, t.validation, 2, {}});
  EXPECT_EQ(history->column("rows"), (std::vector<double>{70, 70}));
  EXPECT_EQ(history->column("val_rows"), (std::vector<double>{33, 33}));
  EXPECT_EQ(resets, 4);
}

TEST(Trainer, ParametersInMemoryOfOthersAreNotWritten) {
  static float data[4] = {1, 2, 3, 4};
  auto impl = make_ref<TensorImpl>();
  impl->shape = Shape{2, 2};
  impl->strides = Strides{2, 1};
  impl->storage = Storage::from_memory(data, sizeof data, true, {});
  Training t;
  auto net = make_ref<Module>();
  net->add_parameter("w", Tensor(impl));
  net->set_host(2);
  t.context->host =
      make_ref<HostCode>([&](Context& context, int64_t, const std::string&, const ValueList& arguments) -> ValueList {
        return {Value(op<"matmul">(context, arguments[0].as_tensor(), Tensor(impl)))};
      });
  for (bool capture : {true, false}) {
    auto rule = made<Optimizer>(*t.context, "SGD.new", {});
    Trainer trainer(*t.context, net, Value(&require_function("cross_entropy")), rule, {}, nullptr);
    trainer.capture = capture;
    EXPECT_ERROR(ErrorCode::kReadOnly, trainer.fit(*t.context, {t.loader, nullptr, 1, {}}), "somebody else");
  }
  EXPECT_EQ(data[0], 1);
}

TEST(Trainer, NothingIsLeft) {
  {
    Training once;
    once.fit(1);
  }
  int64_t tensors = live_tensors(), objects = live_objects();
  for (int i = 0; i < 20; ++i) {
    Training t;
    t.fit(2);
  }
  EXPECT_EQ(live_tensors(), tensors);
  EXPECT_EQ(live_objects(), objects);
}

}  // namespace
}  // namespace mixgrad
