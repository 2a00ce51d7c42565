#include "core/autograd/node.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {
ValueMap map_of(const Module::NamedTensors& named) {
  ValueMap out;
  for (auto& [name, t] : named) out.emplace_back(name, Value(t));
  return out;
}
}  // namespace

MIXGRAD_CLASS(Module) {
  c.in_namespace("nn")
      .kind(ClassKind::kOpen)
      .family(ClassFamily::kModule)
      .summary("Base of all layers and networks.")
      .description(
          "Holds parameters, buffers and children by name, and a training mode. Subclass it, make layers and parameters in the "
          "constructor and override forward. Names are data: snake_case, lists counted from 0, joined by dots (\"layers.0.weight\"), "
          "so that a file of weights fits in every language.")
      .reference("Paszke et al., PyTorch: An Imperative Style, High-Performance Deep Learning Library, NeurIPS 2019")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes an empty module.")
            .description("It has no parameters, no children and is in training mode.")
            .output("module", types::object("Module"), "The module.")
            .native([](Invocation& call) { call.result(Value(make_ref<Module>())); });
      })
      .overridable("forward", "Computes the module's output.", {{"x", "The input.", types::tensor}}, types::tensor, false)
      .method("register_parameter", [](FunctionBuilder& f) {
        f.summary("Adds a parameter.")
            .description("The tensor wants a gradient from then on. Host languages do this for tensors assigned as fields.")
            .attribute("name", types::string, "Its name: not empty, without dots, free in this module.")
            .attribute("tensor", types::tensor, "The parameter: a floating leaf.")
            .error("value", "the name is taken or not accepted")
            .error("dtype", "the tensor is not floating")
            .native([](Invocation& call) { call.self<Module>().add_parameter(call[0].as_string(), call.tensor(1)); });
      })
      .method("register_buffer", [](FunctionBuilder& f) {
        f.summary("Adds a buffer: a tensor that is saved with the parameters and not trained.")
            .description("Running statistics are buffers.")
            .attribute("name", types::string, "Its name: not empty, without dots, free in this module.")
            .attribute("tensor", types::tensor, "The buffer.")
            .error("value", "the name is taken or not accepted")
            .native([](Invocation& call) { call.self<Module>().add_buffer(call[0].as_string(), call.tensor(1)); });
      })
      .method("register_module", [](FunctionBuilder& f) {
        f.summary("Adds a child module.")
            .description("Host languages do this for modules assigned as fields.")
            .attribute("name", types::string, "Its name: not empty, without dots, free in this module.")
            .attribute("child", types::object("Module"), "The child.")
            .error("value", "the name is taken or not accepted, or the child contains this module")
            .native([](Invocation& call) {
              call.self<Module>().add_child(call[0].as_string(), Ref<Module>(&object_as<Module>(call[1])));
            });
      })
      .method("call", [](FunctionBuilder& f) {
        f.summary("Runs forward.")
            .description("Errors inside name the path of layers, such as layers.0.")
            .attribute("x", types::tensor, "The input.")
            .output("output", types::tensor, "What forward returns.")
            .native([](Invocation& call) { call.result(module_forward(call.context, call.self<Module>(), call.tensor(0))); });
      })
      .method("parameters", [](FunctionBuilder& f) {
        f.summary("Lists the parameters of the whole tree.")
            .description("In the order in which they were added, a module's own before its children's; a shared one once.")
            .output("parameters", types::list(types::tensor), "The parameters themselves, not copies.")
            .native([](Invocation& call) {
              ValueList out;
              for (auto& [name, t] : call.self<Module>().named_parameters()) out.push_back(t);
              call.result(Value(std::move(out)));
            });
      })
      .method("named_parameters", [](FunctionBuilder& f) {
        f.summary("Lists the parameters of the whole tree with their names.")
            .description("Names are joined by dots: \"layers.0.weight\".")
            .output("parameters", types::map(types::tensor), "The parameters themselves, by name.")
            .native([](Invocation& call) { call.result(Value::map(map_of(call.self<Module>().named_parameters()))); });
      })
      .method("state", [](FunctionBuilder& f) {
        f.summary("Lists parameters and buffers of the whole tree with their names.")
            .description("This is what save writes.")
            .output("state", types::map(types::tensor), "The tensors themselves, by name.")
            .native([](Invocation& call) { call.result(Value::map(map_of(call.self<Module>().named_state()))); });
      })
      .method("train", [](FunctionBuilder& f) {
        f.summary("Sets the training mode of the whole tree.")
            .description("Dropout is active in training mode only.")
            .attribute("mode", types::boolean, true, "true: training; false: evaluation.")
            .native([](Invocation& call) { call.self<Module>().set_training(call[0].as_bool()); });
      })
      .method("eval", [](FunctionBuilder& f) {
        f.summary("Ends the training mode of the whole tree.")
            .description("The same as train with mode false.")
            .native([](Invocation& call) { call.self<Module>().set_training(false); });
      })
      .method("zero_grad", [](FunctionBuilder& f) {
        f.summary("Removes the gradients of all parameters.")
            .description("The next backward starts from nothing.")
            .native([](Invocation& call) {
              for (auto& [name, t] : call.self<Module>().named_parameters()) ensure_meta(t).grad = Tensor();
            });
      })
      .property("training", types::boolean, "Whether the module is in training mode.",
                [](Context&, Object& self) { return Value(static_cast<Module&>(self).training()); })
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
