#include "core/print/format.h"

#include <vector>

#include "core/kernels/library.h"
#include "core/print/number_format.h"
#include "core/tensor/readable.h"

namespace mixgrad {

namespace {

// The positions of an axis that are shown: all, or the edges with a gap between them (-1).
std::vector<int64_t> shown(int64_t size, int64_t edge, bool summarise) {
  std::vector<int64_t> out;
  for (int64_t i = 0; i < size; ++i) {
    if (summarise && size > 2 * edge && i == edge) {
      out.push_back(-1);
      i = size - edge;
      if (i == size) break;
    }
    out.push_back(i);
  }
  return out;
}

Tensor at(const Tensor& t, int64_t index) {
  Shape shape = t.shape();
  Strides strides = t.strides();
  int64_t offset = t.impl()->offset + index * strides[0];
  shape.erase(0);
  strides.erase(0);
  return t.window(shape, strides, offset);
}

std::string trimmed(const std::string& text) {
  size_t start = text.find_first_not_of(' ');
  return text.substr(start, text.find_last_not_of(' ') - start + 1);
}

class Layout {
 public:
  Layout(const Tensor& t, const PrintOptions& options)
      : options_(options),
        rank_(t.rank()),
        summarise_(t.elements() > options.threshold),
        numbers_(t.dtype(), options.precision) {
    visit(t, [&](const Tensor& element) { numbers_.measure(element); });
    numbers_.settle();
  }

  std::string text(const Tensor& t) { return rank_ == 0 ? trimmed(numbers_.text(t)) : block(t, 1); }

 private:
  template <class Do>
  void visit(const Tensor& t, Do act) {
    if (t.rank() == 0) return act(t);
    for (int64_t i : shown(t.shape()[0], options_.edge_items, summarise_)) {
      if (i >= 0) visit(at(t, i), act);
    }
  }

  // `depth`: how many brackets are open, with this one.
  std::string block(const Tensor& t, int depth) {
    std::vector<int64_t> positions = shown(t.shape()[0], options_.edge_items, summarise_);
    std::string margin(static_cast<size_t>(options_.indent + depth), ' ');
    if (t.rank() > 1) {
      std::string gap = "," + std::string(static_cast<size_t>(t.rank() - 1), '\n') + margin, out = "[";
      for (size_t i = 0; i < positions.size(); ++i)
        out += (i ? gap : "") + (positions[i] < 0 ? "..." : block(at(t, positions[i]), depth + 1));
      return out + "]";
    }
    std::string out = "[", line;
    int64_t room = options_.line_width - options_.indent - int64_t{2} * depth;
    for (size_t i = 0; i < positions.size(); ++i) {
      std::string word = positions[i] < 0 ? "..." : numbers_.text(at(t, positions[i]));
      if (!line.empty() && static_cast<int64_t>(line.size() + 1 + word.size()) > room) {
        out += line + "\n" + margin;
        line.clear();
      }
      line += (line.empty() ? "" : " ") + word + (i + 1 < positions.size() ? "," : "");
    }
    return out + line + "]";
  }

  const PrintOptions& options_;
  int rank_;
  bool summarise_;
  NumberFormat numbers_;
};

}  // namespace

std::string tensor_text(const Tensor& tensor, const PrintOptions& options) {
  check_readable(tensor, "x");
  if (tensor.elements() == 0) return "[]";
  Tensor plain = on_host(tensor.detached());
  return Layout(plain, options).text(plain);
}

}  // namespace mixgrad
