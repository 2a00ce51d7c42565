// What lies in the windows of images as columns, and columns added up to images again.
#include "core/ops/convolution.h"

namespace mixgrad {

namespace {

// The attributes from `first` on are [kernel_size, dilation, padding, stride]; of images with these two last axes.
struct Columns {
  int64_t rows = 1, positions = 1;
  Columns(Infer& infer, const Shape& image, int first, int sizes_from) {
    Shape kernel = window_sizes(infer, first, 2, 1), dilation = window_sizes(infer, first + 1, 2, 1),
          padding = window_sizes(infer, first + 2, 2, 0), stride = window_sizes(infer, first + 3, 2, 1);
    __int128 count = 1;
    for (int i = 0; i < 2; ++i) {
      int64_t size = image[image.rank() - 2 + i];
      __int128 padded = static_cast<__int128>(size) + 2 * padding[i], reach = reach_of(kernel[i], dilation[i]);
      if (reach > padded) {
        throw infer.error(ErrorCode::kShape, sizes_from, "a window reaches beyond the padded images")
            .given(std::to_string(static_cast<int64_t>(padded)))
            .accepted("at least " + std::to_string(static_cast<int64_t>(reach)));
      }
      count *= (padded - reach) / stride[i] + 1;
    }
    rows = kernel[0] * kernel[1];
    positions = addressable(infer, first + 2, count);
  }
};

FunctionBuilder& windows(FunctionBuilder& f) {
  return f.attribute("kernel_size", types::int_or_tuple(2), "Height and width of a window; one number for both.")
      .attribute("dilation", types::int_or_tuple(2), 1,
                 "Steps between the elements of a window, down and across; one number for both.")
      .attribute("padding", types::int_or_tuple(2), 0,
                 "How many zeros come before and after the images' elements, down and across; one number for both.")
      .attribute("stride", types::int_or_tuple(2), 1, "Steps between windows, down and across; one number for both.");
}

}  // namespace

MIXGRAD_FUNCTION(unfold) {
  f.summary("What lies in each window that moves over images, as a column.")
      .description(
          "A column has the elements of a window, channel by channel and each row-major; columns are in the order of "
          "the windows' places, row by row. A convolution is a product of its weights with these columns. The axis of "
          "the examples may be missing, in the result too.")
      .math("out_{n, (c,a,b), (i,j)} = input_{n, c, i s_1 + a d_1 - p_1, j s_2 + b d_2 - p_2}")
      .reference("PyTorch 2.x, torch.nn.functional.unfold")
      .in_namespace("nn")
      .tensor("input", "The images; or one of them, without the first axis.", "any", "[N, C, H, W]");
  windows(f)
      .output("out", "The columns.", "as input", "[N, C k1 k2, windows]")
      .error("shape", "input has another number of axes, or a window is larger than the padded images")
      .error("value", "a size or a step is smaller than 1, or the padding is negative")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) {
        check_images(infer, 0, 4, images_text(2));
        const Shape& image = infer.shape(0);
        Columns columns(infer, image, 1, 0);
        int channel = image.rank() - 3;
        Shape out;
        if (channel) out.push_back(image[0]);
        out.push_back(addressable(infer, 1, static_cast<__int128>(image[channel]) * columns.rows));
        out.push_back(columns.positions);
        infer.output(infer.dtype(0), out);
      })
      .batching("unfold", [](Batching& b) { images_batching(b, 4); })
      .gradient({},
                [](Backward& b) {
                  const Shape& image = b.shape(0);
                  Shape size{image[image.rank() - 2], image[image.rank() - 1]};
                  b.set(0, op<"fold">(b.context, b.grad(), Value(size), b.argument(1), b.argument(2), b.argument(3),
                                      b.argument(4)));
                })
      .example(R"(
        let x = tensor([[[1, 2, 3], [4, 5, 6]]])
        expect unfold(x, 2) = [[1, 2], [2, 3], [4, 5], [5, 6]]
        expect unfold(x, [1, 2], stride: [1, 2], padding: [0, 1]) = [[0, 2, 0, 5], [1, 3, 4, 6]]
      )");
}

MIXGRAD_FUNCTION(fold) {
  f.summary("Adds columns to the windows that move over images.")
      .description(
          "The transpose of unfold: what goes to the same place adds up, and what goes to the padding is left out. The "
          "axis of the examples may be missing, in the result too. float16 and bfloat16 are added in float32, integers "
          "wrap around.")
      .math("out_{n, c, i s_1 + a d_1 - p_1, j s_2 + b d_2 - p_2} \\mathrel{+}= input_{n, (c,a,b), (i,j)}")
      .reference("PyTorch 2.x, torch.nn.functional.fold")
      .in_namespace("nn")
      .tensor("input", "The columns; or those of one example, without the first axis.", "numeric",
              "[N, C k1 k2, windows]")
      .attribute("output_size", types::int_or_tuple(2), "Height and width of the images; one number for both.");
  windows(f)
      .output("out", "The images.", "as input", "[N, C, H, W]")
      .error("shape",
             "input has another number of axes, its columns are no windows of channels or not as many as windows have "
             "places, or a window is larger than the padded images")
      .error("value", "a size or a step is smaller than 1, or the padding or the size of the images is negative")
      .error("out_of_memory", "there is not enough memory for a tensor of this size")
      .shape([](Infer& infer) {
        check_images(infer, 0, 3, "[N, C k1 k2, windows]");
        const Shape& in = infer.shape(0);
        Shape size = window_sizes(infer, 1, 2, 0);
        Columns columns(infer, size, 2, 1);
        int row = in.rank() - 2;
        if (in[row] % columns.rows != 0) {
          throw infer.error(ErrorCode::kShape, 0, "the columns are no windows of channels")
              .given(in.text())
              .accepted("multiples of " + std::to_string(columns.rows) + " along axis " + number_mark(row));
        }
        if (in[row + 1] != columns.positions) {
          throw infer.error(ErrorCode::kShape, 0, "there must be one column for each place of a window")
              .given(std::to_string(in[row + 1]))
              .accepted(std::to_string(columns.positions));
        }
        Shape out;
        if (row) out.push_back(in[0]);
        out.push_back(in[row] / columns.rows);
        out.push_back(size[0]);
        out.push_back(size[1]);
        infer.output(infer.dtype(0), out);
      })
      .batching("fold", [](Batching& b) { images_batching(b, 3); })
      .gradient({},
                [](Backward& b) {
                  b.set(0,
                        op<"unfold">(b.context, b.grad(), b.argument(2), b.argument(3), b.argument(4), b.argument(5)));
                })
      .example(R"(
        let columns = tensor([[1, 2], [3, 4]])
        expect fold(columns, [1, 3], [1, 2]) = [[[1, 5, 4]]]
        expect fold(columns, [1, 4], [1, 2], stride: [1, 2]) = [[[1, 3, 2, 4]]]
      )");
}

}  // namespace mixgrad
