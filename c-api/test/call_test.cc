#include <cstring>

#include "c-api/test/support.h"
#include "mixgrad/ops.h"

TEST(Call, FindsFunctionsConstructorsAndMethods) {
  for (const char* name : {"add", "mul", "Linear.new", "Linear.forward"}) EXPECT_NE(find(name), nullptr) << name;
  EXPECT_STREQ(mixgrad_function_name(find("mul")), "multiply");
  mixgrad_function* function = nullptr;
  EXPECT_EQ(code_of(mixgrad_function_find("no such thing", 0, &function)), MIXGRAD_STATUS_CODE_NOT_FOUND);
  EXPECT_EQ(code_of(mixgrad_function_find("add", 99, &function)), MIXGRAD_STATUS_CODE_VERSION);
  EXPECT_EQ(function, nullptr);
}

TEST(Call, RoomIsCheckedBeforeAnythingRuns) {
  auto context = new_context();
  auto x = vector_of(context.get(), {1});
  mixgrad_value arguments[2] = {value_of(x.get()), value_of(int64_t{1})};
  size_t room = 0;
  EXPECT_EQ(code_of(mixgrad_call(context.get(), find("add_"), arguments, 2, nullptr, &room)),
            MIXGRAD_STATUS_CODE_VALUE);
  EXPECT_EQ(read(x.get()), (std::vector<double>{1}));
}

TEST(Call, ErrorsHaveFieldsInTheCallersCounting) {
  auto zero = new_context(), r = new_context(MIXGRAD_INDEX_CONVENTION_R);
  mixgrad_context* julia_raw = nullptr;
  expect_good(mixgrad_context_new(MIXGRAD_INDEX_CONVENTION_JULIA, "axis=dims\nsum=sum", &julia_raw));
  Owned<mixgrad_context> julia(julia_raw);
  auto x = vector_of(zero.get(), {1, 2});
  auto message = [&](mixgrad_context* context, int64_t axis) {
    mixgrad_status* status = try_call(context, "sum", {value_of(x.get()), value_of(axis)});
    std::string text = mixgrad_status_message(status);
    EXPECT_STREQ(mixgrad_status_field(status, "code"), "index");
    EXPECT_STREQ(mixgrad_status_field(status, "function"), "sum");
    EXPECT_STREQ(mixgrad_status_field(status, "argument"), "axis");
    EXPECT_EQ(mixgrad_status_field(status, "no such field"), nullptr);
    EXPECT_EQ(code_of(status), MIXGRAD_STATUS_CODE_INDEX);
    return text;
  };
  EXPECT_NE(message(zero.get(), 1).find("axis 1 does not exist"), std::string::npos) << message(zero.get(), 1);
  EXPECT_NE(message(r.get(), 2).find("axis 2 does not exist"), std::string::npos) << message(r.get(), 2);
  EXPECT_NE(message(r.get(), 0).find("counted from 1"), std::string::npos) << message(r.get(), 0);
  EXPECT_NE(message(julia.get(), 2).find("dims"), std::string::npos) << message(julia.get(), 2);
  EXPECT_NE(message(julia.get(), -1).find("counted from 1"), std::string::npos) << message(julia.get(), -1);
  EXPECT_EQ(read(call(r.get(), "sum", {value_of(x.get()), value_of(int64_t{-1})}).get()), (std::vector<double>{3}));
  EXPECT_EQ(mixgrad_context_convention(r.get()), MIXGRAD_INDEX_CONVENTION_R);
}

TEST(Call, IndicesAreShiftedBothWays) {
  auto r = new_context(MIXGRAD_INDEX_CONVENTION_R);
  auto x = vector_of(r.get(), {5, 9, 7});
  EXPECT_EQ(read(call(r.get(), "argmax", {value_of(x.get())}).get()), (std::vector<double>{2}));
  int64_t shape = 2, good[2] = {3, 1}, bad[2] = {0, 1};
  mixgrad_tensor* raw = nullptr;
  expect_good(mixgrad_tensor_from_copy(r.get(), good, MIXGRAD_DTYPE_INT64, 1, &shape, nullptr, &raw));
  Owned<mixgrad_tensor> indices(raw);
  EXPECT_EQ(read(call(r.get(), "take", {value_of(x.get()), value_of(indices.get()), value_of(int64_t{1})}).get()),
            (std::vector<double>{7, 5}));
  expect_good(mixgrad_tensor_from_copy(r.get(), bad, MIXGRAD_DTYPE_INT64, 1, &shape, nullptr, &raw));
  indices.reset(raw);
  mixgrad_status* status =
      try_call(r.get(), "take", {value_of(x.get()), value_of(indices.get()), value_of(int64_t{1})});
  ASSERT_NE(status, nullptr);
  EXPECT_STREQ(mixgrad_status_field(status, "function"), "take");
  EXPECT_STREQ(mixgrad_status_field(status, "argument"), "indices");
  EXPECT_EQ(code_of(status), MIXGRAD_STATUS_CODE_INDEX);
}

