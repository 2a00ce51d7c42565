#include <poll.h>

#include <cstring>

#include "c-api/test/support.h"

namespace {

mixgrad_value list_property(mixgrad_context* context, mixgrad_object* object, const char* name) {
  mixgrad_value v{};
  expect_good(mixgrad_object_get(context, object, name, &v));
  return v;
}

// A host whose functions square, fail, or do not answer.
struct TestHost {
  static constexpr int64_t kSquare = 1, kFail = 2, kSilent = 3;
  int calls = 0;
  static void handle(void* self, mixgrad_request* request) {
    ++static_cast<TestHost*>(self)->calls;
    mixgrad_request_info info{};
    info.struct_size = sizeof info;
    expect_good(mixgrad_request_describe(request, &info));
    if (info.host == kSilent) return;
    if (info.host == kFail) return expect_good(mixgrad_request_fail(request, 77, "the host does not want to"));
    auto y = call(info.context, "multiply", {info.arguments[0], info.arguments[0]});
    mixgrad_value answer = value_of(y.get());
    expect_good(mixgrad_request_answer(request, &answer, 1));
  }
};

mixgrad_value callback(int64_t number) {
  mixgrad_value v{};
  v.kind = MIXGRAD_KIND_CALLBACK;
  v.payload.as_int = number;
  return v;
}

}  // namespace

TEST(Object, PropertiesAndMethods) {
  auto context = new_context();
  auto layer = make(context.get(), "Linear.new", {value_of(int64_t{3}), value_of(int64_t{2})});
  EXPECT_STREQ(mixgrad_object_class(layer.get()), "Linear");
  EXPECT_EQ(list_property(context.get(), layer.get(), "out_features").payload.as_int, 2);
  mixgrad_value weight = list_property(context.get(), layer.get(), "weight");
  EXPECT_EQ(read(weight.payload.as_tensor).size(), 6u);
  mixgrad_value_clear(&weight);
  EXPECT_EQ(weight.kind, MIXGRAD_KIND_ABSENT);
  mixgrad_value v = value_of(int64_t{1});
  EXPECT_EQ(code_of(mixgrad_object_get(context.get(), layer.get(), "colour", &v)), MIXGRAD_STATUS_CODE_NOT_FOUND);
  EXPECT_EQ(code_of(mixgrad_object_set(context.get(), layer.get(), "in_features", &v)), MIXGRAD_STATUS_CODE_READ_ONLY);
  mixgrad_object_retain(layer.get());
  mixgrad_object_release(layer.get());
  mixgrad_value named{};
  expect_good(try_call(context.get(), "Module.named_parameters", {value_of(layer.get())}, &named));
  ASSERT_EQ(named.kind, MIXGRAD_KIND_MAP);
  EXPECT_EQ(named.length, 2u);
  EXPECT_EQ(std::string(named.payload.as_list[0].payload.as_string), "weight");
  mixgrad_value_clear(&named);
}

TEST(Object, StateOfAGeneratorCanBeSet) {
  auto context = new_context();
  auto generator = make(context.get(), "Generator.new", {value_of(int64_t{5})});
  std::vector<mixgrad_value> state{value_of(int64_t{5}), value_of(int64_t{12})};
  mixgrad_value v = list_of(state);
  expect_good(mixgrad_object_set(context.get(), generator.get(), "state", &v));
  mixgrad_value got = list_property(context.get(), generator.get(), "state");
  EXPECT_EQ(got.payload.as_list[1].payload.as_int, 12);
  mixgrad_value_clear(&got);
}

TEST(Object, OnlyOpenClassesHaveHosts) {
  auto context = new_context();
  auto module = make(context.get(), "Module.new", {});
  auto layer = make(context.get(), "ReLU.new", {});
  expect_good(mixgrad_object_set_host(module.get(), 9));
  EXPECT_EQ(mixgrad_object_host(module.get()), 9);
  EXPECT_EQ(code_of(mixgrad_object_set_host(layer.get(), 9)), MIXGRAD_STATUS_CODE_TYPE);
}

// A dataset of the host: item i is the number i.
struct DataHost {
  std::vector<std::string> asked;
  size_t struct_size = sizeof(mixgrad_request_info);
  static void handle(void* self, mixgrad_request* request) {
    auto& host = *static_cast<DataHost*>(self);
    mixgrad_request_info info{};
    info.n_calls = 1;  // what a host from before that field goes by
    info.struct_size = host.struct_size;
    expect_good(mixgrad_request_describe(request, &info));
    host.asked.push_back(std::string(info.method).append(" ").append(std::to_string(info.n_calls)));
    if (info.method == std::string("length")) {
      mixgrad_value length = value_of(int64_t{5});
      return expect_good(mixgrad_request_answer(request, &length, 1));
    }
    ASSERT_EQ(info.n_arguments, info.n_calls);
    std::vector<std::vector<mixgrad_value>> items;
    for (size_t i = 0; i < info.n_calls; ++i) items.push_back({info.arguments[i]});
    std::vector<mixgrad_value> results;
    for (auto& item : items) results.push_back(list_of(item));
    expect_good(mixgrad_request_answer(request, results.data(), results.size()));
  }
};

