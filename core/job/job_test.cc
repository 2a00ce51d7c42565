// What a job asks of its host while it trains: batches of the host's datasets, ahead of the step that needs them.
#include "core/job/job.h"

#include <deque>
#include <set>

#include "core/nn/exclusive.h"
#include "core/runtime/test_support.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

constexpr int kLongest = 600'000;  // milliseconds, of which a busy machine may need many
constexpr int64_t kHost = 5, kBatch = 16, kItems = 70;

// The rows of a problem as a dataset of the host, in a job that trains on it.
class HostData {
 public:
  explicit HostData(int64_t batch_size = kBatch, int64_t prefetch = 2, bool many = true, bool shuffle = true) {
    data_->set_host(kHost, many ? Object::kManyCalls : Object::kAllMethods);
    LoaderOptions options;
    options.batch_size = batch_size;
    options.prefetch = prefetch;
    options.shuffle = shuffle;
    t.loader = make_ref<DataLoader>(data_, options);
  }

  void start(int64_t epochs) {
    job = Job::start(t.context, require_function("Trainer.fit"), {Value(t.trainer), Value(t.loader), Value(epochs)});
  }
  // The next request that is not for the length; null at the end, or where there is none in that time.
  Ref<Request> next_request(int milliseconds = kLongest) {
    while (job->wait(milliseconds)) {
      JobEvent event = job->take();
      if (event.kind == JobEvent::Kind::kDone) {
        done = true;
        return nullptr;
      }
      if (event.kind != JobEvent::Kind::kRequest) continue;
      if (event.request->method != "length") return event.request;
      event.request->answer({Value(kItems)});
    }
    return nullptr;
  }
  // Leaves unanswered what was asked for ahead.
  void let_it_end() {
    while (next_request()) {
    }
  }
  ValueList items(const Request& request) {
    EXPECT_EQ(request.method, "get");
    EXPECT_EQ(request.host, kHost);
    EXPECT_EQ(static_cast<int64_t>(request.arguments.size()), request.calls);
    ValueList out;
    for (const Value& v : request.arguments) out.push_back(item(v.as_int()));
    return out;
  }
  Value item(int64_t i) const {
    Tensor x = problem_.x.window(Shape{2}, Strides{1}, 2 * i);
    return Value(ValueList{Value(x), Value(problem_.y.data<int64_t>()[i])});
  }
  void answer_all() {
    while (Ref<Request> request = next_request()) request->answer(items(*request));
  }
  std::string outcome() {
    ValueList results = job->result();
    return text_of(object_as<History>(results[0])) + t.bytes();
  }

  Training t{Recipe{}};
  Ref<Job> job;
  bool done = false;

 private:
  Ref<Dataset> data_ = make_ref<Dataset>();
  Problem problem_ = wave_problem(kItems);
};

std::string with_native_data(bool shuffle = true, int64_t batch_size = kBatch) {
  Training t;
  LoaderOptions options = t.loader->options();
  options.shuffle = shuffle;
  options.batch_size = batch_size;
  t.loader = make_ref<DataLoader>(t.loader->dataset(), options);
  std::string history = text_of(*t.trainer->fit(*t.context, {t.loader, nullptr, 2, {}}));
  return history + t.bytes();
}

TEST(Job, ABatchIsOneRequestAndTwoAreAskedForAhead) {
  HostData h;
  h.start(2);
  std::deque<Ref<Request>> open;
  for (int i = 0; i < 3; ++i) {
    open.push_back(h.next_request());
    ASSERT_TRUE(open.back());
    EXPECT_EQ(open.back()->calls, kBatch);
  }
  EXPECT_FALSE(h.next_request(200)) << "two beside the one that is waited for";
  std::set<int64_t> seen;
  for (int epoch = 0; epoch < 2; ++epoch) {
    seen.clear();
    for (int64_t batch = 0; batch < 5; ++batch) {
      if (open.empty()) open.push_back(h.next_request());
      Ref<Request> request = open.front();
      open.pop_front();
      EXPECT_EQ(request->calls, batch < 4 ? kBatch : kItems % kBatch);
      for (const Value& v : request->arguments) EXPECT_TRUE(seen.insert(v.as_int()).second);
      request->answer(h.items(*request));
      if (batch < 2) {  // one more is asked for as soon as a step begins, before the next one's answer is there
        open.push_back(h.next_request());
        ASSERT_TRUE(open.back());
      }
    }
    EXPECT_EQ(static_cast<int64_t>(seen.size()), kItems);
  }
  EXPECT_FALSE(h.next_request());
  ASSERT_TRUE(h.done);
  EXPECT_EQ(h.outcome(), with_native_data());
}

TEST(Job, AHostThatHasNotSaidSoIsAskedItemByItemInTurn) {
  HostData h(kBatch, 2, false);
  h.start(2);
  int requests = 0;
  while (Ref<Request> request = h.next_request()) {
    EXPECT_EQ(request->calls, 1);
    ++requests;
    EXPECT_FALSE(h.next_request(0)) << "something else is asked for meanwhile";
    request->answer(h.items(*request));
  }
  EXPECT_EQ(requests, 2 * kItems);
  EXPECT_EQ(h.outcome(), with_native_data());
}

TEST(Job, WithoutPrefetchNothingIsAskedForAhead) {
  HostData h(kBatch, 0);
  h.start(2);
  while (Ref<Request> request = h.next_request()) {
    EXPECT_GT(request->calls, 1);
    EXPECT_FALSE(h.next_request(0));
    request->answer(h.items(*request));
  }
  EXPECT_EQ(h.outcome(), with_native_data());
}

