// Layers: their schemas, parameters and forward, by operators.
#include <cmath>

#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

struct Linear final : Module {
  MIXGRAD_CLASS_OF(Linear)
  int64_t in_features = 0, out_features = 0;
};
struct ReLU final : Module {
  MIXGRAD_CLASS_OF(ReLU)
};
struct Dropout final : Module {
  MIXGRAD_CLASS_OF(Dropout)
  double p = 0.5;
};
struct Sequential final : Module {
  MIXGRAD_CLASS_OF(Sequential)
};

// A layer's forward(x): one tensor in, one out.
FunctionBuilder& forward(FunctionBuilder& f, const char* in_shape, const char* out_shape) {
  return f.tensor("x", std::string("The input, ") + in_shape + ".", "any", in_shape)
      .output("output", std::string("The output, ") + out_shape + ".", "as x", out_shape);
}

}  // namespace

MIXGRAD_CLASS(Linear) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Affine map of the last axis.")
      .description(
          "Computes x·weightᵀ + bias. Initial weights and biases are uniform in ±1/√in_features, weight drawn before "
          "bias.")
      .reference("He et al., Delving Deep into Rectifiers, ICCV 2015 (initialisation)")
      .parameter("weight", "[out_features, in_features]", "uniform(±1/√in_features)", "The weights.")
      .parameter("bias", "[out_features]", "uniform(±1/√in_features)", "The offsets; absent without bias.", true)
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes a layer with initial weights from the context's generator.")
            .description("Parameters are of dtype float32 unless another is given.")
            .attribute("in_features", types::size, "Size of the input's last axis.")
            .minimum(1)
            .attribute("out_features", types::size, "Size of the output's last axis.")
            .minimum(1)
            .attribute("bias", types::boolean, true, "Whether there is an offset.")
            .attribute("dtype", types::dtype, Value(DType::kFloat32), "Of the parameters: floating.")
            .positional(2)
            .pair("in_features", "out_features")
            .output("layer", types::object("Linear"), "The layer.")
            .error("value", "a size is smaller than 1")
            .native([](Invocation& call) {
              auto layer = make_ref<Linear>();
              layer->in_features = call[0].as_int();
              layer->out_features = call[1].as_int();
              double bound = 1.0 / std::sqrt(static_cast<double>(layer->in_features));
              Ref<Context> quiet = call.context.with_recording(false);
              auto draw = [&](const Shape& shape) {
                return op<"uniform">(*quiet, Value(shape), Value(-bound), Value(bound), call[3]);
              };
              layer->add_parameter("weight", draw(Shape{layer->out_features, layer->in_features}));
              if (call[2].as_bool()) layer->add_parameter("bias", draw(Shape{layer->out_features}));
              call.result(Value(layer));
            });
      })
      .method("forward",
              [](FunctionBuilder& f) {
                forward(f, "[..., in_features]", "[..., out_features]")
                    .summary("Applies the map.")
                    .description("See linear.")
                    .error("shape", "the last axis of x is not in_features")
                    .native([](Invocation& call) {
                      Linear& self = call.self<Linear>();
                      Tensor bias = self.find_own("bias");
                      call.result(op<"linear">(call.context, call.tensor(0), self.find_own("weight"),
                                               bias ? Value(bias) : Value()));
                    });
              })
      .property("in_features", types::size, "Size of the input's last axis.",
                [](Context&, Object& self) { return Value(static_cast<Linear&>(self).in_features); })
      .property("out_features", types::size, "Size of the output's last axis.",
                [](Context&, Object& self) { return Value(static_cast<Linear&>(self).out_features); })
      .property("weight", types::tensor, "The weights, [out_features, in_features].",
                [](Context&, Object& self) { return Value(static_cast<Linear&>(self).find_own("weight")); })
      .property("bias", types::optional(types::tensor), "The offsets, [out_features], or null.",
                [](Context&, Object& self) {
                  Tensor bias = static_cast<Linear&>(self).find_own("bias");
                  return bias ? Value(bias) : Value::null();
                })
      .serializable()
      .example(R"(
        let layer = new Linear(3, 2)
        expect layer.forward(tensor([[1, 2, 3]])) shape = [1, 2]
      )");
}

