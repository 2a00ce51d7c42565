// Images and class numbers from IDX files. The images stay bytes in memory and become float32 when a batch is made.
#pragma once

#include <optional>
#include <string>

#include "core/data/dataset.h"

namespace mixgrad {

// What pixels become: (pixel - mean) / std, of pixels from 0 to 1.
struct Normalize {
  float mean = 0, std = 1;
};

class ImageDataset final : public Dataset {
 public:
  // images: uint8 [N, H, W] or [N, C, H, W]; labels: integer [N], from 0 to below the number of classes.
  ImageDataset(Tensor images, const Tensor& labels, std::vector<std::string> classes,
               std::optional<Normalize> normalize = {});
  static Ref<ImageDataset> read(const std::string& images, const std::string& labels, std::vector<std::string> classes,
                                std::optional<Normalize> normalize = {});

  const Class& cls() const override;
  int64_t own_length() const override { return images_.shape()[0]; }
  // {float32 [n, C, H, W] of values from 0 to 1 or normalized ones, int64 [n]}
  std::vector<Tensor> own_batch(std::span<const int64_t> indices, const CancelFlag* cancel) const override;
  const std::vector<std::string>& classes() const { return classes_; }
  const Shape& image_shape() const { return image_shape_; }  // [C, H, W]

 private:
  Tensor images_, labels_;
  Shape image_shape_;
  std::vector<std::string> classes_;
  std::optional<Normalize> normalize_;
};

struct Splits {
  Ref<ImageDataset> train, test;
};
inline constexpr const char* kFashionMnistFolder =
    "/usr/share/datasets/fashion-mnist";  // of Debian's dataset-fashion-mnist
// Looks in `root`, in the folder that MIXGRAD_DATA names, and in the system's folder.
Splits fashion_mnist(const std::string& root, std::optional<Normalize> normalize = {},
                     const std::string& system_folder = kFashionMnistFolder);

}  // namespace mixgrad
