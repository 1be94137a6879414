// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/particles/transport.hpp"

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace tilscape::transport {

namespace {

constexpr double boltzmann = 1.380649e-23;  // [J/K], exact since 2019

/// Value of c[0] + c[1] x + c[2] x^2 + ...
template <std::size_t N>
double polynomial(const std::array<double, N>& c, double x) {
  double sum = 0;
  for (std::size_t i = N; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

// Drag in the pore over drag in free fluid, 1/Kd, for lambda = 0.60, 0.62, ... 0.90 (Paine and Scherr 1975).
constexpr double drag_from = 0.60;
constexpr double drag_step = 0.02;
constexpr std::array<double, 16> drag = {11.14580,  12.87453,  14.98751,  17.59862, 20.86550, 25.01092,
                                         30.35733,  37.38467,  46.83132,  59.87967, 78.51925, 106.31670,
                                         150.22684, 225.51931, 372.41035, 737.25652};

double tabled_drag(double lambda) {
  const double place = (lambda - drag_from) / drag_step;
  const auto i = place >= drag.size() - 1 ? drag.size() - 2 : static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(i);
  return drag[i] + share * (drag[i + 1] - drag[i]);
}

double squared(double x) {
  return x * x;
}

/// Part of a pore's section or of a gap that the centre of a sphere can reach.
double partition(double lambda) {
  return lambda < 1 ? squared(1 - lambda) : 0;
}

/// The mesh that leaves a sphere the room that was measured.
FibreMesh mesh_of(double radius, double available, double fibre_radius, double interstitium) {
  if (!(available < interstitium))
    throw UsageError("more of the tissue is open to the antibody than lies between the cells");
  const double closed = math::log(interstitium / available);  // phi (1 + R / rf)^2
  const FibreMesh mesh{fibre_radius, closed / squared(1 + radius / fibre_radius)};
  if (!(mesh.volume_fraction < 1))
    throw UsageError("no mesh of these fibres leaves the antibody so little room: they would fill it");
  return mesh;
}

}  // namespace

double free_diffusion(double radius, double temperature, double viscosity) {
  // kT [J] / (6 pi mu [Pa s] R [m]) in m2/s; 1 m2/s = 6e13 um2/min.
  return 6e13 * boltzmann * temperature / (6 * math::pi * viscosity * 1e-3 * radius * 1e-9);
}

double molecular_radius(double mass) {
  return 0.912 * math::pow(mass, 0.333);
}

double wall_hindrance(double lambda) {
  constexpr std::array<double, 7> above = {1, -2.105, 0, 2.0865, 0, -1.7068, 0.72603};
  constexpr std::array<double, 6> below = {1, 0, 0, 0, 0, -0.75857};
  if (lambda < drag_from) return partition(lambda) * polynomial(above, lambda) / polynomial(below, lambda);
  if (lambda > 0.9) return 0;
  return partition(lambda) / tabled_drag(lambda);
}

double wall_permeability(double radius, const TwoPoreWall& wall) {
  const double per_length = wall_hindrance(radius / wall.small_radius) * wall.small_ratio +
                            wall_hindrance(radius / wall.large_radius) * wall.large_ratio;
  return 6e5 * wall.free_diffusion / radius * per_length;  // 1 cm/s = 6e5 um/min
}

double mesh_diffusion(double radius, const FibreMesh& mesh) {
  return math::exp(-math::sqrt(mesh.volume_fraction) * (1 + radius / mesh.fibre_radius));
}

double mesh_volume(double radius, const FibreMesh& mesh) {
  return math::exp(-mesh.volume_fraction * squared(1 + radius / mesh.fibre_radius));
}

double antibody_radius() {
  constexpr double mass = 150;  // [kDa]
  return molecular_radius(mass);
}

Measured antibody(double diffusion, double available) {
  return {antibody_radius(), diffusion, available};
}

bool same_size(double a, double b) {
  return std::abs(a - b) < 1e-9 * b;
}

Tissue fit_tissue(const Measured& sphere, double fibre_radius, double interstitium) {
  const FibreMesh mesh = mesh_of(sphere.radius, sphere.available, fibre_radius, interstitium);
  const double detour =
      sphere.diffusion / (free_diffusion(sphere.radius) * mesh_diffusion(sphere.radius, mesh));
  if (!(detour <= 1))
    throw UsageError("the antibody moves faster than a mesh with so little room for it lets it");
  return {mesh, detour, interstitium};
}

Tissue fit_tissue(const TissueParams& params) {
  return fit_tissue(antibody(*params.antibody_diffusion, *params.antibody_available),
                    *params.fibre_radius * nm, *params.interstitium);
}

Tissue fit_mesh(const TissueParams& params) {
  return {
      mesh_of(antibody_radius(), *params.antibody_available, *params.fibre_radius * nm, *params.interstitium),
      1, *params.interstitium};
}

double tissue_diffusion(double radius, const Tissue& tissue) {
  return free_diffusion(radius) * tissue.detour * mesh_diffusion(radius, tissue.mesh);
}

double available_volume(double radius, const Tissue& tissue) {
  return std::max(least_available, tissue.interstitium * mesh_volume(radius, tissue.mesh));
}

}  // namespace tilscape::transport
