// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/sheet.hpp"

#include "viz/block.hpp"
#include "viz/palette.hpp"
#include "viz/section.hpp"
#include "viz/solid.hpp"
#include "viz/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>
#include <stdexcept>
#include <utility>

namespace tilscape::viz {
namespace {

constexpr Rgb ink = {34, 36, 40};
constexpr Rgb faint = {110, 112, 118};
constexpr Rgb rule = {200, 199, 195};
constexpr std::size_t most_entries = 200;  // of a legend; who counts further needs the numbers

// All measures at a panel of 800 pixels; they shrink and grow with it.
struct Measures {
  float k;
  explicit Measures(int size) : k(std::clamp(static_cast<float>(size) / 800, 0.55F, 3.0F)) {}
  [[nodiscard]] int px(float at_800) const { return static_cast<int>(at_800 * k + 0.5F); }
  [[nodiscard]] Pen title() const { return {14 * k, std::max(1.25F, 1.9F * k)}; }
  [[nodiscard]] Pen text() const { return {std::max(10.5F * k, 8.0F), std::max(1.05F, 1.3F * k)}; }
};

std::string short_number(double value) {
  const double size = std::abs(value);
  if (value >= 1000 && value < 1e6) return with_commas(static_cast<std::uint64_t>(value + 0.5));
  return size != 0 && (size >= 1e6 || size < 1e-3) ? fmt::format("{:.1e}", value)
                                                   : fmt::format("{:.3g}", value);
}

bool is_flat(const snapshot::LatticeInfo& lattice, const Cutting& cutting) {
  return lattice.nz == 1 || cutting.cut == Cut::layer;
}

std::string subtitle(const snapshot::LatticeInfo& lattice, const Cutting& cutting) {
  const auto length = [&](std::uint32_t sites) {
    return fmt::format("{:.3g}", sites * lattice.spacing / 1000);
  };
  std::string text = length(lattice.nx) + " x " + length(lattice.ny);
  if (lattice.nz > 1) text += " x " + length(lattice.nz);
  text += " mm";
  if (lattice.nz > 1 && cutting.cut == Cut::layer)
    text += fmt::format(", layer {} of {}", cutting.layer(lattice) + 1, "xyz"[cutting.axis]);
  return text;
}

int draw_scale_bar(Image& image, int x, int y, double pixel, int most, const Measures& m) {
  const double length = round_below(most * pixel);
  const int bar = std::max(2, static_cast<int>(length / pixel + 0.5));
  const int thick = std::max(2, m.px(3));
  image.fill(x, y - thick - m.px(3), bar, thick, ink);
  const std::string label =
      length >= 1000 ? fmt::format("{:g} mm", length / 1000) : fmt::format("{:g} \xc2\xb5m", length);
  draw_text(image, static_cast<float>(x + bar + m.px(9)), static_cast<float>(y), label, m.text(), ink);
  return x + bar + m.px(9) + static_cast<int>(text_width(label, m.text()));
}

int draw_colour_bar(Image& image, int x, int y, const Colouring& by, const Measures& m) {
  const int width = m.px(150);
  const int height = std::max(6, m.px(12));
  const std::string name = by.name + (by.unit.empty() ? "" : " [" + by.unit + "]");
  const auto base = static_cast<float>(y);
  float at = static_cast<float>(x);
  const auto put = [&](const std::string& text, Rgb colour) {
    draw_text(image, at, base, text, m.text(), colour);
    at += text_width(text, m.text()) + static_cast<float>(m.px(10));
  };
  put(name, ink);
  put(short_number(by.range.low), faint);
  const int left = static_cast<int>(at);
  for (int i = 0; i < width; ++i)
    image.fill(left + i, y - height + 1, 1, height,
               cividis(static_cast<float>(i) / static_cast<float>(width - 1)));
  at += static_cast<float>(width + m.px(8));
  put(short_number(by.range.high), faint);
  return static_cast<int>(at);
}

// Entries in rows, each as wide as its text; returns the base line of the last row.
class Flow {
 public:
  Flow(int left, int right, int y, const Measures& m) : left_(left), right_(right), x_(left), y_(y), m_(m) {}

  void reserve(int width) {
    if (x_ > left_ && x_ + width > right_) {
      x_ = left_;
      y_ += m_.px(24);
    }
  }
  void advance(int x) { x_ = x + m_.px(22); }
  [[nodiscard]] int x() const { return x_; }
  [[nodiscard]] int y() const { return y_; }

