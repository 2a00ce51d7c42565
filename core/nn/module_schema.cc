#include "core/autograd/node.h"
#include "core/nn/module.h"
#include "core/nn/predict.h"
#include "core/nn/state_file.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
ValueMap map_of(const Module::NamedTensors& named) {
  ValueMap out;
  for (auto& [name, t] : named) out.emplace_back(name, Value(t));
  return out;
}

void define_predict(FunctionBuilder& f) {
  f.summary("Computes outputs outside of training.")
      .description(
          "Runs forward in evaluation mode and without recording gradients, for at most batch_size rows at a time, and "
          "joins the "
          "outputs along the first axis. Each module gets its mode back. During a fit it waits for the end of a step.")
      .attribute("x", types::tensor, "The input: rows along the first axis.")
      .attribute("batch_size", types::count, Value(512), "How many rows forward gets at a time.")
      .minimum(1)
      .positional(1)
      .output("output", types::tensor, "What forward returned for each row.")
      .blocking(Blocking::kLong)
      .error("shape", "x has rank 0, or forward does not return a row for each row")
      .error("trace", "a function is being traced")
      .native([](Invocation& call) {
        call.result(predict(call.context, call.self<Module>(), call.tensor(0), call[1].as_int()));
      });
}

void define_to(FunctionBuilder& f) {
  f.summary("Moves parameters and buffers to a device, or changes their dtype.")
      .description(
          "Works in the module's own tensors and returns the module: optimizers that hold the parameters go on with "
          "them, and their state follows with the next step. Integer and boolean buffers keep their dtype. Values are "
          "rounded to the new dtype. Gradients are dropped: call backward before it.")
      .attribute("device", types::optional(types::device), Value::null(), "Where to; null: where they are.")
      .attribute("dtype", types::optional(types::dtype), Value::null(),
                 "A floating dtype; null: the one that they have.")
      .positional(1)
      .output("module", types::object("Module"), "The module itself.")
      .error("device", "there is no such device")
      .error("dtype", "the dtype is not floating")
      .error("busy", "the module is being trained")
      .native([](Invocation& call) {
        std::optional<Device> device;
        std::optional<DType> dtype;
        if (call.has(0)) device = call[0].as_device();
        if (call.has(1)) dtype = call[1].as_dtype();
        if (dtype && !is_floating(*dtype)) {
          throw Error(ErrorCode::kDType, "parameters are floating")
              .on("dtype")
              .given(dtype_name(*dtype))
              .accepted("floating");
        }
        convert_module(call.self<Module>(), device, dtype);
        call.result(Value(call.object));
      });
}
void define_save_bytes(FunctionBuilder& f) {
  f.summary("Writes parameters and buffers to memory, as the bytes of a safetensors file.")
      .description(
          "The bytes that save would write, to be sent over a network or kept in a database. The same state gives the "
          "same bytes in every language.")
      .reference("safetensors 0.4, safetensors.torch.save")
      .output("data", types::bytes, "The file's contents.")
      .blocking(Blocking::kIo)
      .error("value", "the state has 2^32 bytes or more: save it to a file")
      .native(
          [](Invocation& call) { call.result(Value::bytes(save_module_bytes(call.context, call.self<Module>()))); });
}

void define_load_bytes(FunctionBuilder& f) {
  f.summary("Reads parameters and buffers from the bytes of a safetensors file.")
      .description(
          "As load does: names, shapes and dtypes must be those of the module; if anything does not fit, nothing is "
          "changed. Data from strangers can do no harm: every size in it is held against its length. Returns the "
          "module.")
      .reference("safetensors 0.4, safetensors.torch.load")
      .attribute("data", types::bytes, "The bytes that save_bytes gave, or a file's contents.")
      .output("module", types::object("Module"), "The module itself.")
      .blocking(Blocking::kIo)
      .error("format", "the data is broken")
      .error("not_found", "the names are not those of the module")
      .error("shape", "a tensor has another shape")
      .error("dtype", "a tensor has another dtype")
      .error("busy", "the module is being trained")
      .example(R"(
        let net = new Linear(2, 3)
        let data = net.save_bytes()
        let copy = new Linear(2, 3)
        do copy.load_bytes(data)
        let x = tensor([[1, 2]])
        expect sum(abs(subtract(copy.forward(x), net.forward(x)))) = 0
      )")
      .native([](Invocation& call) {
        load_module_bytes(call.self<Module>(), call[0].as_string());
        call.result(Value(call.object));
      });
}
}  // namespace

