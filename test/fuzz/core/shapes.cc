#include "test/fuzz/core/shapes.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace mixgrad::fuzz {

namespace {

// One axis: a number, a name, or products and quotients and sums of them: `C k1 k2`, `O / groups`, `bins + 1`.
class Axis {
 public:
  Axis(Random& random, const std::string& text, Sizes& sizes) : random_(random), text_(text), sizes_(sizes) {}

  int64_t size() {
    int64_t out = product();
    while (skip('+')) out += product();
    return std::clamp<int64_t>(out, 0, 64);
  }

 private:
  int64_t product() {
    int64_t out = factor();
    for (;;) {
      if (skip('/'))
        out /= std::max<int64_t>(factor(), 1);
      else if (skip('*') || (blank(), at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_]))))
        out *= factor();
      else
        return out;
    }
  }
  int64_t factor() {
    blank();
    size_t first = at_;
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_]))) ++at_;
    std::string word = text_.substr(first, at_ - first);
    if (word.empty()) {
      ++at_;  // a character that the notation does not have
      return small_size(random_);
    }
    if (std::isdigit(static_cast<unsigned char>(word[0]))) return std::stoll(word);
    auto [entry, is_new] = sizes_.try_emplace(word, 0);
    if (is_new) entry->second = small_size(random_);
    return entry->second;
  }
  void blank() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool skip(char c) {
    blank();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Random& random_;
  const std::string& text_;
  Sizes& sizes_;
  size_t at_ = 0;
};

std::vector<std::string> split(const std::string& text, const std::string& by) {
  std::vector<std::string> out;
  size_t first = 0;
  for (size_t at; (at = text.find(by, first)) != std::string::npos; first = at + by.size())
    out.push_back(text.substr(first, at - first));
  out.push_back(text.substr(first));
  return out;
}

}  // namespace

int64_t small_size(Random& random) {
  constexpr int64_t kSizes[] = {1, 1, 2, 2, 2, 3, 3, 4, 5, 0};
  return random.pick(kSizes);
}

Shape small_shape(Random& random) {
  Shape out;
  for (int64_t rank = random.chance(5) ? random.between(0, 8) : random.between(0, 4); out.rank() < rank;)
    out.push_back(out.rank() < 5 ? small_size(random) : random.between(1, 2));
  return out;
}

Shape shape_of_note(Random& random, const std::string& note, const Shape& leading, Sizes& sizes) {
  std::string one = random.pick(split(note, " or "));
  size_t open = one.find('['), close = one.rfind(']');
  if (open == std::string::npos || close == std::string::npos) return small_shape(random);
  Shape out;
  for (const std::string& axis : split(one.substr(open + 1, close - open - 1), ", ")) {
    if (axis.empty()) continue;
    if (axis == "...") {
      for (int64_t size : leading) {
        if (out.rank() < kMaxRank) out.push_back(size);
      }
    } else if (out.rank() < kMaxRank) {
      out.push_back(Axis(random, axis, sizes).size());
    }
  }
  return out;
}

}  // namespace mixgrad::fuzz