 private:
  int left_, right_, x_, y_;
  const Measures& m_;
};

void draw_legend(Image& image, Flow& flow, const std::vector<LegendEntry>& entries, const Measures& m) {
  const int swatch = std::max(7, m.px(12));
  const int row = image.width() - 2 * m.px(24);
  const std::size_t shown = std::min(entries.size(), most_entries);
  for (const LegendEntry& each : std::span(entries).first(shown)) {
    const LegendEntry entry = {each.colour,
                               fitted(each.text, m.text(), static_cast<float>(row - swatch - m.px(7)))};
    const int width = swatch + m.px(7) + static_cast<int>(text_width(entry.text, m.text()));
    flow.reserve(width);
    image.rounded(static_cast<float>(flow.x()), static_cast<float>(flow.y() - swatch + 1),
                  static_cast<float>(swatch), static_cast<float>(swatch), static_cast<float>(swatch) * 0.3F,
                  entry.colour);
    draw_text(image, static_cast<float>(flow.x() + swatch + m.px(7)), static_cast<float>(flow.y()),
              entry.text, m.text(), ink);
    flow.advance(flow.x() + width);
  }
  std::string note = repeated(entries);
  if (shown < entries.size())
    note = fmt::format("and {} more{}{}", entries.size() - shown, note.empty() ? "" : "; ", note);
  if (note.empty()) return;
  const int width = static_cast<int>(text_width(note, m.text()));
  flow.reserve(width);
  draw_text(image, static_cast<float>(flow.x()), static_cast<float>(flow.y()), note, m.text(), faint);
  flow.advance(flow.x() + width);
}

int draw_footer(Image& image, const Panel& panel, const Look& look, int top, double pixel,
                const Measures& m) {
  const int left = m.px(24);
  Flow flow(left, image.width() - left, top, m);
  flow.advance(draw_scale_bar(image, flow.x(), flow.y(), pixel, image.width() / 5, m));
  const auto bar = [&](const Colouring& shown) {
    flow.reserve(m.px(330));
    flow.advance(draw_colour_bar(image, flow.x(), flow.y(), shown, m));
  };
  const Colouring& by = look.by;
  if (by.by == Colouring::By::column || by.by == Colouring::By::substance) bar(by);
  if (look.background && by.by != Colouring::By::substance) bar(*look.background);
  std::vector<LegendEntry> entries = legend(*panel.header, *panel.frame, by);
  if (look.level && !is_flat(panel.header->lattice, look.cutting)) {
    const auto& substance = panel.header->substances[look.level->substance];
    entries.push_back({surface_colour, fmt::format("{} = {} {}", substance.name,
                                                   short_number(look.level->value), substance.unit)});
  }
  if (look.vessels && !panel.header->vessels.empty()) entries.push_back({vessel_colour, "vessels"});
  draw_legend(image, flow, entries, m);
  return flow.y();
}

/// `chosen`: the cells to draw, when not all are; counts are always those of the whole frame.
Image draw_panel(const Panel& panel, const std::optional<snapshot::Frame>& chosen, const Look& look,
                 int size) {
  const Measures m(size);
  const auto& lattice = panel.header->lattice;
  const bool flat = is_flat(lattice, look.cutting);
  const int margin = m.px(24);
  const int head = m.px(74);
  const snapshot::Frame& drawn = chosen ? *chosen : *panel.frame;
  const Section section = flat ? draw_section(*panel.header, drawn, look, size - 2 * margin)
                               : draw_solid(*panel.header, drawn, look, size - 2 * margin);
  const int body = section.image.height();
  Image measure(size, 1, white);  // on which nothing is drawn: how high the legend is
  const int bottom = draw_footer(measure, panel, look, head + body + m.px(32), section.pixel, m);
  Image image(size, bottom + m.px(22), white);
  const int left = (size - section.image.width()) / 2;
  image.paste(section.image, left, head);
  if (flat) image.frame(left - 1, head - 1, section.image.width() + 2, body + 2, rule);

  const auto edge = static_cast<float>(margin);
  const auto right = static_cast<float>(size - margin);
  const std::string time = clock_text(panel.frame->time);
  const float room = right - edge - text_width(time, m.title()) - static_cast<float>(m.px(24));
  draw_text(image, edge, static_cast<float>(m.px(36)), fitted(panel.title, m.title(), room), m.title(), ink);
  draw_text_right(image, right, static_cast<float>(m.px(36)), time, m.title(), ink);
  draw_text(image, edge, static_cast<float>(m.px(60)), subtitle(lattice, look.cutting), m.text(), faint);
  draw_footer(image, panel, look, head + body + m.px(32), section.pixel, m);
  return image;
}

Colouring substance_called(const snapshot::RunHeader& header, const std::string& name) {
  Colouring by = colouring(header, name, {});
  if (by.by != Colouring::By::substance) throw std::invalid_argument("`" + name + "` is not a substance");
  return by;
}

SiteBox sites_of(const Region& region, const snapshot::LatticeInfo& lattice) {
  const std::array<std::uint32_t, 3> sites = {lattice.nx, lattice.ny, lattice.nz};
  SiteBox box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double edge = axis == 2 ? lattice.thickness : lattice.spacing;
    const auto site = [&](double place) {
      return static_cast<int>(std::clamp<double>(place, 0, sites[axis]));
    };
    box.low[axis] = site(std::ceil(region.low[axis] / edge - 0.5));
    box.high[axis] = site(std::floor(region.high[axis] / edge - 0.5) + 1);
  }
  return box;
}

std::optional<snapshot::Frame> chosen_of(const Panel& panel, const SheetOptions& options,
                                         const Colouring& by) {
  if (by.hidden_states.empty() && !options.where && !options.region) return std::nullopt;
  CellChoice choice;
  choice.hidden_states = by.hidden_states;
  if (options.where) choice.where = {*options.where};
  if (options.region) choice.within = sites_of(*options.region, panel.header->lattice);
  return only_chosen(*panel.header, *panel.frame, choice);
}

}  // namespace

