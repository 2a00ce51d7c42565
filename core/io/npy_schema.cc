// The functions of NumPy's files.
#include "core/io/npy.h"
#include "core/io/npz.h"
#include "core/nn/module.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

FunctionBuilder& numpy_file(FunctionBuilder& f, const char* reference) {
  return f.reference("NumPy Enhancement Proposal 1, A Simple File Format for NumPy Arrays")
      .reference(reference)
      .blocking(Blocking::kIo);
}
FunctionBuilder& read_errors(FunctionBuilder& f) {
  return f.error("io", "the file can not be read")
      .error("format", "the file is broken")
      .error("dtype",
             "the file holds elements that tensors do not have: objects, text, dates, complex numbers, records")
      .error("shape", "an array has more axes than a tensor can have");
}
FunctionBuilder& write_errors(FunctionBuilder& f) {
  return f.error("io", "the file can not be written")
      .error("dtype", "a tensor is of bfloat16, which NumPy has not")
      .error("trace", "a function is being traced");
}

}  // namespace

MIXGRAD_FUNCTION(load_npy) {
  read_errors(numpy_file(f, "NumPy 2.x, numpy.load"))
      .summary("Reads an array that NumPy has saved.")
      .description(
          "Versions 1 to 3 of the format; elements of either byte order and arrays that lie column by column come out "
          "as any others. Files from strangers can do no harm: nothing of them is run, and every size is held against "
          "the file.")
      .attribute("path", types::path, "The file; its name usually ends in .npy.")
      .output("x", types::tensor, "The array, of its dtype and shape.")
      .native([](Invocation& call) { call.result(Value(read_npy(call[0].as_string()))); });
}

MIXGRAD_FUNCTION(save_npy) {
  write_errors(numpy_file(f, "NumPy 2.x, numpy.save"))
      .summary("Writes a tensor to a file that NumPy reads.")
      .description("The bytes are those that NumPy writes. The file replaces an older one as a whole.")
      .attribute("path", types::path, "Where to; the name usually ends in .npy.")
      .attribute("x", types::tensor, "The tensor.")
      .native([](Invocation& call) { write_npy(call[0].as_string(), call.tensor(1)); });
}

MIXGRAD_FUNCTION(load_npz) {
  read_errors(numpy_file(f, "NumPy 2.x, numpy.load"))
      .summary("Reads all arrays of an archive that NumPy has saved.")
      .description(
          "Stored or compressed, as numpy.savez and numpy.savez_compressed write them. Each array is read as load_npy "
          "does, and its checksum is held against the archive's.")
      .attribute("path", types::path, "The file; its name usually ends in .npz.")
      .output("tensors", types::map(types::tensor), "The arrays by their names.")
      .native([](Invocation& call) {
        ValueMap out;
        for (auto& [name, array] : read_npz(call[0].as_string())) out.emplace_back(name, Value(array));
        call.result(Value::map(std::move(out)));
      });
}

MIXGRAD_FUNCTION(save_npz) {
  write_errors(numpy_file(f, "NumPy 2.x, numpy.savez"))
      .summary("Writes tensors to an archive that NumPy reads.")
      .description("Equal tensors give equal bytes. The file replaces an older one as a whole.")
      .attribute("path", types::path, "Where to; the name usually ends in .npz.")
      .attribute("tensors", types::map(types::tensor), "The tensors by their names.")
      .attribute("compressed", types::boolean, false, "Whether they are compressed, by deflate.")
      .error("value",
             "a name can not stand in an archive: it is no UTF-8, too long, there twice or has a null character")
      .native([](Invocation& call) {
        NamedArrays arrays;
        for (auto& [name, tensor] : call[1].as_map()) arrays.emplace_back(name, tensor.as_tensor());
        write_npz(call[0].as_string(), arrays, call[2].as_bool());
      });
}

}  // namespace mixgrad
