// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/solid.hpp"

#include "viz/block.hpp"
#include "viz/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace tilscape::viz {
namespace {

constexpr int oversampling = 2;
constexpr float nothing = -std::numeric_limits<float>::infinity();

struct Vec {
  float x = 0, y = 0, z = 0;
};
float dot(Vec a, Vec b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}
Vec cross(Vec a, Vec b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
Vec unit(Vec a) {
  const float length = std::sqrt(dot(a, a));
  return {a.x / length, a.y / length, a.z / length};
}

// Lengths are in sites, the origin is the middle of the lattice; pixels grow to the right and down.
struct Camera {
  Vec towards = unit({0.66F, 0.50F, 0.52F});  // from the scene to the viewer
  Vec right = unit(cross({0, 0, 1}, towards));
  Vec up = cross(towards, right);
  Vec half;      // of the lattice
  float scale;   // pixels per site
  float middle;  // pixels

  Camera(const snapshot::LatticeInfo& lattice, int pixels)
      : half{static_cast<float>(lattice.nx) / 2, static_cast<float>(lattice.ny) / 2,
             static_cast<float>(lattice.nz) / 2},
        middle(static_cast<float>(pixels) / 2) {
    const auto reach = [&](Vec axis) {
      return std::abs(axis.x) * half.x + std::abs(axis.y) * half.y + std::abs(axis.z) * half.z;
    };
    scale = 0.98F * middle / std::max(reach(right), reach(up));
  }
  [[nodiscard]] float screen_x(Vec p) const { return middle + scale * dot(p, right); }
  [[nodiscard]] float screen_y(Vec p) const { return middle - scale * dot(p, up); }
  [[nodiscard]] Vec on_plane(float x, float y) const {  // the point at depth 0 behind a pixel
    const float a = (x - middle) / scale;
    const float b = (middle - y) / scale;
    return {a * right.x + b * up.x, a * right.y + b * up.y, a * right.z + b * up.z};
  }
};

struct Sample {
  float depth = nothing;  // towards the viewer, in sites
  Rgb colour;
  Vec normal;
};

class Canvas {
 public:
  explicit Canvas(int side)
      : side_(side), samples_(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {}
  [[nodiscard]] int side() const { return side_; }
  Sample& at(int x, int y) {
    return samples_[static_cast<std::size_t>(y) * static_cast<std::size_t>(side_) +
                    static_cast<std::size_t>(x)];
  }
  [[nodiscard]] float depth(int x, int y) const {
    if (x < 0 || x >= side_ || y < 0 || y >= side_) return nothing;
    return samples_[static_cast<std::size_t>(y) * static_cast<std::size_t>(side_) +
                    static_cast<std::size_t>(x)]
        .depth;
  }

 private:
  int side_;
  std::vector<Sample> samples_;
};

void draw_ball(Canvas& canvas, const Camera& camera, Vec centre, float radius, Rgb colour) {
  const float cx = camera.screen_x(centre);
  const float cy = camera.screen_y(centre);
  const float depth = dot(centre, camera.towards);
  const float pixels = radius * camera.scale;
  const int last = canvas.side() - 1;
  for (int y = std::max(0, static_cast<int>(cy - pixels)); y <= std::min(last, static_cast<int>(cy + pixels));
       ++y) {
    for (int x = std::max(0, static_cast<int>(cx - pixels));
         x <= std::min(last, static_cast<int>(cx + pixels)); ++x) {
      const float dx = (static_cast<float>(x) + 0.5F - cx) / pixels;
      const float dy = (static_cast<float>(y) + 0.5F - cy) / pixels;
      const float rest = 1 - dx * dx - dy * dy;
      if (rest <= 0) continue;
      const float dz = std::sqrt(rest);
      Sample& sample = canvas.at(x, y);
      if (depth + dz * radius <= sample.depth) continue;
      sample = {depth + dz * radius, colour, {dx, -dy, dz}};
    }
  }
}

void draw_cells(Canvas& canvas, const Camera& camera, const snapshot::RunHeader& header,
                const snapshot::Frame& frame, const Colouring& by, Cut cut) {
  const auto& lattice = header.lattice;
  Block block(lattice);
  const auto removed = [&](const std::array<int, 3>& c) {
    return cut == Cut::octant && 2 * c[0] >= static_cast<int>(lattice.nx) &&
           2 * c[1] >= static_cast<int>(lattice.ny) && 2 * c[2] >= static_cast<int>(lattice.nz);
  };
  for (const auto& table : frame.agents)
    if (!by.hidden[table.type] && fills_site(header, table.type))
      for (const std::uint32_t site : table.site)
        if (!removed(block.coordinates(site))) block.fill(site);
  block.erode();
  block.erode();
  for (const auto& table : frame.agents) {
    if (by.hidden[table.type]) continue;
    const bool big = fills_site(header, table.type);
    const float radius = big ? 0.60F : 0.40F;
    const float loose = big ? 0.10F : 0.30F;
    for (std::size_t row = 0; row < table.id.size(); ++row) {
      const auto c = block.coordinates(table.site[row]);
      if (removed(c) || block.filled(table.site[row])) continue;
      const auto along = [&](std::size_t axis, float half) {
        return static_cast<float>(c[axis]) + 0.5F - half +
               loose * scatter(table.id[row], static_cast<unsigned>(axis));
      };
      draw_ball(canvas, camera, {along(0, camera.half.x), along(1, camera.half.y), along(2, camera.half.z)},
                radius, cell_colour(header, table, row, by));
    }
  }
}

// Where a line towards the viewer leaves the box between two corners: how far along it, and the face's axis.
// The last point of the line that is in the box is the first that the viewer meets.
struct Hit {
  float enters = nothing, leaves = nothing;
  int axis_in = 0, axis_out = 0;
};
Hit meet(Vec from, Vec towards, Vec low, Vec high) {
  Hit hit{nothing, -nothing, 0, 0};
  const std::array<std::array<float, 4>, 3> axes = {{{from.x, towards.x, low.x, high.x},
                                                     {from.y, towards.y, low.y, high.y},
                                                     {from.z, towards.z, low.z, high.z}}};
  for (int axis = 0; axis < 3; ++axis) {
    const auto& [start, step, a, b] = axes[static_cast<std::size_t>(axis)];
    const float in = (a - start) / step;  // the camera's direction has no zero component
    const float out = (b - start) / step;
    if (in > hit.enters) hit = {in, hit.leaves, axis, hit.axis_out};
    if (out < hit.leaves) hit = {hit.enters, out, hit.axis_in, axis};
  }
  return hit;
}

void draw_field(Canvas& canvas, const Camera& camera, const snapshot::RunHeader& header,
                const snapshot::FieldTable& field, const Colouring& by, Cut cut) {
  const Vec high = camera.half;
  const Vec low = {-high.x, -high.y, -high.z};
  const auto& lattice = header.lattice;
  const auto index = [](float x, float half, std::uint32_t n) {
    return static_cast<std::size_t>(std::clamp(static_cast<int>(x + half), 0, static_cast<int>(n) - 1));
  };
  for (int y = 0; y < canvas.side(); ++y) {
    for (int x = 0; x < canvas.side(); ++x) {
      const Vec from = camera.on_plane(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
      const Hit whole = meet(from, camera.towards, low, high);
      if (whole.leaves <= whole.enters) continue;
      float at = whole.leaves;
      int axis = whole.axis_out;
      if (cut == Cut::octant) {
        const Hit hole = meet(from, camera.towards, {0, 0, 0}, high);
        if (hole.leaves > hole.enters) {
          at = hole.enters;
          axis = hole.axis_in;
        }
      }
      const float inside = at - 1e-3F;  // just below the surface
      const Vec p = {from.x + inside * camera.towards.x, from.y + inside * camera.towards.y,
                     from.z + inside * camera.towards.z};
      const std::size_t site = index(p.x, high.x, lattice.nx) +
                               lattice.nx * (index(p.y, high.y, lattice.ny) +
                                             std::size_t{lattice.ny} * index(p.z, high.z, lattice.nz));
      const Vec face = {axis == 0 ? 1.0F : 0.0F, axis == 1 ? 1.0F : 0.0F, axis == 2 ? 1.0F : 0.0F};
      canvas.at(x, y) = {at,
                         cividis(by.range.share(field_value(field, site))),
                         {dot(face, camera.right), dot(face, camera.up), dot(face, camera.towards)}};
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
void draw_box(Image& image, const Camera& camera) {
  constexpr Rgb grey = {190, 190, 194};
  const auto corner = [&](int i) {
    return Vec{(i & 1) != 0 ? camera.half.x : -camera.half.x, (i & 2) != 0 ? camera.half.y : -camera.half.y,
               (i & 4) != 0 ? camera.half.z : -camera.half.z};
  };
  for (int from = 0; from < 7; ++from) {
    for (const int axis : {1, 2, 4}) {
      const int to = from | axis;
      if (to == from || to == 7) continue;  // corner 7 is the one towards the viewer
      image.line(camera.screen_x(corner(from)), camera.screen_y(corner(from)), camera.screen_x(corner(to)),
                 camera.screen_y(corner(to)), 1.2F * oversampling, grey);
    }
  }
}

std::uint8_t lit(std::uint8_t channel, float light) {
  return static_cast<std::uint8_t>(std::clamp(static_cast<float>(channel) * light, 0.0F, 255.0F) + 0.5F);
}

// `relief`: how strong light and shadow are, 0 to 1. Little of it where colours stand for numbers.
Image shade(Canvas& canvas, const Camera& camera, float relief) {
  const Vec light = unit({-0.45F, 0.65F, 0.75F});  // in the camera's axes: from the upper left
  Image image(canvas.side(), canvas.side(), white);
  draw_box(image, camera);
  const float reach = std::abs(camera.towards.x) * camera.half.x +
                      std::abs(camera.towards.y) * camera.half.y + std::abs(camera.towards.z) * camera.half.z;
  for (int y = 0; y < canvas.side(); ++y) {
    for (int x = 0; x < canvas.side(); ++x) {
      const Sample& sample = canvas.at(x, y);
      if (sample.depth == nothing) continue;
      const float open = openness(canvas, x, y, sample.depth, camera.scale);
      const float light_here = 0.55F + 0.58F * std::max(0.0F, dot(sample.normal, light));
      const float bright = 1 - relief * (1 - light_here * (0.2F + 0.8F * open));
      const float far = std::clamp((reach - sample.depth) / (2 * reach), 0.0F, 1.0F);
      const Rgb colour = {lit(sample.colour.r, bright), lit(sample.colour.g, bright),
                          lit(sample.colour.b, bright)};
      image.set(x, y, mix(colour, white, 0.28F * relief * far));
    }
  }
  return image;
}

}  // namespace

Section draw_solid(const snapshot::RunHeader& header, const snapshot::Frame& frame, const Colouring& by,
                   Cut cut, int pixels) {
  const float relief = by.by == Colouring::By::substance ? 0.3F
                       : by.by == Colouring::By::column  ? 0.65F
                                                         : 1.0F;
  Canvas canvas(pixels * oversampling);
  const Camera camera(header.lattice, canvas.side());
  if (by.by == Colouring::By::substance) {
    if (const auto* field = find_field(frame, by.substance))
      draw_field(canvas, camera, header, *field, by, cut);
  } else {
    draw_cells(canvas, camera, header, frame, by, cut);
  }
  return {shade(canvas, camera, relief).shrunk(pixels, pixels),
          header.lattice.spacing * oversampling / static_cast<double>(camera.scale)};
}

}  // namespace tilscape::viz
