#include "core/data/image_dataset.h"

#include "core/data/rows.h"
#include "core/io/idx.h"
#include "core/kernels/library.h"
#include "core/nn/module.h"

namespace mixgrad {

const Class& ImageDataset::cls() const {
  static const Class& c = class_named("ImageDataset");
  return c;
}

ImageDataset::ImageDataset(Tensor images, const Tensor& labels, std::vector<std::string> classes,
                           std::optional<Normalize> normalize)
    : images_(std::move(images)), classes_(std::move(classes)), normalize_(normalize) {
  int rank = images_.rank();
  if (images_.dtype() != DType::kUInt8 || (rank != 3 && rank != 4)) {
    throw Error(ErrorCode::kFormat, "these are not images")
        .on("images")
        .given(std::string(dtype_name(images_.dtype())) + " " + images_.shape().text())
        .accepted("uint8 [N, H, W] or [N, C, H, W]");
  }
  int64_t n = images_.shape()[0];
  if (!is_integer(labels.dtype()) || labels.rank() != 1 || labels.shape()[0] != n) {
    throw Error(ErrorCode::kFormat, "these labels do not belong to the images")
        .on("labels")
        .given(std::string(dtype_name(labels.dtype())) + " " + labels.shape().text())
        .accepted("integers [" + std::to_string(n) + "]");
  }
  if (classes_.empty()) throw Error(ErrorCode::kValue, "there must be at least one class").on("classes").given("none");
  image_shape_ = rank == 4 ? Shape{images_.shape()[1], images_.shape()[2], images_.shape()[3]}
                           : Shape{1, images_.shape()[1], images_.shape()[2]};
  labels_ = Tensor::empty(DType::kInt64, Shape{n});
  copy_elements(labels, labels_);
  for (int64_t i = 0; i < n; ++i) {
    int64_t label = labels_.data<int64_t>()[i];
    if (label >= 0 && label < static_cast<int64_t>(classes_.size())) continue;
    throw Error(ErrorCode::kFormat, "the label of item " + number_mark(i) + " has no class")
        .on("labels")
        .given(std::to_string(label))
        .accepted("0 to " + std::to_string(classes_.size() - 1) + " in the file");
  }
}

Ref<ImageDataset> ImageDataset::read(const std::string& images, const std::string& labels,
                                     std::vector<std::string> classes, std::optional<Normalize> normalize) {
  return make_ref<ImageDataset>(read_idx(images), read_idx(labels), std::move(classes), normalize);
}

std::vector<Tensor> ImageDataset::own_batch(std::span<const int64_t> indices, const CancelFlag* cancel) const {
  int64_t n = static_cast<int64_t>(indices.size()), pixels = image_shape_.elements();
  Tensor images = Tensor::empty(DType::kFloat32, Shape{n, image_shape_[0], image_shape_[1], image_shape_[2]});
  for (int64_t i = 0; i < n; ++i) {
    if (i % 64 == 0) check_cancelled(cancel);
    const uint8_t* from = images_.data<uint8_t>() + indices[i] * pixels;
    float* to = images.data<float>() + i * pixels;
    for (int64_t p = 0; p < pixels; ++p) to[p] = static_cast<float>(from[p]) / 255.0f;
    if (!normalize_) continue;
    auto [mean, std] = *normalize_;
    for (int64_t p = 0; p < pixels; ++p) to[p] = (to[p] - mean) / std;
  }
  return {images, gather_rows(labels_, indices, cancel)};
}

}  // namespace mixgrad
