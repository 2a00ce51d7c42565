// Sums of products in Einstein's notation, made of diagonals, sums and matrix products.
#include <algorithm>
#include <limits>

#include "core/ops/gradients.h"
#include "core/schema/builder.h"

namespace mixgrad {

namespace {

constexpr int kOperands = 0, kEquation = 1;
// Letters are labels by their code; the axes under an ellipsis have labels behind those, the last axis 255.
using Labels = std::vector<int>;

bool has(const Labels& labels, int label) { return std::find(labels.begin(), labels.end(), label) != labels.end(); }
bool is_letter(int label) { return (label >= 'a' && label <= 'z') || (label >= 'A' && label <= 'Z'); }

// "ij,j" becomes {"ij", "j"}; `out` has what stands behind the arrow.
struct Terms {
  std::vector<std::string> in;
  std::string out;
  bool explicit_out = false;
};

Error malformed(Infer& infer, const std::string& what) {
  return infer.error(ErrorCode::kValue, kEquation, "the equation is not well formed: " + what)
      .given("\"" + infer.argument(kEquation).as_string() + "\"")
      .accepted("letters and ... for each operand, such as \"ij,jk->ik\"");
}

Terms terms_of(Infer& infer) {
  std::string text;
  for (char c : infer.argument(kEquation).as_string()) {
    if (c != ' ') text += c;
  }
  Terms terms;
  if (size_t arrow = text.find("->"); arrow != std::string::npos) {
    terms.explicit_out = true;
    terms.out = text.substr(arrow + 2);
    text.resize(arrow);
  }
  size_t start = 0;
  for (size_t comma; (comma = text.find(',', start)) != std::string::npos; start = comma + 1)
    terms.in.push_back(text.substr(start, comma - start));
  terms.in.push_back(text.substr(start));
  auto check = [&](const std::string& term) {
    int ellipses = 0;
    for (size_t i = 0; i < term.size(); ++i) {
      if (is_letter(term[i])) continue;
      if (term.compare(i, 3, "...") != 0) throw malformed(infer, "a label is a letter");
      if (++ellipses > 1) throw malformed(infer, "a term has two ellipses");
      i += 2;
    }
  };
  for (const std::string& term : terms.in) check(term);
  check(terms.out);
  return terms;
}

// The labels of a tensor's axes.
Labels labels_of(const std::string& term, int under_ellipsis) {
  Labels labels;
  for (size_t i = 0; i < term.size(); ++i) {
    if (term[i] != '.') {
      labels.push_back(term[i]);
    } else {
      for (int k = under_ellipsis; k > 0; --k) labels.push_back(256 - k);
      i += 2;
    }
  }
  return labels;
}

struct Contraction {
  std::vector<Labels> in;
  Labels out;
  int64_t size[256];