std::optional<Range> SheetOptions::range_of(const std::string& name) const {
  const auto found = ranges.find(name);
  return found == ranges.end() ? std::nullopt : std::optional(found->second);
}

std::string clock_text(double minutes) {
  const long long total = std::llround(minutes * 60000);  // [ms]
  const long long minute = total / 60000, rest = total % 60000;
  const std::string text = fmt::format("day {} {:02}:{:02}", minute / 1440, minute % 1440 / 60, minute % 60);
  if (rest == 0) return text;
  const std::string seconds = fmt::format("{}:{:02}", text, rest / 1000);
  return rest % 1000 == 0 ? seconds : fmt::format("{}.{:03}", seconds, rest % 1000);
}

double round_below(double length) {
  double unit = 1;
  while (unit * 10 <= length) unit *= 10;
  while (unit > length) unit /= 10;
  return length >= 5 * unit ? 5 * unit : length >= 2 * unit ? 2 * unit : unit;
}

Image draw_sheet(const std::vector<Panel>& panels, const SheetOptions& options) {
  if (panels.empty() || options.size < 200 || options.size > 4000)
    throw std::invalid_argument("a picture needs a run, and a size between 200 and 4000 pixels");
  std::vector<Look> looks;
  std::optional<Range> range, background_range;
  for (const Panel& panel : panels) {
    require_drawable(panel.header->lattice);
    Look& look = looks.emplace_back();
    look.by = colouring(*panel.header, options.colour, options.hidden);
    look.cutting = options.cutting;
    look.viewpoint = options.viewpoint;
    look.vessels = options.vessels;
    if (options.level)
      look.level =
          Level{substance_called(*panel.header, options.level->substance).substance, options.level->value};
    if (const auto here = range_of(*panel.frame, look.by)) range = join(range, here);
    if (options.background.empty()) continue;
    look.background = substance_called(*panel.header, options.background);
    if (const auto here = range_of(*panel.frame, *look.background))
      background_range = join(background_range, here);
  }
  std::vector<Image> images;
  int width = 0, height = 0;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    looks[i].by.range = options.range_of(looks[i].by.name).value_or(range.value_or(Range{}));
    if (auto& background = looks[i].background)
      background->range = options.range_of(background->name).value_or(background_range.value_or(Range{}));
    images.push_back(
        draw_panel(panels[i], chosen_of(panels[i], options, looks[i].by), looks[i], options.size));
    width += images.back().width();
    height = std::max(height, images.back().height());
  }
  Image sheet(width, height, white);
  int x = 0;
  for (const Image& image : images) {
    sheet.paste(image, x, 0);
    x += image.width();
  }
  return sheet;
}

}  // namespace tilscape::viz