MIXGRAD_CLASS(ReLU) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Sets negative elements to zero.")
      .description("The layer form of relu; it has no parameters.")
      .reference("Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, ICML 2010")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the layer.")
            .description("It takes no arguments.")
            .output("layer", types::object("ReLU"), "The layer.")
            .native([](Invocation& call) { call.result(Value(make_ref<ReLU>())); });
      })
      .method("forward",
              [](FunctionBuilder& f) {
                forward(f, "[...]", "[...]")
                    .summary("Applies relu.")
                    .description("Shape and dtype stay.")
                    .native([](Invocation& call) { call.result(op<"relu">(call.context, call.tensor(0))); });
              })
      .serializable()
      .example(R"(
        let layer = new ReLU()
        expect layer.forward(tensor([-1, 0, 2])) = [0, 0, 2]
      )");
}

MIXGRAD_CLASS(Dropout) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Sets random elements to zero while training.")
      .description(
          "In training mode each element is kept with probability 1 - p and scaled by 1 / (1 - p); in evaluation "
          "nothing changes.")
      .reference("Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 2014")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the layer.")
            .description("It has no parameters.")
            .attribute("p", types::floating, 0.5, "Probability that an element is set to zero.")
            .minimum(0)
            .maximum(1)
            .output("layer", types::object("Dropout"), "The layer.")
            .error("value", "p is not between 0 and 1")
            .native([](Invocation& call) {
              auto layer = make_ref<Dropout>();
              layer->p = call[0].as_float();
              call.result(Value(layer));
            });
      })
      .method("forward",
              [](FunctionBuilder& f) {
                forward(f, "[...]", "[...]")
                    .summary("Applies dropout in the module's mode.")
                    .description("Shape and dtype stay.")
                    .native([](Invocation& call) {
                      Dropout& self = call.self<Dropout>();
                      call.result(op<"dropout">(call.context, call.tensor(0), Value(self.p),
                                                Value(self.training(call.context))));
                    });
              })
      .property("p", types::floating, "Probability that an element is set to zero.",
                [](Context&, Object& self) { return Value(static_cast<Dropout&>(self).p); })
      .serializable()
      .example(R"(
        let layer = new Dropout(0.5)
        do layer.eval()
        expect layer.forward(tensor([1, 2])) = [1, 2]
      )");
}

MIXGRAD_CLASS(Sequential) {
  c.in_namespace("nn")
      .base("Module")
      .family(ClassFamily::kModule)
      .summary("Runs modules one after the other.")
      .description(
          "The children are named by their place, from \"0\". Modules of the host's language may be among them.")
      .reference("PyTorch 2.x, torch.nn.Sequential")
      .constructor([](FunctionBuilder& f) {
        f.summary("Makes the chain.")
            .description("The modules themselves become children, not copies.")
            .attribute("layers", types::list(types::object("Module")), "The modules, first to last.")
            .output("module", types::object("Sequential"), "The chain.")
            .trait("variadic")
            .native([](Invocation& call) {
              auto chain = make_ref<Sequential>();
              int64_t i = 0;
              for (const Value& layer : call[0].as_list())
                chain->add_child(std::to_string(i++), Ref<Module>(&object_as<Module>(layer)));
              call.result(Value(chain));
            });
      })
      .method("forward",
              [](FunctionBuilder& f) {
                forward(f, "[...]", "[...]")
                    .summary("Runs the modules.")
                    .description("Each gets what the one before returned.")
                    .native([](Invocation& call) {
                      Tensor x = call.tensor(0);
                      for (auto& [name, child] : call.self<Sequential>().children())
                        x = module_forward(call.context, *child, x);
                      call.result(x);
                    });
              })
      .property("length", types::count, "How many modules.",
                [](Context&, Object& self) {
                  return Value(static_cast<int64_t>(static_cast<Sequential&>(self).children().size()));
                })
      .keeps_alive("layers")
      .serializable()
      .example(R"(
        let net = new Sequential([new Linear(4, 3), new ReLU()])
        expect net.length = 2
        expect net.forward(tensor([[1, 2, 3, 4]])) shape = [1, 3]
      )");
}

}  // namespace mixgrad
