// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/solid.hpp"

#include "viz/block.hpp"
#include "viz/detail/space.hpp"
#include "viz/detail/surface.hpp"
#include "viz/detail/tubes.hpp"
#include "viz/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace tilscape::viz {
namespace {

using detail::Camera;
using detail::Canvas;
using detail::Hit;
using detail::Space;
using detail::Vec;

constexpr int oversampling = 2;

void draw_ball(Canvas& canvas, const Camera& camera, const Vec& centre, float radius, Rgb colour,
               float relief) {
  const float cx = camera.screen_x(centre);
  const float cy = camera.screen_y(centre);
  const float depth = camera.depth(centre);
  const float pixels = radius * camera.scale();
  const auto columns = canvas.span(cx - pixels, cx + pixels);
  const auto rows = canvas.span(cy - pixels, cy + pixels);
  for (int y = rows.first; y <= rows.last; ++y) {
    for (int x = columns.first; x <= columns.last; ++x) {
      const float dx = (static_cast<float>(x) + 0.5F - cx) / pixels;
      const float dy = (static_cast<float>(y) + 0.5F - cy) / pixels;
      const float rest = 1 - dx * dx - dy * dy;
      if (rest <= 0) continue;
      const float dz = std::sqrt(rest);
      canvas.put(x, y, {depth + dz * radius, colour, {dx, -dy, dz}, relief});
    }
  }
}

void draw_cells(Canvas& canvas, const Camera& camera, const Space& space, const snapshot::RunHeader& header,
                const snapshot::Frame& frame, const Colouring& by) {
  const float relief = by.by == Colouring::By::column ? 0.65F : 1.0F;
  Block block(header.lattice);
  const auto kept = [&](std::uint32_t site) { return space.holds(space.middle_of(block.coordinates(site))); };
  for (const auto& table : frame.agents)
    if (!by.hidden[table.type] && fills_site(header, table.type))
      for (const std::uint32_t site : table.site)
        if (kept(site)) block.fill(site);
  block.erode();
  block.erode();
  for (const auto& table : frame.agents) {
    if (by.hidden[table.type]) continue;
    const bool big = fills_site(header, table.type);
    const float radius = big ? 0.60F : 0.40F;
    const float loose = big ? 0.10F : 0.30F;
    for (std::size_t row = 0; row < table.id.size(); ++row) {
      const std::uint32_t site = table.site[row];
      if (block.filled(site) || !kept(site)) continue;
      const auto along = [&](unsigned axis) { return loose * scatter(table.id[row], axis); };
      draw_ball(canvas, camera, space.middle_of(block.coordinates(site)) + Vec{along(0), along(1), along(2)},
                radius, cell_colour(header, table, row, by), relief);
    }
  }
}

/// How far along the line towards the viewer the surface of the space is, and the axis of the face there.
struct Surface {
  float at;
  std::size_t axis;
};
std::optional<Surface> surface_of(const Space& space, const Vec& from, const Vec& towards) {
  const Hit whole = meet(from, towards, space.whole);
  if (!whole.any()) return std::nullopt;
  if (space.hole) {
    const Hit hole = meet(from, towards, *space.hole);
    if (hole.any() && hole.leaves >= whole.leaves) {
      if (hole.enters <= whole.enters) return std::nullopt;
      return Surface{hole.enters, hole.axis_in};
    }
  }
  return Surface{whole.leaves, whole.axis_out};
}

// A substance painted on a surface: its colour just behind a point, on a face across an axis.
class Paint {
 public:
  Paint(const Camera& camera, const Space& space, const snapshot::LatticeInfo& lattice,
        const snapshot::FieldTable& field, const Colouring& by)
      : camera_(camera), space_(space), lattice_(lattice), field_(field), by_(by) {}

  [[nodiscard]] detail::Sample at(const Vec& point, float depth, std::size_t axis) const {
    Vec face{};
    face[axis] = camera_.towards()[axis] > 0 ? 1.0F : -1.0F;
    const std::size_t site = site_at(point - 1e-3F * face);
    return {depth, cividis(by_.range.share(field_value(field_, site))), camera_.seen(face), 0.3F};
  }

