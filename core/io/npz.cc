#include "core/io/npz.h"

#include <unordered_set>

#include "core/io/file.h"
#include "core/io/npy.h"
#include "core/io/text.h"
#include "core/io/zip.h"
#include "core/kernels/library.h"
#include "core/runtime/error.h"

namespace mixgrad {

namespace {

constexpr std::string_view kEnding = ".npy";

bool is_array(const std::string& name) {
  return name.size() >= kEnding.size() && name.compare(name.size() - kEnding.size(), kEnding.size(), kEnding) == 0;
}

}  // namespace

NamedArrays read_npz(const std::string& path) {
  NamedArrays out;
  std::unordered_set<std::string> names;
  read_zip(path, [&](const std::string& member, ByteSource& content) {
    if (!is_array(member))
      throw_format(path, 0, "a member of the archive is no array", printable(member), "names that end in .npy");
    std::string name = member.substr(0, member.size() - kEnding.size());
    if (!names.insert(name).second)
      throw_format(path, 0, "a name stands there twice", printable(name), "each name once");
    out.emplace_back(name, read_npy(content));
  });
  return out;
}

void write_npz(const std::string& path, const NamedArrays& arrays, bool compressed) {
  std::unordered_set<std::string_view> names;
  std::vector<std::string> headers;
  for (const auto& [name, array] : arrays) {  // before anything is written
    headers.push_back(npy_header(array, "tensors"));
    if (!names.insert(name).second)
      throw Error(ErrorCode::kValue, "an archive holds each name once").given(printable(name));
  }
  write_file(path, [&](FileWriter& file) {
    ZipWriter zip(file, compressed);
    for (size_t i = 0; i < arrays.size(); ++i) {
      Tensor data = in_row_major(on_host(arrays[i].second));
      int64_t bytes = data.elements() * static_cast<int64_t>(item_bytes(data.dtype()));
      zip.begin(arrays[i].first + std::string(kEnding), bytes + static_cast<int64_t>(headers[i].size()));
      zip.write(headers[i].data(), static_cast<int64_t>(headers[i].size()));
      zip.write(data.data(), bytes);
      zip.end();
    }
    zip.finish();
  });
}

}  // namespace mixgrad