TEST(Call, SlicesAreInclusiveFromOne) {
  auto julia = new_context(MIXGRAD_INDEX_CONVENTION_JULIA);
  auto x = vector_of(julia.get(), {1, 2, 3, 4, 5});
  auto part = [&](int64_t start, int64_t stop, int64_t step) {
    mixgrad_value bounds[3] = {value_of(start), value_of(stop), value_of(step)};
    mixgrad_value slice{};
    slice.kind = MIXGRAD_KIND_SLICE;
    slice.payload.as_list = bounds;
    std::vector<mixgrad_value> items{slice};
    return read(call(julia.get(), "getitem", {value_of(x.get()), list_of(items)}).get());
  };
  EXPECT_EQ(part(2, 4, 1), (std::vector<double>{2, 3, 4}));
  EXPECT_EQ(part(1, 5, 2), (std::vector<double>{1, 3, 5}));
  EXPECT_EQ(part(5, 1, -1), (std::vector<double>{5, 4, 3, 2, 1}));
  EXPECT_EQ(part(4, 2, -2), (std::vector<double>{4, 2}));
  EXPECT_EQ(part(3, 2, 1), (std::vector<double>{}));
}

TEST(Call, SeedsAndGenerators) {
  auto context = new_context();
  std::vector<mixgrad_value> shape{value_of(int64_t{4})};
  auto draw = [&](mixgrad_context* c) { return read(call(c, "uniform", {list_of(shape)}).get()); };
  expect_good(mixgrad_context_set_seed(context.get(), 7));
  std::vector<double> first = draw(context.get()), second = draw(context.get());
  EXPECT_NE(first, second);
  expect_good(mixgrad_context_set_seed(context.get(), 7));
  EXPECT_EQ(draw(context.get()), first);
  auto generator = make(context.get(), "Generator.new", {value_of(int64_t{7})});
  mixgrad_context* with = nullptr;
  expect_good(mixgrad_context_with_generator(context.get(), generator.get(), &with));
  EXPECT_EQ(draw(with), first);
  mixgrad_context_retain(with);
  mixgrad_context_release(with);
  mixgrad_context_release(with);
}

TEST(Call, RecordingBelongsToTheContext) {
  auto context = new_context();
  mixgrad_context* raw = nullptr;
  expect_good(mixgrad_context_with_recording(context.get(), 0, &raw));
  Owned<mixgrad_context> quiet(raw);
  EXPECT_EQ(mixgrad_context_recording(context.get()), 1);
  EXPECT_EQ(mixgrad_context_recording(quiet.get()), 0);
  EXPECT_EQ(mixgrad_context_tracing(context.get()), 0);
  auto x = vector_of(context.get(), {1});
  expect_good(mixgrad_tensor_set_requires_grad(x.get(), 1));
  auto y = call(quiet.get(), "negative", {value_of(x.get())});
  EXPECT_EQ(code_of(try_call(context.get(), "backward", {value_of(y.get())})), MIXGRAD_STATUS_CODE_GRADIENT);
}

TEST(Call, GarbageInValuesIsATypedError) {
  auto context = new_context();
  mixgrad_value strange{};
  strange.kind = 4242;
  EXPECT_EQ(code_of(try_call(context.get(), "abs", {strange})), MIXGRAD_STATUS_CODE_TYPE);
  mixgrad_value hollow{};
  hollow.kind = MIXGRAD_KIND_LIST;
  hollow.length = 3;
  EXPECT_EQ(code_of(try_call(context.get(), "concat", {hollow})), MIXGRAD_STATUS_CODE_TYPE);
  mixgrad_value itself{};
  itself.kind = MIXGRAD_KIND_LIST;
  itself.length = 1;
  itself.payload.as_list = &itself;
  EXPECT_EQ(code_of(try_call(context.get(), "concat", {itself})), MIXGRAD_STATUS_CODE_TYPE);
  EXPECT_EQ(code_of(try_call(context.get(), "abs", std::vector<mixgrad_value>(30, value_of(int64_t{1})))),
            MIXGRAD_STATUS_CODE_TYPE);
}

TEST(Call, TypedWrappersOfOps) {
  auto context = new_context();
  auto x = vector_of(context.get(), {-1, 2});
  mixgrad_tensor* y = nullptr;
  expect_good(mixgrad_op_abs(context.get(), x.get(), &y));
  EXPECT_EQ(read(y), (std::vector<double>{1, 2}));
  mixgrad_tensor_release(y);
}