 private:
  [[nodiscard]] std::size_t site_at(const Vec& p) const {
    const auto index = [&](std::size_t axis, std::uint32_t n) {
      return static_cast<std::size_t>(
          std::clamp(static_cast<int>(p[axis] - space_.whole.low[axis]), 0, static_cast<int>(n) - 1));
    };
    return index(0, lattice_.nx) +
           lattice_.nx * (index(1, lattice_.ny) + std::size_t{lattice_.ny} * index(2, lattice_.nz));
  }

  const Camera& camera_;
  const Space& space_;
  const snapshot::LatticeInfo& lattice_;
  const snapshot::FieldTable& field_;
  const Colouring& by_;
};

// On the surface of the block.
void paint_block(Canvas& canvas, const Camera& camera, const Space& space, const Paint& paint) {
  for (int y = 0; y < canvas.side(); ++y)
    for (int x = 0; x < canvas.side(); ++x) {
      const Vec from = camera.behind(x, y);
      if (const auto surface = surface_of(space, from, camera.towards()))
        canvas.put(x, y, paint.at(from + surface->at * camera.towards(), surface->at, surface->axis));
    }
}

// On the faces of the cut, which lie a little outside so that only the tops of cells come through them.
void paint_cut(Canvas& canvas, const Camera& camera, const Space& space, const Paint& paint) {
  constexpr float outside = 0.15F;
  for (std::size_t axis = 0; space.hole && axis < 3; ++axis) {
    const float place = space.hole->low[axis];
    if (place <= space.whole.low[axis] || camera.towards()[axis] == 0) continue;
    for (int y = 0; y < canvas.side(); ++y)
      for (int x = 0; x < canvas.side(); ++x) {
        const Vec from = camera.behind(x, y);
        const float t = (place + outside - from[axis]) / camera.towards()[axis];
        Vec point = from + t * camera.towards();
        if (!space.hole->contains(point)) continue;
        point[axis] = place;
        canvas.put(x, y, paint.at(point, t, axis));
      }
  }
}

// How much of the sky a point sees, judged by the depths around it: 1 in the open or on a plane, less in a
// hollow. Opposite neighbours are taken together, so that a slope is no hollow.
float openness(const Canvas& canvas, int x, int y, float depth, float pixels_per_site) {
  constexpr std::array<std::array<float, 2>, 4> directions = {
      {{1, 0}, {0.7071F, 0.7071F}, {0, 1}, {-0.7071F, 0.7071F}}};
  constexpr std::array<float, 3> reaches = {0.35F, 0.9F, 2.2F};  // sites
  float hidden = 0;
  for (const float reach : reaches) {
    for (const auto& [dx, dy] : directions) {
      const int sx = static_cast<int>(dx * reach * pixels_per_site);
      const int sy = static_cast<int>(dy * reach * pixels_per_site);
      const auto above = [&](float other) { return std::clamp((other - depth) / reach, -1.5F, 1.5F); };
      hidden += std::max(0.0F, above(canvas.depth(x + sx, y + sy)) + above(canvas.depth(x - sx, y - sy)));
    }
  }
  return 1 - std::min(1.0F, 0.5F * hidden / static_cast<float>(directions.size() * reaches.size()));
}

// The edges of the lattice that lie behind what it holds.
void draw_box(Image& image, const Camera& camera, const Space& space) {
  constexpr Rgb grey = {190, 190, 194};
  const Vec& half = space.whole.high;
  int nearest = 0;
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (camera.towards()[axis] > 0) nearest |= 1 << axis;
  const auto corner = [&](int i) {
    return Vec{(i & 1) != 0 ? half[0] : -half[0], (i & 2) != 0 ? half[1] : -half[1],
               (i & 4) != 0 ? half[2] : -half[2]};
  };
  for (int from = 0; from < 8; ++from) {
    for (const int axis : {1, 2, 4}) {
      const int to = from | axis;
      if (to == from || from == nearest || to == nearest) continue;
      image.line(camera.screen_x(corner(from)), camera.screen_y(corner(from)), camera.screen_x(corner(to)),
                 camera.screen_y(corner(to)), 1.2F * oversampling, grey);
    }
  }
}

std::uint8_t lit(std::uint8_t channel, float light) {
  return static_cast<std::uint8_t>(std::clamp(static_cast<float>(channel) * light, 0.0F, 255.0F) + 0.5F);
}

// Colours in light and distance.
class Shading {
 public:
  Shading(const Camera& camera, const Space& space) {
    for (std::size_t axis = 0; axis < 3; ++axis)
      reach_ += std::abs(camera.towards()[axis]) * space.whole.high[axis];
  }
  [[nodiscard]] Rgb of(const detail::Sample& sample, float open) const {
    const float light = 0.55F + 0.58F * std::max(0.0F, dot(sample.normal, light_));
    const float bright = 1 - sample.relief * (1 - light * (0.2F + 0.8F * open));
    const float far = std::clamp((reach_ - sample.depth) / (2 * reach_), 0.0F, 1.0F);
    const Rgb colour = {lit(sample.colour.r, bright), lit(sample.colour.g, bright),
                        lit(sample.colour.b, bright)};
    return mix(colour, white, 0.28F * sample.relief * far);
  }