  Shape shape(const Labels& labels) const {
    Shape shape;
    for (int label : labels) shape.push_back(size[label]);
    return shape;
  }
};

// One size for each label: those of 1 broadcast.
void join_sizes(Infer& infer, Contraction& c, size_t operand) {
  const Shape& shape = infer.list(kOperands)[operand].tensor_impl()->shape;
  for (size_t i = 0; i < c.in[operand].size(); ++i) {
    int label = c.in[operand][i];
    int64_t own = shape[static_cast<int>(i)];
    if (c.size[label] < 0 || c.size[label] == 1) c.size[label] = own;
    if (own == 1 || own == c.size[label]) continue;
    std::string name =
        is_letter(label) ? "axes with the label " + std::string(1, static_cast<char>(label)) : "axes under an ellipsis";
    throw infer.error(ErrorCode::kShape, kOperands, name + " have different sizes")
        .given(std::to_string(c.size[label]) + " and " + std::to_string(own));
  }
}

Labels implicit_out(const std::vector<Labels>& in, int under_ellipsis) {
  Labels out = labels_of("...", under_ellipsis);
  for (int letter = 0; letter < 128; ++letter) {
    int64_t times = 0;
    for (const Labels& labels : in) times += std::count(labels.begin(), labels.end(), letter);
    if (times == 1) out.push_back(letter);
  }
  return out;
}

Contraction contraction_of(Infer& infer) {
  const ValueList& operands = infer.list(kOperands);
  if (operands.empty()) throw infer.error(ErrorCode::kValue, kOperands, "there are no operands");
  Terms terms = terms_of(infer);
  if (terms.in.size() != operands.size()) {
    throw infer.error(ErrorCode::kValue, kOperands, "the equation has another number of terms than there are operands")
        .given(std::to_string(operands.size()))
        .accepted(std::to_string(terms.in.size()));
  }
  Contraction c;
  std::fill(std::begin(c.size), std::end(c.size), int64_t{-1});
  int most = 0;
  for (size_t i = 0; i < operands.size(); ++i) {
    int rank = operands[i].tensor_impl()->shape.rank();
    bool ellipsis = terms.in[i].find('.') != std::string::npos;
    int letters = static_cast<int>(terms.in[i].size()) - (ellipsis ? 3 : 0), under = rank - letters;
    if (under < 0 || (under > 0 && !ellipsis)) {
      throw infer.error(ErrorCode::kShape, kOperands, "a term names another number of axes than its operand has")
          .given("\"" + terms.in[i] + "\" for the shape " + operands[i].tensor_impl()->shape.text());
    }
    if (ellipsis) most = std::max(most, under);
    c.in.push_back(labels_of(terms.in[i], under));
  }
  for (size_t i = 0; i < operands.size(); ++i) join_sizes(infer, c, i);
  if (!terms.explicit_out) {
    c.out = implicit_out(c.in, most);
    return c;
  }
  c.out = labels_of(terms.out, most);
  for (int label : c.out) {
    if (std::count(c.out.begin(), c.out.end(), label) > 1) throw malformed(infer, "the result names an axis twice");
    if (c.size[label] < 0) throw malformed(infer, "the result names an axis that no operand has");
  }
  return c;
}

// A tensor on its way, with the labels of its axes. `fresh`: it shares no memory with an operand.
struct Part {
  Tensor x;
  Labels labels;
  bool fresh = false;
};

int axis_of(const Part& p, int label) {
  return static_cast<int>(std::find(p.labels.begin(), p.labels.end(), label) - p.labels.begin());
}

Tensor permuted(Context& context, const Part& p, const Labels& order) {
  Shape axes;
  bool moves = false;
  for (int label : order) {
    axes.push_back(axis_of(p, label));
    moves = moves || axes[axes.rank() - 1] != axes.rank() - 1;
  }
  return moves ? op<"permute_dims">(context, p.x, Value(axes)) : p.x;
}

// Axes that have one label become their diagonal, which comes first.
void take_diagonals(Context& context, Part& p) {
  for (int label : Labels(p.labels)) {
    Shape order;
    Labels rest;
    for (size_t i = 0; i < p.labels.size(); ++i) {
      if (p.labels[i] == label) order.push_back(static_cast<int64_t>(i));
    }
    int times = order.rank();
    if (times < 2) continue;
    for (size_t i = 0; i < p.labels.size(); ++i) {
      if (p.labels[i] == label) continue;
      order.push_back(static_cast<int64_t>(i));
      rest.push_back(p.labels[i]);
    }
    Tensor front = op<"permute_dims">(context, p.x, Value(order));
    int64_t size = 1;  // an axis of 1 broadcasts
    for (int i = 0; i < times; ++i) size = front.shape()[i] == 1 ? size : front.shape()[i];
    Shape wide = front.shape();
    for (int i = 0; i < times; ++i) wide[i] = size;
    if (!(wide == front.shape())) front = op<"broadcast_to">(context, front, Value(wide));
    Tensor places = op<"expand_dims">(context, op<"arange">(context, Value(size)), Value(int64_t{1}));
    places = op<"broadcast_to">(context, places, Value(Shape{size, times}));
    p.x = op<"index_get">(context, front, places);
    rest.insert(rest.begin(), label);
    p.labels = rest;
    p.fresh = true;
  }
}

// Sums over the axes that nobody else needs.
void sum_out(Context& context, Part& p, const Labels& needed) {
  Shape axes;
  Labels kept;
  for (size_t i = 0; i < p.labels.size(); ++i) {
    if (has(needed, p.labels[i]))
      kept.push_back(p.labels[i]);
    else
      axes.push_back(static_cast<int64_t>(i));
  }
  if (axes.rank() == 0) return;
  p.x = as_dtype(context, op<"sum">(context, p.x, Value(axes)), p.x.dtype());
  p.labels = kept;
  p.fresh = true;
}

Labels joined(std::initializer_list<const Labels*> lists) {
  Labels out;
  for (const Labels* list : lists) out.insert(out.end(), list->begin(), list->end());
  return out;
}

// The part with these axes, in that order, each of its full size if `full`.
Tensor arranged(Context& context, const Contraction& c, const Part& p, const Labels& order, bool full) {
  Tensor x = permuted(context, p, order);
  Shape wide = c.shape(order);
  return full && !(wide == x.shape()) ? op<"broadcast_to">(context, x, Value(wide)) : x;
}

struct Groups {
  Labels both, summed, left, right;  // of axes: in both and needed, in both and summed, in one of them
  Labels result() const { return joined({&both, &left, &right}); }
};

Groups groups_of(const Part& a, const Part& b, const Labels& needed) {
  Groups g;
  for (int label : a.labels) {
    if (!has(b.labels, label))
      g.left.push_back(label);
    else
      (has(needed, label) ? g.both : g.summed).push_back(label);
  }
  for (int label : b.labels) {
    if (!has(a.labels, label)) g.right.push_back(label);
  }
  return g;
}

Part product(Context& context, const Contraction& c, const Part& a, const Part& b, const Groups& g) {
  Part out{{}, g.result(), true};
  if (g.summed.empty()) {
    Tensor x = arranged(context, c, a, joined({&g.both, &g.left}), false);
    Tensor y = arranged(context, c, b, joined({&g.both, &g.right}), false);
    int both = static_cast<int>(g.both.size()), left = static_cast<int>(g.left.size());
    Shape apart = x.shape(), wide;
    for (size_t i = 0; i < g.right.size(); ++i) apart.push_back(1);
    for (int i = 0; i < both; ++i) wide.push_back(y.shape()[i]);
    for (int i = 0; i < left; ++i) wide.push_back(1);
    for (int i = both; i < y.rank(); ++i) wide.push_back(y.shape()[i]);
    out.x = op<"multiply">(context, as_shape(context, x, apart), as_shape(context, y, wide));
    return out;
  }
  Shape batch = c.shape(g.both), left = c.shape(g.left), right = c.shape(g.right);
  int64_t length = c.shape(g.summed).elements();
  Shape rows, columns;
  if (batch.rank() > 0) {
    rows.push_back(batch.elements());
    columns.push_back(batch.elements());
  }
  rows.push_back(left.elements());
  rows.push_back(length);
  columns.push_back(length);
  columns.push_back(right.elements());
  Tensor x = arranged(context, c, a, joined({&g.both, &g.left, &g.summed}), true);
  Tensor y = arranged(context, c, b, joined({&g.both, &g.summed, &g.right}), true);
  out.x = op<"matmul">(context, as_shape(context, x, rows), as_shape(context, y, columns));
  out.x = as_shape(context, out.x, c.shape(out.labels));
  return out;
}

Labels needed_without(const Contraction& c, const std::vector<Part>& parts, size_t i, size_t j) {
  Labels needed = c.out;
  for (size_t k = 0; k < parts.size(); ++k) {
    if (k != i && k != j) needed.insert(needed.end(), parts[k].labels.begin(), parts[k].labels.end());
  }
  return needed;
}

// The two parts whose product is smallest; of several such the pair with the fewest multiplications, then the first.
std::pair<size_t, size_t> cheapest(const Contraction& c, const std::vector<Part>& parts) {
  std::pair<size_t, size_t> best{0, 1};
  double least = std::numeric_limits<double>::infinity(), fewest = least;
  for (size_t i = 0; i < parts.size(); ++i) {
    for (size_t j = i + 1; j < parts.size(); ++j) {
      Groups g = groups_of(parts[i], parts[j], needed_without(c, parts, i, j));
      double size = 1, work = 1;
      for (int label : g.result()) size *= static_cast<double>(c.size[label]);
      for (int label : g.summed) work *= static_cast<double>(c.size[label]);
      work *= size;
      size -= static_cast<double>(parts[i].x.elements()) + static_cast<double>(parts[j].x.elements());
      if (size > least || (size == least && work >= fewest)) continue;
      best = {i, j};
      least = size;
      fewest = work;
    }
  }
  return best;
}

}  // namespace

MIXGRAD_FUNCTION(einsum) {
  f.summary("Sums of products of tensors, in Einstein's notation.")
      .description(
          "The equation has a term for each operand, with a letter for each axis. Axes of one letter go together, and "
          "an "
          "axis whose letter does not stand behind the arrow is summed. A letter that stands twice in a term names a "
          "diagonal. Without an arrow the result has the letters that stand once, in the order of the alphabet, "
          "capitals "
          "first. Three dots stand for all other axes of an operand, which broadcast; in the result they come first if "
          "there is no arrow. Axes of size 1 broadcast, spaces do not count. Several operands are multiplied two at a "
          "time, those first whose product frees most memory, by matmul where something is summed.")
      .math("out_{ik} = \\sum_j a_{ij} b_{jk} \\text{ for \"ij,jk->ik\"}")
      .reference("NumPy 2.x, numpy.einsum; PyTorch 2.x, torch.einsum")
      .tensors("operands", "The tensors; at least one.", "numeric")
      .attribute("equation", types::string, "The terms, with commas between them, and behind an arrow the result.")
      .output("out", "The sums, in the operands' promoted dtype.", "promoted(operands)", "[...]")
      .error("value", "the equation is not well formed, or has another number of terms than there are operands")
      .error("shape", "a term does not have the letters of its operand's axes, or sizes do not fit")
      .bits(Bits::kBounded)
      .shape([](Infer& infer) {
        Contraction c = contraction_of(infer);
        DType dtype = infer.list(kOperands)[0].tensor_impl()->dtype;
        for (const Value& v : infer.list(kOperands)) dtype = promote(dtype, v.tensor_impl()->dtype);
        infer.output(dtype, c.shape(c.out));
      })
      .composed([](Invocation& call) {
        Infer infer(call.function, call.arguments);
        Contraction c = contraction_of(infer);
        call.function.shape_rule(infer);
        DType dtype = infer.output(0).dtype;
        std::vector<Part> parts;
        for (size_t i = 0; i < c.in.size(); ++i) {
          Tensor x = infer.list(kOperands)[i].as_tensor();
          parts.push_back({as_dtype(call.context, x, dtype), c.in[i], x.dtype() != dtype});
          take_diagonals(call.context, parts[i]);
        }
        for (size_t i = 0; i < parts.size(); ++i) sum_out(call.context, parts[i], needed_without(c, parts, i, i));
        while (parts.size() > 1) {
          auto [i, j] = cheapest(c, parts);
          Groups g = groups_of(parts[i], parts[j], needed_without(c, parts, i, j));
          parts[i] = product(call.context, c, parts[i], parts[j], g);
          parts.erase(parts.begin() + static_cast<ptrdiff_t>(j));
        }
        Tensor out = arranged(call.context, c, parts[0], c.out, true);
        call.result(parts[0].fresh ? out : op<"copy">(call.context, out));
      })
      .example(R"(
        let a = tensor([[1, 2], [3, 4]])
        let b = tensor([[5, 6], [7, 8]])
        expect einsum([a, b], "ij,jk->ik") = [[19, 22], [43, 50]]
        expect einsum([a], "ii") = 5
      )");
}

}  // namespace mixgrad
