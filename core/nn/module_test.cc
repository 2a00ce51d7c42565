#include "core/nn/module.h"

#include "core/autograd/node.h"
#include "core/graph/trace.h"
#include "core/io/file.h"
#include "core/io/safetensors.h"
#include "core/nn/exclusive.h"
#include "core/train/train_test_support.h"

namespace mixgrad {
namespace {

Tensor tensor_of(const ValueList& results) { return results.at(0).as_tensor(); }
std::vector<float> floats(const Tensor& t) { return elements<float>(t); }

class ModuleFiles : public testing::Test {
 protected:
  Ref<Module> make(int64_t hidden) {
    ValueList layers{Value(made<Module>(*context, "Linear.new", {Value(3), Value(hidden)})),
                     Value(made<Module>(*context, "Dropout.new", {})),
                     Value(made<Module>(*context, "Linear.new", {Value(hidden), Value(2)}))};
    auto body = made<Module>(*context, "Sequential.new", {Value(layers)});
    auto net = make_ref<Module>();
    net->add_child("body", body);
    net->set_host(1);
    context->host =
        make_ref<HostCode>([](Context& inside, int64_t, const std::string&, const ValueList& arguments) -> ValueList {
          return {Value(module_forward(inside, *current, arguments[0].as_tensor()))};
        });
    return net;
  }
  static inline Module* current = nullptr;
  Ref<Context> context = context_with_seed(1);
  TestFolder folder;
};

TEST_F(ModuleFiles, SaveAndLoad) {
  Ref<Module> a = make(4), b = make(4);
  a->children()[0].second->add_buffer("steps", Tensor::scalar(DType::kInt64, 7));
  b->children()[0].second->add_buffer("steps", Tensor::scalar(DType::kInt64, 0));
  std::string path = folder / "net.safetensors";
  call_method(*context, *a, "save", {Value(path)});
  ValueList loaded = call_method(*context, *b, "load", {Value(path)});
  EXPECT_EQ(loaded.at(0).as_object(), b.get());
  Module::NamedTensors one = a->named_state(), two = b->named_state();
  ASSERT_EQ(one.size(), 5u);
  EXPECT_EQ(one[0].first, "body.steps");
  EXPECT_EQ(one[1].first, "body.0.weight");
  EXPECT_EQ(elements<int64_t>(two[0].second), std::vector<int64_t>{7});
  for (size_t i = 1; i < 5; ++i) {
    EXPECT_EQ(floats(one[i].second), floats(two[i].second));
    EXPECT_FALSE(one[i].second.same(two[i].second));
  }
  EXPECT_EQ(read_safetensors(path).tensors.size(), 5u);
}

TEST_F(ModuleFiles, AFileThatDoesNotFitChangesNothing) {
  Ref<Module> a = make(4), wide = make(5);
  std::string path = folder / "wide";
  call_method(*context, *wide, "save", {Value(path)});
  Module::NamedTensors state = a->named_state();
  std::vector<std::vector<float>> before;
  for (auto& [name, t] : state) before.push_back(floats(t));
  EXPECT_ERROR(ErrorCode::kShape, call_method(*context, *a, "load", {Value(path)}), "body.0.weight");
  SafeTensors file = read_safetensors(path);
  file.tensors.erase(file.tensors.begin());
  write_safetensors(path, file);
  EXPECT_ERROR(ErrorCode::kNotFound, call_method(*context, *wide, "load", {Value(path)}), "lacks 'body.0.weight'");
  call_method(*context, *a, "save", {Value(path)});
  file = read_safetensors(path);
  file.tensors.emplace_back("extra", Tensor::scalar(DType::kFloat32, 0));
  write_safetensors(path, file);
  EXPECT_ERROR(ErrorCode::kNotFound, call_method(*context, *a, "load", {Value(path)}), "has 'extra'");
  file.tensors.pop_back();
  file.tensors[3].second = Tensor::empty(DType::kFloat16, file.tensors[3].second.shape());
  write_safetensors(path, file);
  EXPECT_ERROR(ErrorCode::kDType, call_method(*context, *a, "load", {Value(path)}), "float16");
  EXPECT_ERROR(ErrorCode::kIo, call_method(*context, *a, "load", {Value(folder / "none")}), "none");
  EXPECT_ERROR(ErrorCode::kIo, call_method(*context, *a, "save", {Value(folder / "no/where")}), "where");
  for (size_t i = 0; i < state.size(); ++i) EXPECT_EQ(floats(state[i].second), before[i]);
}

std::string saved_bytes(Context& context, Module& module) {
  return call_method(context, module, "save_bytes", {}).at(0).as_string();
}

TEST_F(ModuleFiles, BytesAreThoseOfTheFile) {
  Ref<Module> a = make(4), b = make(4);
  std::string path = folder / "net.safetensors", data = saved_bytes(*context, *a);
  call_method(*context, *a, "save", {Value(path)});
  std::vector<uint8_t> file = read_file(path, 1 << 20);
  EXPECT_EQ(data, std::string(file.begin(), file.end()));
  ValueList loaded = call_method(*context, *b, "load_bytes", {Value::bytes(data)});
  EXPECT_EQ(loaded.at(0).as_object(), b.get());
  EXPECT_EQ(saved_bytes(*context, *b), data);
}

TEST_F(ModuleFiles, BytesAreRefusedWhereOneValueCouldNotHoldThem) {
  Ref<Module> a = make(4);
  Tensor wide = Tensor::empty(DType::kFloat64, Shape{1}).window(Shape{int64_t{1} << 29}, Strides{0}, 0);
  call_method(*context, *a, "register_buffer", {Value("wide"), Value(wide)});
  EXPECT_ERROR(ErrorCode::kValue, saved_bytes(*context, *a), "save it to a file");
}

TEST_F(ModuleFiles, BytesThatDoNotFitOrAreBrokenChangeNothing) {
  Ref<Module> a = make(4), wide = make(5);
  std::string before = saved_bytes(*context, *a);
  auto load = [&](std::string data) { call_method(*context, *a, "load_bytes", {Value::bytes(std::move(data))}); };
  EXPECT_ERROR(ErrorCode::kShape, load(saved_bytes(*context, *wide)), "body.0.weight");
  EXPECT_ERROR(ErrorCode::kNotFound, load(safetensors_bytes({})), "data lacks 'body.0.weight'");
  EXPECT_ERROR(ErrorCode::kType, call_method(*context, *a, "load_bytes", {Value("text")}), "bytes");
  for (size_t length = 0; length < before.size(); ++length)
    EXPECT_ERROR(ErrorCode::kFormat, load(before.substr(0, length)), "'data' is broken");
  EXPECT_ERROR(ErrorCode::kFormat, load(before + "x"), "data");
  std::string huge = before;  // a header that claims to be longer than all memory
  for (size_t i = 0; i < 8; ++i) huge[i] = '\xff';
  EXPECT_ERROR(ErrorCode::kFormat, load(huge), "the header is longer");
  std::string overlapping = before;
  size_t at = overlapping.find("\"data_offsets\":[");
  overlapping.replace(at + 16, 1, "9");
  EXPECT_ERROR(ErrorCode::kFormat, load(overlapping), "data");
  try {
    load("");
  } catch (const Error& e) {
    EXPECT_EQ(e.argument(), "data");
    EXPECT_EQ(e.function(), "Module.load_bytes");
  }
  EXPECT_EQ(saved_bytes(*context, *a), before);
}

TEST_F(ModuleFiles, ParametersInMemoryOfOthersAreNotWritten) {
  static float data[2] = {1, 2};
  auto impl = make_ref<TensorImpl>();
  impl->shape = Shape{2};
  impl->strides = Strides{1};
  impl->storage = Storage::from_memory(data, sizeof data, true, {});
  auto module = make_ref<Module>();
  module->add_parameter("w", Tensor(impl));
  call_method(*context, *module, "save", {Value(folder / "a")});
  EXPECT_ERROR(ErrorCode::kReadOnly, call_method(*context, *module, "load", {Value(folder / "a")}), "w");
}

TEST_F(ModuleFiles, PredictsInEvaluationModeInParts) {
  Ref<Module> net = make(4);
  current = net->children()[0].second.get();
  Tensor x = wave_problem(15).x.window(Shape{10, 3}, Strides{3, 1}, 0);
  net->children()[0].second->set_training(false);
  current->children()[0].second->set_training(true);
  Tensor whole = tensor_of(call_method(*context, *net, "predict", {Value(x)}));
  EXPECT_EQ(whole.shape().text(), "[10, 2]");
  EXPECT_EQ(meta_of(whole), nullptr);
  Tensor parts = tensor_of(call_method(*context, *net, "predict", {Value(x), Value(4)}));
  std::vector<float> one = floats(whole), two = floats(parts);
  ASSERT_EQ(one.size(), two.size());
  for (size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i], two[i], 1e-6) << "products of another shape";
  EXPECT_TRUE(net->training());
  EXPECT_FALSE(current->training());
  EXPECT_TRUE(current->children()[0].second->training());
  EXPECT_ERROR(ErrorCode::kShape, call_method(*context, *net, "predict", {Value(Tensor::scalar(DType::kFloat32, 1))}),
               "rank 0");
  EXPECT_ERROR(ErrorCode::kValue, call_method(*context, *net, "predict", {Value(x), Value(0)}), "batch_size");
  EXPECT_EQ(tensor_of(call_method(*context, *net, "predict", {Value(x.window(Shape{0, 3}, Strides{3, 1}, 0))}))
                .shape()
                .text(),
            "[0, 2]");
  EXPECT_ERROR(ErrorCode::kShape,
               call_method(*context, *net, "predict", {Value(x.window(Shape{3, 10}, Strides{10, 1}, 0))}),
               "body.0: linear");
}

TEST_F(ModuleFiles, Summary) {
  Ref<Module> net = make(4);
  current = net->children()[0].second.get();
  std::string text = call_method(*context, *net, "summary", {Value(Shape{5, 3})}).at(0).as_string();
  EXPECT_EQ(text,
            "Layer  Class       Output  Parameters\n"
            "-------------------------------------\n"
            "body   Sequential  [5, 2]           -\n"
            "  0    Linear      [5, 4]          16\n"
            "  1    Dropout     [5, 4]           -\n"
            "  2    Linear      [5, 2]          10\n"
            "-------------------------------------\n"
            "Parameters: 26 (104 B)\n"
            "Trainable: 26\n"
            "Fixed: 0\n");
  Results results;
  invoke(*context, require_function("summary"), ValueList{Value(net), Value(Shape{5, 3})}, results);
  EXPECT_EQ(results.values.at(0).as_string(), text);
  EXPECT_TRUE(net->training());
  EXPECT_ERROR(ErrorCode::kShape, call_method(*context, *net, "summary", {Value(Shape{5, 4})}), "body.0: linear");
  auto layer = made<Module>(*context, "Linear.new", {Value(2), Value(1)});
  EXPECT_NE(
      call_method(*context, *layer, "summary", {Value(Shape{1, 2})}).at(0).as_string().find("Linear  Linear  [1, 1]"),
      std::string::npos);
}

TEST_F(ModuleFiles, ChangesDType) {
  Ref<Module> net = make(4);
  current = net->children()[0].second.get();
  net->add_buffer("steps", Tensor::scalar(DType::kInt64, 7));
  Tensor weight = current->children()[0].second->find_own("weight");
  std::vector<float> before = floats(weight);
  ValueList results = call_method(*context, *net, "to", {Value("cpu"), Value(DType::kFloat64)});
  EXPECT_EQ(results.at(0).as_object(), net.get());
  EXPECT_EQ(weight.dtype(), DType::kFloat64);
  EXPECT_EQ(elements<double>(weight), std::vector<double>(before.begin(), before.end()));
  EXPECT_EQ(net->find_own("steps").dtype(), DType::kInt64);
  EXPECT_TRUE(wants_gradient(weight));
  call_method(*context, *net, "to", {Value(), Value("float32")});
  EXPECT_EQ(floats(weight), before);
  EXPECT_ERROR(ErrorCode::kDevice, call_method(*context, *net, "to", {Value("cuda:0")}), "cuda:0");
  EXPECT_ERROR(ErrorCode::kDType, call_method(*context, *net, "to", {Value(), Value(DType::kInt32)}), "int32");
}

TEST_F(ModuleFiles, PredictWorksOnValues) {
  Ref<Module> net = made<Module>(*context, "Linear.new", {Value(3), Value(2)});
  Tensor x = Tensor::empty(DType::kFloat32, Shape{1, 3});
  Ref<Context> quiet = context->with_recording(false);
  auto traced = [&] {
    trace(*quiet, specs_of({x}), true, [&](Context& inside, const std::vector<Tensor>& in) {
      return std::vector<Tensor>{tensor_of(call_method(inside, *net, "predict", {Value(in[0])}))};
    });
  };
  EXPECT_ERROR(ErrorCode::kTrace, traced(), "call the module itself");
}

// That it is given in order, see FairLock.
TEST(TreeLock, HoldsOthersUpAndCanBeWaitedForInVain) {
  auto context = make_ref<Context>();
  auto net = make_ref<Module>();
  bool held_up = false;
  int turns = 0;
  std::vector<std::thread> threads;
  {
    TreeLock held(*net);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        TreeLock lock(*context, *net);
        turns += held_up;
      });
    }
    CancelFlag cancel{true};
    auto job = context->child();
    job->cancel = &cancel;
    EXPECT_ERROR(ErrorCode::kCancelled, TreeLock(*job, *net), "cancelled");
    held_up = true;
  }
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(turns, 4);
}

}  // namespace
}  // namespace mixgrad