// The host may make each item in the same memory.
TEST(Job, AnAnswerIsCopiedBeforeTheHostGoesOn) {
  HostData h(1, 2, true, false);
  Tensor memory = Tensor::empty(DType::kFloat32, Shape{2});
  h.start(2);
  while (Ref<Request> request = h.next_request()) {
    Value item = h.items(*request)[0];
    copy_cpu(item.as_list()[0].as_tensor(), memory);
    request->answer({Value(ValueList{Value(memory), item.as_list()[1]})});
    memory.data<float>()[0] = memory.data<float>()[1] = 1e30f;
  }
  EXPECT_EQ(h.outcome(), with_native_data(false, 1));
}

// Dropout draws in each step, so numbers that items draw have to be drawn between the right steps.
TEST(Job, ItemsThatDrawRandomNumbersAreMadeInTheirTurn) {
  auto run = [](int64_t prefetch, bool many) {
    HostData h(kBatch, prefetch, many);
    h.start(3);
    while (Ref<Request> request = h.next_request()) {
      ValueList items = h.items(*request);
      for (Value& item : items) {
        Tensor x = item.as_list()[0].as_tensor();
        Tensor noise = op<"uniform">(*request->context, Value(x.shape()));
        item = Value(ValueList{Value(op<"add">(*request->context, x, noise)), item.as_list()[1]});
      }
      request->answer(items);
    }
    return h.outcome();
  };
  std::string in_turn = run(0, false);
  EXPECT_EQ(run(0, true), in_turn);
  EXPECT_EQ(run(2, true), in_turn);
  EXPECT_EQ(run(100, true), in_turn);
}

TEST(Job, AnErrorOfTheHostComesWithItsBatch) {
  HostData h;
  h.start(1);
  int batch = 0;
  while (Ref<Request> request = h.next_request()) {
    if (batch++ == 2)
      request->fail(77, "broken item");
    else
      request->answer(h.items(*request));
  }
  ASSERT_TRUE(h.done);
  try {
    h.job->result();
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kHost);
    EXPECT_EQ(e.ticket(), 77);
  }
  Training two;
  auto after_two = make_ref<AfterBatch>(1, 2, [] { throw Error(ErrorCode::kHost, "enough"); });
  EXPECT_ERROR(ErrorCode::kHost, two.trainer->fit(*two.context, {two.loader, nullptr, 1, {after_two}}), "enough");
  EXPECT_EQ(h.t.bytes(), two.bytes()) << "the steps before it were made";
}

bool is_trained(Module& net) {
  try {
    TreeClaim claim(net, "claimed");
    return false;
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kBusy);
    return true;
  }
}

TEST(Job, WhatWasAskedForAheadIsWithdrawnAtAnError) {
  HostData h;
  h.start(1);
  Ref<Request> first = h.next_request(), second = h.next_request();
  ASSERT_TRUE(second);
  ASSERT_TRUE(h.job->wait(kLongest)) << "the third waits to be taken";
  ValueList one_item_less = h.items(*first);
  one_item_less.pop_back();
  first->answer(one_item_less);
  ASSERT_TRUE(comes([&] { return !is_trained(*h.t.net); }));
  EXPECT_FALSE(h.next_request()) << "the third is not asked for any more";
  EXPECT_TRUE(h.done);
  second->answer(h.items(*second));  // too late: ignored
  EXPECT_ERROR(ErrorCode::kHost, h.job->result(), "one result");
}

TEST(Job, ACancelEndsItWhileTheHostStillWorks) {
  HostData h;
  h.start(1);
  Ref<Request> first = h.next_request();
  ASSERT_TRUE(first);
  h.job->cancel();
  h.let_it_end();
  EXPECT_TRUE(h.done);
  first->answer(h.items(*first));
  EXPECT_ERROR(ErrorCode::kCancelled, h.job->result(), "cancelled");
}

TEST(Job, WhatTheHostAnswersWronglyIsItsError) {
  HostData h;
  h.start(1);
  Ref<Request> first = h.next_request();
  ASSERT_TRUE(first);
  ValueList items = h.items(*first);
  items[3] = Value(ValueList{Value(1.0)});
  first->answer(items);
  h.let_it_end();
  EXPECT_ERROR(ErrorCode::kType, h.job->result(), "as many tensors");
}

// Outside of jobs nobody could answer meanwhile: a batch is one request, when it is taken.
TEST(DirectHost, ABatchIsOneRequest) {
  auto context = context_with_seed(3);
  std::vector<int64_t> calls;
  context->host = make_ref<DirectHost>([&](const Ref<Request>& request) {
    if (request->method == "length") return request->answer({Value(5)});
    calls.push_back(request->calls);
    ValueList out;
    for (const Value& v : request->arguments) out.push_back(Value(ValueList{Value(v.as_int())}));
    request->answer(out);
  });
  auto data = make_ref<Dataset>();
  data->set_host(kHost, Object::kManyCalls);
  LoaderOptions options;
  options.batch_size = 2;
  DataLoader loader(data, options);
  auto source = loader.open(*context);
  std::vector<Tensor> batch;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(source->next(*context, batch));
    EXPECT_EQ(static_cast<int>(calls.size()), i + 1);
    EXPECT_EQ(batch[0].data<int64_t>()[0], 2 * i);
  }
  EXPECT_FALSE(source->next(*context, batch));
  EXPECT_EQ(calls, (std::vector<int64_t>{2, 2, 1}));
}

}  // namespace
}  // namespace mixgrad