 private:
  Vec light_ = detail::unit({-0.45F, 0.65F, 0.75F});  // in the camera's axes: from the upper left
  float reach_ = 0;
};

Image shade(const Canvas& canvas, const Camera& camera, const Space& space, const Shading& shading) {
  Image image(canvas.side(), canvas.side(), white);
  draw_box(image, camera, space);
  for (int y = 0; y < canvas.side(); ++y)
    for (int x = 0; x < canvas.side(); ++x) {
      const detail::Sample& sample = canvas.at(x, y);
      if (sample.depth == detail::nothing) continue;
      image.set(x, y, shading.of(sample, openness(canvas, x, y, sample.depth, camera.scale())));
    }
  return image;
}

// What is behind a surface shows through it.
void lay_over(Image& image, const Canvas& canvas, const Canvas& surface, const Shading& shading) {
  for (int y = 0; y < canvas.side(); ++y)
    for (int x = 0; x < canvas.side(); ++x)
      if (const detail::Sample& sample = surface.at(x, y); sample.depth > canvas.depth(x, y))
        image.blend(x, y, shading.of(sample, 1), 0.5F);
}

}  // namespace

Section draw_solid(const snapshot::RunHeader& header, const snapshot::Frame& frame, const Look& look,
                   int pixels) {
  const Colouring& by = look.by;
  const Space space(header.lattice, look.cutting);
  Canvas canvas(pixels * oversampling);
  const Camera camera(space, look.viewpoint, canvas.side());
  const auto field_of = [&](std::uint32_t substance) { return find_field(frame, substance); };
  if (by.by == Colouring::By::substance) {
    if (const auto* field = field_of(by.substance))
      paint_block(canvas, camera, space, Paint(camera, space, header.lattice, *field, by));
  } else {
    draw_cells(canvas, camera, space, header, frame, by);
  }
  if (look.background && by.by != Colouring::By::substance)
    if (const auto* field = field_of(look.background->substance))
      paint_cut(canvas, camera, space, Paint(camera, space, header.lattice, *field, *look.background));
  if (look.vessels) draw_tubes(canvas, camera, space, header);
  const Shading shading(camera, space);
  Image image = shade(canvas, camera, space, shading);
  if (look.level)
    if (const auto* field = field_of(look.level->substance)) {
      Canvas surface(canvas.side());
      draw_surface(surface, camera, space, header.lattice, *field, look.level->value);
      lay_over(image, canvas, surface, shading);
    }
  return {image.shrunk(pixels, pixels),
          header.lattice.spacing * oversampling / static_cast<double>(camera.scale())};
}

}  // namespace tilscape::viz
