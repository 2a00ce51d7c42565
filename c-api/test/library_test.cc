#include "c-api/test/support.h"

TEST(Library, SaysWhatItIs) {
  EXPECT_EQ(std::string(mixgrad_library_version()), std::to_string(MIXGRAD_VERSION_MAJOR) + "." +
                                                        std::to_string(MIXGRAD_VERSION_MINOR) + "." +
                                                        std::to_string(MIXGRAD_VERSION_PATCH));
  EXPECT_EQ(mixgrad_library_abi(), MIXGRAD_ABI);
  EXPECT_NE(std::string(mixgrad_library_build()).find("vector_instructions"), std::string::npos);
  const char* text = nullptr;
  size_t length = 0;
  expect_good(mixgrad_schema_json(&text, &length));
  EXPECT_EQ(std::string(text).size(), length);
  EXPECT_NE(std::string(text).find("\"name\":\"matmul\""), std::string::npos);
}

TEST(Library, MessagesAreUtf8WhateverIsInThem) {
  for (const char* bad : {"a\xff", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    mixgrad_function* function = nullptr;
    Owned<mixgrad_status> status(mixgrad_function_find(bad, 0, &function));
    ASSERT_NE(status, nullptr);
    for (std::string text : {std::string(mixgrad_status_message(status.get())),
                             std::string(mixgrad_status_field(status.get(), "given"))}) {
      EXPECT_NE(text.find("\xef\xbf\xbd"), std::string::npos) << text;
      EXPECT_EQ(text.find(bad), std::string::npos) << text;
    }
  }
  mixgrad_function* function = nullptr;
  Owned<mixgrad_status> status(mixgrad_function_find("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x8e\x93", 0, &function));
  EXPECT_NE(std::string(mixgrad_status_message(status.get())).find("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x8e\x93"),
            std::string::npos);
}

TEST(Library, Threads) {
  int before = mixgrad_library_threads();
  expect_good(mixgrad_library_set_threads(1));
  EXPECT_EQ(mixgrad_library_threads(), 1);
  EXPECT_EQ(code_of(mixgrad_library_set_threads(0)), MIXGRAD_STATUS_CODE_VALUE);
  expect_good(mixgrad_library_set_threads(before));
}

TEST(Library, ALimitIsATypedErrorAndNothingIsLost) {
  auto context = new_context();
  auto x = vector_of(context.get(), {1, 2, 3});
  expect_good(mixgrad_memory_set_limit(memory().bytes + 1000000));
  std::vector<mixgrad_value> sizes{value_of(int64_t{1000}), value_of(int64_t{1000})};
  mixgrad_status* status = try_call(context.get(), "full", {list_of(sizes), value_of(int64_t{0})});
  ASSERT_NE(status, nullptr);
  EXPECT_EQ(mixgrad_status_code_of(status), MIXGRAD_STATUS_CODE_OUT_OF_MEMORY);
  EXPECT_STREQ(mixgrad_status_field(status, "function"), "full");
  mixgrad_status_release(status);
  expect_good(mixgrad_memory_set_limit(0));
  expect_good(try_call(context.get(), "zeros", {list_of(sizes)}));
  EXPECT_EQ(read(x.get()), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(code_of(mixgrad_memory_set_limit(-1)), MIXGRAD_STATUS_CODE_VALUE);
  mixgrad_memory_trim();
  EXPECT_EQ(memory().pool_bytes, 0);
  mixgrad_memory_info small{};
  small.struct_size = 4;
  EXPECT_EQ(code_of(mixgrad_memory_describe(&small)), MIXGRAD_STATUS_CODE_VALUE);
}

TEST(Library, NullIsATypeErrorEverywhere) {
  constexpr int kType = MIXGRAD_STATUS_CODE_TYPE;
  auto context = new_context();
  mixgrad_value v{};
  mixgrad_context* made = nullptr;
  void* pointer = nullptr;
  int32_t ready = 0;
  size_t n = 0;
  EXPECT_EQ(code_of(mixgrad_memory_describe(nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_schema_json(nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_context_new(0, nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_context_with_recording(nullptr, 1, &made)), kType);
  EXPECT_EQ(code_of(mixgrad_context_with_scope(nullptr, nullptr, &made)), kType);
  EXPECT_EQ(code_of(mixgrad_context_with_generator(context.get(), nullptr, &made)), kType);
  EXPECT_EQ(code_of(mixgrad_context_set_host(nullptr, nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_context_set_seed(nullptr, 1)), kType);
  EXPECT_EQ(code_of(mixgrad_scope_new(nullptr, nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_scope_keep(nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_scope_close(nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_describe(nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_data(nullptr, &pointer)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_copy_out(nullptr, 18, 0, nullptr, 0)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_copy_in(nullptr, 18, 0, nullptr, 0)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_to_dlpack(nullptr, &pointer)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_from_dlpack(context.get(), nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_set_requires_grad(nullptr, 1)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_grad(context.get(), nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_tensor_set_grad(nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_function_find(nullptr, 0, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_call(context.get(), nullptr, nullptr, 0, nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_call(nullptr, find("abs"), &v, 1, &v, &n)), kType);
  EXPECT_EQ(code_of(mixgrad_object_get(context.get(), nullptr, "x", &v)), kType);
  EXPECT_EQ(code_of(mixgrad_object_set(context.get(), nullptr, "x", &v)), kType);
  EXPECT_EQ(code_of(mixgrad_object_set_host(nullptr, 1)), kType);
  EXPECT_EQ(code_of(mixgrad_object_iterate(context.get(), nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_iterator_next(context.get(), nullptr, &v)), kType);
  EXPECT_EQ(code_of(mixgrad_job_start(context.get(), nullptr, nullptr, 0, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_job_wait(nullptr, 0, &ready)), kType);
  EXPECT_EQ(code_of(mixgrad_job_take(nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_job_result(nullptr, nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_request_describe(nullptr, nullptr)), kType);
  EXPECT_EQ(code_of(mixgrad_request_answer(nullptr, nullptr, 0)), kType);
  EXPECT_EQ(code_of(mixgrad_request_fail(nullptr, 0, nullptr)), kType);
  EXPECT_EQ(mixgrad_status_code_of(nullptr), 0);
  EXPECT_EQ(mixgrad_status_field(nullptr, "code"), nullptr);
  EXPECT_EQ(mixgrad_status_ticket(nullptr), 0);
  EXPECT_EQ(mixgrad_tensor_identity(nullptr), 0);
  EXPECT_EQ(mixgrad_tensor_is_disposed(nullptr), 1);
  EXPECT_EQ(mixgrad_object_host(nullptr), 0);
  EXPECT_EQ(mixgrad_job_descriptor(nullptr), -1);
  EXPECT_STREQ(mixgrad_object_class(nullptr), "");
  EXPECT_STREQ(mixgrad_function_name(nullptr), "");
  mixgrad_status_release(nullptr);
  mixgrad_context_retain(nullptr);
  mixgrad_context_release(nullptr);
  mixgrad_scope_retain(nullptr);
  mixgrad_scope_release(nullptr);
  mixgrad_tensor_retain(nullptr);
  mixgrad_tensor_release(nullptr);
  mixgrad_tensor_dispose(nullptr);
  mixgrad_object_retain(nullptr);
  mixgrad_object_release(nullptr);
  mixgrad_iterator_release(nullptr);
  mixgrad_job_retain(nullptr);
  mixgrad_job_release(nullptr);
  mixgrad_job_cancel(nullptr);
  mixgrad_request_release(nullptr);
  mixgrad_event_clear(nullptr);
  mixgrad_value_clear(nullptr);
}

TEST(Library, HandlesAreCounted) {
  mixgrad_memory_info before = memory();
  {
    auto context = new_context();
    auto x = vector_of(context.get(), {1, 2});
    EXPECT_EQ(memory().handles, before.handles + 2);
    EXPECT_EQ(memory().tensors, before.tensors + 1);
    auto layer = make(context.get(), "ReLU.new", {});
    EXPECT_EQ(memory().objects, before.objects + 1);
  }
  EXPECT_EQ(memory().handles, before.handles);
  EXPECT_EQ(memory().tensors, before.tensors);
  EXPECT_EQ(memory().objects, before.objects);
  EXPECT_EQ(memory().bytes, before.bytes);
}
