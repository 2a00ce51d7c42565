// Where the files of Fashion-MNIST are looked for, and what is said if they are nowhere.
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "core/data/image_dataset.h"

namespace mixgrad {

namespace {

constexpr const char* kFiles[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                                  "t10k-labels-idx1-ubyte"};
constexpr const char* kClasses[] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                    "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

using Paths = std::vector<std::string>;

// The four files in a folder, plain or in gzip; none if one is absent.
std::optional<Paths> files_in(const std::filesystem::path& folder) {
  Paths found;
  for (const char* file : kFiles) {
    for (const char* ending : {"", ".gz"}) {
      std::error_code ignored;
      std::filesystem::path path = folder / (std::string(file) + ending);
      if (!std::filesystem::is_regular_file(path, ignored)) continue;
      found.push_back(path.string());
      break;
    }
  }
  if (found.size() != std::size(kFiles)) return std::nullopt;
  return found;
}

Paths find_files(const std::string& root, const std::string& system_folder) {
  std::vector<std::filesystem::path> folders{root, std::filesystem::path(root) / "fashion-mnist"};
  if (const char* data = std::getenv("MIXGRAD_DATA"); data && *data) {
    folders.push_back(data);
    folders.push_back(std::filesystem::path(data) / "fashion-mnist");
  }
  folders.push_back(system_folder);
  std::string searched;
  for (const auto& folder : folders) {
    if (auto found = files_in(folder)) return *found;
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  std::string names;
  for (const char* file : kFiles) names += (names.empty() ? "" : ", ") + std::string(file);
  throw Error(ErrorCode::kNotFound, "the files of Fashion-MNIST are not there")
      .on("root")
      .given("searched " + searched)
      .accepted("a folder with " + names + ", plain or with the ending .gz")
      .hint("apt-get install dataset-fashion-mnist, or put the four files into " +
            (root.empty() ? std::string("a folder") : root) + " or the folder that MIXGRAD_DATA names");
}

}  // namespace

Splits fashion_mnist(const std::string& root, std::optional<Normalize> normalize, const std::string& system_folder) {
  Paths paths = find_files(root, system_folder);
  std::vector<std::string> classes(std::begin(kClasses), std::end(kClasses));
  return {ImageDataset::read(paths[0], paths[1], classes, normalize),
          ImageDataset::read(paths[2], paths[3], classes, normalize)};
}

}  // namespace mixgrad
