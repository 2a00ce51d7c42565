#include "core/nn/summary.h"

#include <algorithm>
#include <array>

#include "core/io/text.h"

namespace mixgrad {

namespace {

// 1,234,567
std::string grouped(int64_t number) {
  std::string out = std::to_string(number);
  for (int64_t at = static_cast<int64_t>(out.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
    out.insert(static_cast<size_t>(at), 1, ',');
  return out;
}

std::string memory(int64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  if (bytes < 1024LL * 1024) return fixed_number(static_cast<double>(bytes) / 1024, 1) + " KiB";
  if (bytes < 1024LL * 1024 * 1024) return fixed_number(static_cast<double>(bytes) / (1024 * 1024), 1) + " MiB";
  return fixed_number(static_cast<double>(bytes) / (1024.0 * 1024 * 1024), 2) + " GiB";
}

// Characters, not bytes: names may be of any alphabet.
size_t columns(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string summary_table(const std::string& title, const std::vector<SummaryRow>& rows, const SummaryTotals& totals) {
  using Line = std::array<std::string, 4>;
  std::vector<Line> lines{{"Layer", "Class", "Output", "Parameters"}};
  for (const SummaryRow& row : rows) {
    lines.push_back({std::string(static_cast<size_t>(row.depth) * 2, ' ') + row.name, row.cls,
                     row.output ? row.output->text() : "-", row.parameters > 0 ? grouped(row.parameters) : "-"});
  }
  std::array<size_t, 4> width{};
  for (const Line& line : lines) {
    for (size_t c = 0; c < 4; ++c) width[c] = std::max(width[c], columns(line[c]));
  }
  size_t whole = width[0] + width[1] + width[2] + width[3] + 6;
  auto print = [&](const Line& line) {
    std::string out;
    for (size_t c = 0; c < 4; ++c) {
      std::string space(width[c] - columns(line[c]), ' ');
      out += (c ? "  " : "") + (c == 3 ? space + line[c] : line[c] + space);
    }
    return out + "\n";
  };
  std::string out = title.empty() ? "" : title + "\n";
  out += print(lines[0]) + std::string(whole, '-') + "\n";
  for (size_t i = 1; i < lines.size(); ++i) out += print(lines[i]);
  out += std::string(whole, '-') + "\n";
  out += "Parameters: " + grouped(totals.parameters) + " (" + memory(totals.bytes) + ")\n";
  out += "Trainable: " + grouped(totals.trainable) + "\n";
  return out + "Fixed: " + grouped(totals.parameters - totals.trainable) + "\n";
}

}  // namespace mixgrad
