#include "core/train/progress.h"

#include <algorithm>
#include <cmath>

#include "core/runtime/decimal.h"

namespace mixgrad {

namespace {

std::string fixed(double value, int decimals) { return decimal_text(value, Notation::kFixed, decimals); }

// Four digits behind the point where that says something, else an exponent.
std::string short_number(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
  double size = std::fabs(value);
  if (size == 0 || (size >= 1e-3 && size < 1e6)) return fixed(value, 4);
  return decimal_text(value, Notation::kScientific, 3);
}

std::string bar(int64_t step, int64_t steps, int64_t width) {
  int64_t full = std::clamp<int64_t>(
      static_cast<int64_t>(static_cast<double>(step) / static_cast<double>(steps) * static_cast<double>(width)), 0,
      width);
  std::string out(static_cast<size_t>(full), '=');
  if (full < width) out += '>';
  return "[" + out + std::string(static_cast<size_t>(width) - out.size(), ' ') + "]";
}

}  // namespace

std::string duration_text(double seconds) {
  if (!(seconds >= 0)) seconds = 0;
  int64_t s = static_cast<int64_t>(std::llround(std::min(seconds, 1e15)));
  auto two = [](int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  if (s < 3600) return std::to_string(s / 60) + ":" + two(s % 60);
  return std::to_string(s / 3600) + ":" + two(s / 60 % 60) + ":" + two(s % 60);
}

std::string rate_text(double per_second) {
  if (!std::isfinite(per_second) || per_second < 0) return "?";
  if (per_second < 9.95) return fixed(per_second, 1);
  if (per_second < 999.5) return fixed(per_second, 0);
  if (per_second < 999'950) return fixed(per_second / 1e3, 1) + "k";
  return fixed(per_second / 1e6, 1) + "M";
}

double seconds_left(const ProgressNumbers& p) {
  if (p.step <= p.first_step || p.steps == 0) return 0;
  double each = p.seconds / static_cast<double>(p.step - p.first_step);
  return each * static_cast<double>(std::max<int64_t>(p.steps - p.step, 0));
}

std::string progress_line(const ProgressNumbers& p, int64_t width) {
  width = std::max<int64_t>(width, 20);
  std::vector<std::string> parts;
  parts.reserve(p.numbers.size());
  for (auto& [name, value] : p.numbers) parts.push_back(name + " " + short_number(value));
  if (p.seconds > 0 && p.items > 0) parts.push_back(rate_text(static_cast<double>(p.items) / p.seconds) + " items/s");
  if (p.step > p.first_step && p.steps > 0) parts.push_back(duration_text(seconds_left(p)) + " left");
  std::string head = "epoch " + std::to_string(p.epoch) + "/" + std::to_string(p.epochs) + " ";
  std::string count = " " + std::to_string(p.step) + (p.steps > 0 ? "/" + std::to_string(p.steps) : "");
  auto length = [&] {
    size_t sum = head.size() + count.size();
    for (const std::string& part : parts) sum += 2 + part.size();
    return static_cast<int64_t>(sum);
  };
  while (!parts.empty() && length() > width) parts.pop_back();
  std::string out = head;
  int64_t room = std::min<int64_t>(width - length() - 2, 30);
  if (p.steps > 0 && room >= 4)
    out += bar(p.step, p.steps, room);
  else if (!count.empty())
    count.erase(0, 1);
  out += count;
  for (const std::string& part : parts) out += "  " + part;
  return out.substr(0, static_cast<size_t>(width));
}

std::string epoch_line(const ProgressNumbers& p) {
  std::string out = "epoch " + std::to_string(p.epoch) + "/" + std::to_string(p.epochs);
  for (auto& [name, value] : p.numbers) out += "  " + name + " " + short_number(value);
  return out + "  " + duration_text(p.seconds);
}

}  // namespace mixgrad
