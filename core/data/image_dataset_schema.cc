#include <cmath>

#include "core/data/image_dataset.h"
#include "core/kernels/library.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"
#include "core/tensor/readable.h"

namespace mixgrad {

namespace {
ImageDataset& images_of(Object& self) { return static_cast<ImageDataset&>(self); }

ValueList decode(const ImageDataset& data, const Tensor& labels) {
  check_readable(labels, "labels");
  Tensor flat = Tensor::empty(DType::kInt64, labels.shape());
  copy_elements(labels.detached(), flat);
  ValueList names;
  for (int64_t i = 0; i < flat.elements(); ++i) {
    int64_t label = flat.data<int64_t>()[i], last = static_cast<int64_t>(data.classes().size()) - 1;
    if (label < 0 || label > last) {
      throw Error(ErrorCode::kIndex, "there is no class " + number_mark(label))
          .on("labels")
          .given(number_mark(label))
          .accepted(number_mark(0) + " to " + number_mark(last));
    }
    names.push_back(data.classes()[label]);
  }
  return names;
}

const Type& normalize_type() {
  static const Type type =
      types::optional(types::record("Normalize", {{"mean", "Is subtracted from each pixel.", types::floating},
                                                  {"std", "Divides what is left; more than 0.", types::floating}}));
  return type;
}
constexpr const char* kNormalize =
    "What is done to the pixels, which go from 0 to 1: (pixel - mean) / std, in float32; null: nothing.";

float checked(double value, const char* field, bool positive) {
  auto narrow = static_cast<float>(value);
  if (std::isfinite(narrow) && (!positive || narrow > 0)) return narrow;
  char given[32];
  std::snprintf(given, sizeof given, "%.17g", value);
  throw Error(ErrorCode::kValue, "argument " + name_mark("normalize") + "." + field + " is out of range")
      .on("normalize")
      .given(given)
      .accepted(positive ? "finite float32 numbers > 0" : "finite float32 numbers");
}

// The bound argument: its fields stand in the schema's order.
std::optional<Normalize> normalize_of(const Value& v) {
  if (v.is_null() || v.is_absent()) return std::nullopt;
  const ValueMap& fields = v.as_map();
  return Normalize{checked(fields[0].second.as_float(), "mean", false),
                   checked(fields[1].second.as_float(), "std", true)};
}
}  // namespace

MIXGRAD_CLASS(ImageDataset) {
  c.in_namespace("datasets")
      .base("Dataset")
      .summary("Images and their classes from a pair of IDX files.")
      .description(
          "An item is an image, float32 [C, H, W] with values from 0 to 1 (the file's bytes divided by 255) or "
          "normalized ones, and the number of its class, int64. In memory the images stay bytes; a batch is converted "
          "when it is made.")
      .reference("LeCun, Cortes and Burges, The MNIST database of handwritten digits (the IDX format)")
      .constructor([](FunctionBuilder& f) {
        f.summary("Reads the files.")
            .description(
                "Plain or in gzip, which the contents tell. The images' file has unsigned bytes [N, H, W] or [N, C, H, "
                "W], the labels' file class numbers [N] from 0.")
            .attribute("images", types::path, "The file with the images.")
            .attribute("labels", types::path, "The file with the class numbers.")
            .attribute("classes", types::list(types::string), "The classes' names, in the order of their numbers.")
            .attribute("normalize", normalize_type(), Value::null(), kNormalize)
            .positional(3)
            .output("dataset", types::object("ImageDataset"), "The dataset.")
            .blocking(Blocking::kIo)
            .error("io", "a file can not be read")
            .error("format", "a file is broken, or labels and images do not belong together")
            .error("value", "there are no classes, or normalize has a number that is not accepted")
            .native([](Invocation& call) {
              std::vector<std::string> classes;
              for (const Value& v : call[2].as_list()) classes.push_back(v.as_string());
              call.result(Value(ImageDataset::read(call[0].as_string(), call[1].as_string(), std::move(classes),
                                                   normalize_of(call[3]))));
            });
      })
      .method("batch",
              [](FunctionBuilder& f) {
                f.summary("Several items as a batch.")
                    .description("In the order asked for; an item may be asked for twice.")
                    .attribute("indices", types::list(types::index), "Which items.")
                    .output("images", "The images, values from 0 to 1.", "float32", "[N, C, H, W]")
                    .output("labels", "The class numbers.", "int64", "[N]")
                    .carries_indices()
                    .record("Batch")
                    .error("index", "there is no such item")
                    .native([](Invocation& call) {
                      auto& self = call.self<ImageDataset>();
                      bool from_end = call.context.caller == IndexConvention::kZero;
                      std::vector<int64_t> indices = indices_of(call[0], self.own_length(), from_end);
                      for (const Tensor& t : self.get_batch(call.context, indices)) call.result(t);
                    });
              })
      .method("decode",
              [](FunctionBuilder& f) {
                f.summary("The names of classes.")
                    .description("In row-major order.")
                    .tensor("labels", "Class numbers, such as argmax of a network's output gives.", "integer", "[...]")
                    .carries_classes()
                    .output("names", types::list(types::string), "A name for each number.")
                    .error("index", "there is no class of this number")
                    .native([](Invocation& call) {
                      call.result(Value(decode(call.self<ImageDataset>(), call.tensor(0))));
                    });
              })
      .property("classes", types::list(types::string), "The classes' names, in the order of their numbers.",
                [](Context&, Object& self) {
                  auto& names = images_of(self).classes();
                  return Value(ValueList(names.begin(), names.end()));
                })
      .property("image_shape", types::shape, "Shape of an image, [C, H, W].",
                [](Context&, Object& self) { return Value(images_of(self).image_shape()); });
}

MIXGRAD_FUNCTION(fashion_mnist) {
  f.in_namespace("datasets")
      .summary("Fashion-MNIST: 70,000 photographs of clothes, 28 by 28 pixels, in ten classes.")
      .description(
          "60,000 images to train and 10,000 to test. The four files, plain or in gzip, are looked for in root, then "
          "in the folder that "
          "the environment variable MIXGRAD_DATA names (in both also in a folder fashion-mnist), then where Debian's "
          "package "
          "dataset-fashion-mnist puts them. Nothing is downloaded.")
      .reference(
          "Xiao, Rasul and Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning "
          "Algorithms, 2017")
      .attribute("root", types::path, "data", "The folder to look in first.")
      .attribute("normalize", normalize_type(), Value::null(), kNormalize)
      .positional(1)
      .output("train", types::object("ImageDataset"), "60,000 images.")
      .output("test", types::object("ImageDataset"), "10,000 images.")
      .record("Splits")
      .blocking(Blocking::kIo)
      .error("not_found",
             "the files are in none of these folders; the message names them and says how to get the files")
      .error("io", "a file can not be read")
      .error("format", "a file is broken")
      .error("value", "normalize has a number that is not accepted")
      .example(R"(
        let splits = fashion_mnist(normalize: {mean: 0.5, std: 0.5})
        let image = splits.test.get(index: 0)[0]
        expect min(image) = -1
        expect max(image) = 1
      )",
               "Pixels from -1 to 1")
      .native([](Invocation& call) {
        Splits splits = fashion_mnist(call[0].as_string(), normalize_of(call[1]));
        call.result(Value(splits.train));
        call.result(Value(splits.test));
      });
}

}  // namespace mixgrad
