#include "core/io/svg.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <clocale>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/io/png.h"
#include "core/io/test_folder.h"
#include "core/io/text.h"

namespace mixgrad {
namespace {

int count(const std::string& text, const std::string& what) {
  int n = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

// Tags match and quotes close: what a plot needs of well-formedness.
bool is_balanced(const std::string& xml) {
  std::vector<std::string> open;
  for (size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    size_t end = xml.find('>', at);
    if (end == std::string::npos) return false;
    std::string tag = xml.substr(at + 1, end - at - 1);
    if (count(tag, "\"") % 2 || tag.find('<') != std::string::npos) return false;
    if (tag[0] == '?' || tag.back() == '/') continue;
    if (tag[0] != '/') {
      open.push_back(tag.substr(0, tag.find(' ')));
    } else {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    }
  }
  return open.empty();
}

TEST(Text, NumbersAreTheSameInEveryLocale) {
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  EXPECT_EQ(fixed_number(1234.5, 2), "1234.5");
  std::setlocale(LC_ALL, "C");
  EXPECT_EQ(fixed_number(-0.001, 2), "0");
  EXPECT_EQ(fixed_number(100, 0), "100");
  EXPECT_EQ(fixed_number(0.125, 2), "0.12");  // exact ties go to the even digit
  EXPECT_EQ(fixed_number(-2.5, 3), "-2.5");
}

TEST(Text, XmlTextHoldsNothingThatXmlForbids) {
  EXPECT_EQ(xml_escaped("a<b & \"c\">"), "a&lt;b &amp; &quot;c&quot;&gt;");
  EXPECT_EQ(xml_escaped("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  const std::string replacement = "\xef\xbf\xbd";
  for (const char* broken : {"\x01", "\xff", "\xc0", "\xc3", "\xed\xa0\x80"}) {
    std::string out = xml_escaped(std::string("x") + broken);
    EXPECT_EQ(out.substr(0, 1 + 3), "x" + replacement);
  }
  EXPECT_EQ(printable("a\x01\n"), "'a\\x01\\x0a'");
  EXPECT_LT(printable(std::string(100000, 'x')).size(), 600u);
}

TEST(PlotCurves, DrawsAxesLegendAndLines) {
  std::vector<Curve> curves = {{"train <loss>", {0, 1, 2, 3}, {2.3, 1.1, 0.7, 0.5}}, {"val", {1, 3}, {1.2, 0.6}}};
  std::string svg = plot_curves(curves, {"Loss & accuracy", "epoch", "loss"});
  EXPECT_TRUE(is_balanced(svg)) << svg;
  EXPECT_EQ(count(svg, "<polyline"), 2);
  EXPECT_EQ(count(svg, "<circle"), 6);
  EXPECT_EQ(count(svg, "train &lt;loss&gt;"), 1);
  EXPECT_EQ(count(svg, "Loss &amp; accuracy"), 2);  // shown, and for screen readers
  for (const char* label : {">epoch<", ">loss<", ">0.5<", ">1<", ">1.5<", ">2<", ">2.5<", ">3<"})
    EXPECT_GE(count(svg, label), 1) << label;
  EXPECT_EQ(svg, plot_curves(curves, {"Loss & accuracy", "epoch", "loss"}));
  // From 0.5 to 2.5 on an axis of 340 units: 2.3 lies 0.2 / 2 of it below the top of the frame at 48 + 28.
  EXPECT_NE(svg.find("points=\"76,110 "), std::string::npos) << svg;
}

TEST(PlotCurves, TakesAnyNumbers) {
  double nan = std::nan(""), infinity = INFINITY, most = std::numeric_limits<double>::max();
  double least = std::numeric_limits<double>::denorm_min();
  std::vector<std::vector<double>> all = {{},
                                          {1},
                                          {nan, nan},
                                          {1, nan, 2, infinity, 3, 4},
                                          {5, 5, 5},
                                          {0, 0},
                                          {1e-9, 2e-9},
                                          {1e12, 3e12},
                                          {most, -most},
                                          {least, 0},
                                          {1e300, 1},
                                          {-1e299, 1e299},
                                          {1, 1 + 1e-15},
                                          {-0.0, 0.0}};
  for (const auto& y : all) {
    std::vector<double> x;
    for (size_t i = 0; i < y.size(); ++i) x.push_back(static_cast<double>(i));
    for (const Curve& curve : {Curve{"", x, y}, Curve{"c", y, x}, Curve{"c", y, y}}) {
      std::string svg = plot_curves({&curve, 1}, {});
      EXPECT_TRUE(is_balanced(svg));
      std::string drawn = svg.substr(svg.find("</style>"));
      for (const char* bad : {"nan", "inf"}) EXPECT_EQ(count(drawn, bad), 0) << drawn;
      EXPECT_LT(svg.size(), 20000u);
    }
  }
  EXPECT_EQ(
      count(plot_curves(std::vector<Curve>{{"", {0, 1, 2, 3, 4, 5}, {1, nan, 2, infinity, 3, 4}}}, {}), "<polyline"),
      1);
  EXPECT_TRUE(is_balanced(plot_curves({}, {})));
  EXPECT_ERROR(ErrorCode::kShape, plot_curves(std::vector<Curve>{{"", {1, 2}, {1}}}, {}), "given 2 and 1");
}

TEST(PlotCurves, LongCurvesAreThinnedButKeepTheirPeaks) {
  Curve curve;
  for (int i = 0; i < 200000; ++i) {
    curve.x.push_back(i);
    curve.y.push_back(i == 123456 ? 10 : std::sin(i * 0.01));
  }
  std::string svg = plot_curves({&curve, 1}, {});
  EXPECT_LT(svg.size(), 40000u);
  EXPECT_NE(svg.find(",20 "), std::string::npos);  // the peak touches the top of the frame
}

// Read back by the rules of the PNG specification, with zlib's inflate and checksums.
std::vector<uint8_t> png_rows(const std::vector<uint8_t>& png, std::vector<uint8_t>* head) {
  auto number = [&](size_t at) { return uint32_t{png[at]} << 24 | png[at + 1] << 16 | png[at + 2] << 8 | png[at + 3]; };
  std::vector<uint8_t> rows(1 << 16);
  for (size_t at = 8; at < png.size();) {
    uint32_t length = number(at);
    std::string type(png.begin() + static_cast<ptrdiff_t>(at) + 4, png.begin() + static_cast<ptrdiff_t>(at) + 8);
    EXPECT_EQ(crc32(0, png.data() + at + 4, length + 4), number(at + 8 + length));
    const uint8_t* data = png.data() + at + 8;
    if (type == "IHDR") head->assign(data, data + length);
    uLongf n = rows.size();
    if (type == "IDAT") {
      EXPECT_EQ(uncompress(rows.data(), &n, data, length), Z_OK);
      rows.resize(n);
    }
    at += 12 + length;
    EXPECT_EQ(type == "IEND", at == png.size());
  }
  return rows;
}

TEST(Png, HoldsThePixels) {
  for (int64_t channels = 1; channels <= 4; ++channels) {
    std::vector<uint8_t> pixels, expected, head;
    for (int64_t y = 0; y < 3; ++y) {
      expected.push_back(0);
      for (int64_t i = 0; i < 5 * channels; ++i) {
        pixels.push_back(static_cast<uint8_t>(y * 50 + i));
        expected.push_back(pixels.back());
      }
    }
    EXPECT_EQ(png_rows(encode_png(pixels, 3, 5, channels), &head), expected);
    EXPECT_EQ(head,
              (std::vector<uint8_t>{0, 0, 0, 5, 0, 0, 0, 3, 8,
                                    std::vector<uint8_t>{0, 4, 2, 6}[static_cast<size_t>(channels - 1)], 0, 0, 0}));
  }
  EXPECT_ERROR(ErrorCode::kShape, encode_png({}, 0, 5, 1), "height 0");
  EXPECT_ERROR(ErrorCode::kShape, encode_png(std::vector<uint8_t>(5), 1, 1, 5), "channels 5");
}

TEST(PlotImages, PlacesImagesAndCaptions) {
  std::vector<uint8_t> pixels(5 * 4 * 4, 200);
  ImageGrid grid;
  grid.pixels = pixels;
  grid.count = 5;
  grid.height = grid.width = 4;
  grid.columns = 3;
  grid.title = "Five";
  for (int i = 0; i < 5; ++i) grid.captions.push_back({"<" + std::to_string(i) + ">", i == 3});
  std::string svg = plot_images(grid);
  EXPECT_TRUE(is_balanced(svg));
  EXPECT_EQ(count(svg, "href=\"data:image/png;base64,iVBORw0KGgo"), 5);  // base64 of PNG's signature
  EXPECT_EQ(count(svg, "class=\"highlighted\""), 1);
  EXPECT_EQ(count(svg, "&lt;4&gt;"), 1);
  EXPECT_EQ(count(svg, "y=\"48\" width=\"96\""), 3);  // the first row
  EXPECT_EQ(svg, plot_images(grid));
  grid.captions.pop_back();
  EXPECT_ERROR(ErrorCode::kShape, plot_images(grid), "given 4 captions for 5 images");
  grid.captions.clear();
  grid.count = 6;
  EXPECT_ERROR(ErrorCode::kShape, plot_images(grid), "given 80 pixels for 6 images");
  grid.count = std::numeric_limits<int64_t>::max();
  EXPECT_ERROR(ErrorCode::kShape, plot_images(grid), "do not fit");
}

TEST(PlotImages, UnitNumbersBecomePixels) {
  std::vector<float> values = {0, 1, 0.5f, -3, 7, NAN, 0.25f};
  EXPECT_EQ(pixels_from_unit(values), (std::vector<uint8_t>{0, 255, 128, 0, 255, 0, 64}));
}

}  // namespace
}  // namespace mixgrad