TEST(Host, ABatchIsOneRequestOfSeveralCallsOrSeveralRequests) {
  auto context = new_context();
  DataHost host;
  expect_good(mixgrad_context_set_host(context.get(), DataHost::handle, &host));
  auto data = make(context.get(), "Dataset.new", {});
  std::vector<mixgrad_value> indices{value_of(int64_t{3}), value_of(int64_t{1})};
  auto batch = [&] {
    host.asked.clear();
    mixgrad_value result{};
    expect_good(try_call(context.get(), "Dataset.get_batch", {value_of(data.get()), list_of(indices)}, &result));
    std::vector<double> numbers = read(result.payload.as_list[0].payload.as_tensor);
    mixgrad_value_clear(&result);
    EXPECT_EQ(numbers, (std::vector<double>{3, 1}));
    return host.asked;
  };
  expect_good(mixgrad_object_override(data.get(), 9, "length,get"));
  EXPECT_EQ(mixgrad_object_host(data.get()), 9);
  EXPECT_EQ(batch().back(), "get 2");
  EXPECT_EQ(host.asked.size(), 3u) << "twice the length";
  expect_good(mixgrad_object_set_host(data.get(), 9));
  host.struct_size = offsetof(mixgrad_request_info, n_calls);
  EXPECT_EQ(batch().back(), "get 1");
  EXPECT_EQ(host.asked.size(), 4u);
  EXPECT_EQ(code_of(mixgrad_object_override(data.get(), 9, "get,put")), MIXGRAD_STATUS_CODE_NOT_FOUND);
  EXPECT_EQ(code_of(mixgrad_object_override(data.get(), 9, nullptr)), MIXGRAD_STATUS_CODE_TYPE);
  auto layer = make(context.get(), "ReLU.new", {});
  EXPECT_EQ(code_of(mixgrad_object_override(layer.get(), 9, "")), MIXGRAD_STATUS_CODE_TYPE);
}

TEST(Object, LoadersAreWalkedOver) {
  auto context = new_context();
  auto x = vector_of(context.get(), {1, 2, 3});
  auto data = make(context.get(), "TensorDataset.new", {value_of(x.get())});
  auto loader = make(context.get(), "DataLoader.new", {value_of(data.get()), value_of(int64_t{2})});
  mixgrad_iterator* raw = nullptr;
  expect_good(mixgrad_object_iterate(context.get(), loader.get(), &raw));
  Owned<mixgrad_iterator> walk(raw);
  std::vector<size_t> sizes;
  for (mixgrad_value batch{};;) {
    expect_good(mixgrad_iterator_next(context.get(), walk.get(), &batch));
    if (batch.kind == MIXGRAD_KIND_ABSENT) break;
    sizes.push_back(read(batch.payload.as_list[0].payload.as_tensor).size());
    mixgrad_value_clear(&batch);
  }
  EXPECT_EQ(sizes, (std::vector<size_t>{2, 1}));
  mixgrad_iterator* none = nullptr;
  EXPECT_EQ(code_of(mixgrad_object_iterate(context.get(), data.get(), &none)), MIXGRAD_STATUS_CODE_TYPE);
}

TEST(Host, RunsOnTheCallingThread) {
  auto context = new_context();
  TestHost host;
  auto x = vector_of(context.get(), {1, 2, 3});
  std::vector<mixgrad_value> inputs{value_of(x.get())};
  EXPECT_EQ(code_of(try_call(context.get(), "custom", {list_of(inputs), callback(1)})), MIXGRAD_STATUS_CODE_HOST);
  expect_good(mixgrad_context_set_host(context.get(), TestHost::handle, &host));
  EXPECT_EQ(read(call(context.get(), "custom", {list_of(inputs), callback(TestHost::kSquare)}).get()),
            (std::vector<double>{1, 4, 9}));
  mixgrad_status* status = try_call(context.get(), "custom", {list_of(inputs), callback(TestHost::kFail)});
  EXPECT_EQ(mixgrad_status_ticket(status), 77);
  EXPECT_EQ(code_of(status), MIXGRAD_STATUS_CODE_HOST);
  EXPECT_EQ(code_of(try_call(context.get(), "custom", {list_of(inputs), callback(TestHost::kSilent)})),
            MIXGRAD_STATUS_CODE_HOST);
  EXPECT_EQ(host.calls, 3);
}

TEST(Host, ATraceHasNoElements) {
  auto context = new_context();
  struct Reader {
    int code = 0;
    static void handle(void* self, mixgrad_request* request) {
      mixgrad_request_info info{};
      info.struct_size = sizeof info;
      expect_good(mixgrad_request_describe(request, &info));
      EXPECT_EQ(mixgrad_context_tracing(info.context), 1);
      double out[3];
      static_cast<Reader*>(self)->code = code_of(
          mixgrad_tensor_copy_out(info.arguments[0].payload.as_tensor, MIXGRAD_DTYPE_FLOAT64, 0, out, sizeof out));
      auto y = call(info.context, "sum", {info.arguments[0]});
      mixgrad_value answer = value_of(y.get());
      expect_good(mixgrad_request_answer(request, &answer, 1));
    }
  } reader;
  expect_good(mixgrad_context_set_host(context.get(), Reader::handle, &reader));
  auto x = vector_of(context.get(), {1, 2, 3});
  std::vector<mixgrad_value> inputs{value_of(x.get())};
  mixgrad_value result{};
  expect_good(try_call(context.get(), "grad", {callback(1), list_of(inputs)}, &result));
  EXPECT_EQ(reader.code, MIXGRAD_STATUS_CODE_TRACE);
  EXPECT_EQ(read(result.payload.as_list[0].payload.as_tensor), (std::vector<double>{1, 1, 1}));
  mixgrad_value_clear(&result);
}