MIXGRAD_FUNCTION(summary) {
  f.in_namespace("nn")
      .summary("The table of a model.")
      .description(
          "A row for each layer with its class, the shape of its output and its own parameters, then the totals. "
          "Forward is traced "
          "for the input's shape, so nothing is computed and the size of the batch does not matter.")
      .reference("Keras 3, Model.summary")
      .attribute("model", types::object("Module"), "The model.")
      .attribute("input", types::shape, "The shape of the input, with its batch axis.")
      .attribute("dtype", types::dtype, Value(DType::kFloat32), "The dtype of the input.")
      .positional(2)
      .output("text", types::string, "The table, as text with line breaks.")
      .error("shape", "forward does not take an input of this shape")
      .native([](Invocation& call) {
        call.result(Value(summary(call.context, object_as<Module>(call[0]), call[1].as_shape(), call[2].as_dtype())));
      })
      .example(R"(
        let net = new Sequential([new Linear(4, 3), new ReLU()])
        do summary(net, [1, 4])
      )");
}

MIXGRAD_CLASS(Module) {
  c.in_namespace("nn")
      .kind(ClassKind::kOpen)
      .family(ClassFamily::kModule)
      .summary("Base of all layers and networks.")
      .description(
          "Holds parameters, buffers and children by name, and a training mode. Subclass it, make layers and "
          "parameters in the "
          "constructor and override forward. Names are data: snake_case, lists counted from 0, joined by dots "
          "(\"layers.0.weight\"), "
          "so that a file of weights fits in every language.")
      .reference("Paszke et al., PyTorch: An Imperative Style, High-Performance Deep Learning Library, NeurIPS 2019")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes an empty module.")
            .description("It has no parameters, no children and is in training mode.")
            .output("module", types::object("Module"), "The module.")
            .native([](Invocation& call) { call.result(Value(make_ref<Module>())); });
      })
      .overridable("forward", "Computes the module's output.", {{"x", "The input.", types::tensor}}, types::tensor,
                   false)
      .method(
          "register_parameter",
          [](FunctionBuilder& f) {
            f.summary("Adds a parameter.")
                .description(
                    "The tensor wants a gradient from then on. Host languages do this for tensors assigned as fields.")
                .attribute("name", types::string, "Its name: not empty, without dots, free in this module.")
                .attribute("tensor", types::tensor, "The parameter: a floating leaf.")
                .error("value", "the name is taken or not accepted")
                .error("dtype", "the tensor is not floating")
                .native(
                    [](Invocation& call) { call.self<Module>().add_parameter(call[0].as_string(), call.tensor(1)); });
          })
      .method(
          "register_buffer",
          [](FunctionBuilder& f) {
            f.summary("Adds a buffer: a tensor that is saved with the parameters and not trained.")
                .description("Running statistics are buffers.")
                .attribute("name", types::string, "Its name: not empty, without dots, free in this module.")
                .attribute("tensor", types::tensor, "The buffer.")
                .error("value", "the name is taken or not accepted")
                .native([](Invocation& call) { call.self<Module>().add_buffer(call[0].as_string(), call.tensor(1)); });
          })
      .method("register_module",
              [](FunctionBuilder& f) {
                f.summary("Adds a child module.")
                    .description("Host languages do this for modules assigned as fields.")
                    .attribute("name", types::string, "Its name: not empty, without dots, free in this module.")
                    .attribute("child", types::object("Module"), "The child.")
                    .error("value", "the name is taken or not accepted, or the child contains this module")
                    .native([](Invocation& call) {
                      call.self<Module>().add_child(call[0].as_string(), Ref<Module>(&object_as<Module>(call[1])));
                    });
              })
      .method("call",
              [](FunctionBuilder& f) {
                f.summary("Runs forward.")
                    .description("Errors inside name the path of layers, such as layers.0.")
                    .attribute("x", types::tensor, "The input.")
                    .output("output", types::tensor, "What forward returns.")
                    .trait("callable")
                    .native([](Invocation& call) {
                      call.result(module_forward(call.context, call.self<Module>(), call.tensor(0)));
                    });
              })
      .method(
          "parameters",
          [](FunctionBuilder& f) {
            f.summary("Lists the parameters of the whole tree.")
                .description(
                    "In the order in which they were added, a module's own before its children's; a shared one once.")
                .output("parameters", types::list(types::tensor), "The parameters themselves, not copies.")
                .native([](Invocation& call) {
                  ValueList out;
                  for (auto& [name, t] : call.self<Module>().named_parameters()) out.push_back(t);
                  call.result(Value(std::move(out)));
                });
          })
      .method("named_parameters",
              [](FunctionBuilder& f) {
                f.summary("Lists the parameters of the whole tree with their names.")
                    .description("Names are joined by dots: \"layers.0.weight\".")
                    .output("parameters", types::map(types::tensor), "The parameters themselves, by name.")
                    .native([](Invocation& call) {
                      call.result(Value::map(map_of(call.self<Module>().named_parameters())));
                    });
              })
      .method(
          "state",
          [](FunctionBuilder& f) {
            f.summary("Lists parameters and buffers of the whole tree with their names.")
                .description("This is what save writes.")
                .output("state", types::map(types::tensor), "The tensors themselves, by name.")
                .native([](Invocation& call) { call.result(Value::map(map_of(call.self<Module>().named_state()))); });
          })
      .method("train",
              [](FunctionBuilder& f) {
                f.summary("Sets the training mode of the whole tree.")
                    .description("Dropout is active in training mode only.")
                    .attribute("mode", types::boolean, true, "true: training; false: evaluation.")
                    .native([](Invocation& call) { call.self<Module>().set_training(call[0].as_bool()); });
              })
      .method("eval",
              [](FunctionBuilder& f) {
                f.summary("Ends the training mode of the whole tree.")
                    .description("The same as train with mode false.")
                    .native([](Invocation& call) { call.self<Module>().set_training(false); });
              })
      .method("zero_grad",
              [](FunctionBuilder& f) {
                f.summary("Removes the gradients of all parameters.")
                    .description("The next backward starts from nothing.")
                    .native([](Invocation& call) {
                      for (auto& [name, t] : call.self<Module>().named_parameters()) ensure_meta(t).grad = Tensor();
                    });
              })
      .method("predict", define_predict)
      .method("summary",
              [](FunctionBuilder& f) {
                f.summary("The table of the module: its layers, their outputs and parameters.")
                    .description("The same as the function summary.")
                    .attribute("input", types::shape, "The shape of the input, with its batch axis.")
                    .attribute("dtype", types::dtype, Value(DType::kFloat32), "The dtype of the input.")
                    .positional(1)
                    .output("text", types::string, "The table, as text with line breaks.")
                    .error("shape", "forward does not take an input of this shape")
                    .native([](Invocation& call) {
                      call.result(
                          Value(summary(call.context, call.self<Module>(), call[0].as_shape(), call[1].as_dtype())));
                    });
              })
      .method(
          "save",
          [](FunctionBuilder& f) {
            f.summary("Writes parameters and buffers to a safetensors file.")
                .description("By their names in the tree. The file replaces the old one as a whole, or not at all.")
                .attribute("path", types::path, "The file.")
                .blocking(Blocking::kIo)
                .error("io", "the file can not be written; the one that was there stays")
                .native([](Invocation& call) { save_module(call.context, call.self<Module>(), call[0].as_string()); });
          })
      .method("load",
              [](FunctionBuilder& f) {
                f.summary("Reads parameters and buffers from a safetensors file.")
                    .description(
                        "Names, shapes and dtypes must be those of the module; if anything does not fit, nothing is "
                        "changed. Returns the "
                        "module, so that construct and load is one expression.")
                    .attribute("path", types::path, "The file, written by save in any language.")
                    .output("module", types::object("Module"), "The module itself.")
                    .blocking(Blocking::kIo)
                    .error("io", "the file can not be read")
                    .error("format", "the file is broken")
                    .error("not_found", "the names are not those of the module")
                    .error("shape", "a tensor has another shape")
                    .error("dtype", "a tensor has another dtype")
                    .error("busy", "the module is being trained")
                    .native([](Invocation& call) {
                      load_module(call.self<Module>(), call[0].as_string());
                      call.result(Value(call.object));
                    });
              })
      .method("save_bytes", define_save_bytes)
      .method("load_bytes", define_load_bytes)
      .method("to", define_to)
      .property("training", types::boolean, "Whether the module is in training mode.",
                [](Context& context, Object& self) { return Value(static_cast<Module&>(self).training(context)); })
      .property("name", types::string, "Its name in its parent, or an empty string.",
                [](Context&, Object& self) { return Value(static_cast<Module&>(self).name()); })
      .serializable()
      .example(R"(
        let net = new Sequential([new Linear(4, 3), new ReLU(), new Linear(3, 2)])
        expect net.parameters()[0] shape = [3, 4]
        do net.eval()
        expect net.training = false
      )");
}

}  // namespace mixgrad
