// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

// How molecules and particles of radius R pass pores, vessel walls and tissue: docs/methods/particles.md.

namespace tilscape::transport {

/// Free diffusion of a sphere in water-like fluid [um2/min]: kT / (6 pi viscosity R).
/// radius [nm] > 0, temperature [K], viscosity [mPa s] (0.69 is water at 37 C).
double free_diffusion(double radius, double temperature = 310.15, double viscosity = 0.69);

/// Hindrance of the two-pore model: (1 - lambda)^2 Kd, with Kd by Haberman and Sayre (1958) below 0.6 and the
/// drag table of Paine and Scherr (Biophys J 1975, 15:1087) from there to 0.9; 0 above.
double wall_hindrance(double lambda);

/// Two populations of pores in the wall of a tumour's capillaries (Schmidt and Wittrup 2009, PMC4078872).
struct TwoPoreWall {
  double small_radius = 4.5;     ///< [nm]
  double small_ratio = 17.6;     ///< [1/cm] area of the pores per area of wall and length of pore
  double large_radius = 500;     ///< [nm] gaps
  double large_ratio = 0.65;     ///< [1/cm]
  double free_diffusion = 3e-6;  ///< [cm2/s nm] free diffusion times radius that the fit was made with
};

/// Permeability of the wall [um/min] to a sphere of radius [nm]: D (h(R/small) small_ratio + h(R/large)
/// large_ratio).
double wall_permeability(double radius, const TwoPoreWall& wall = {});

/// Share of the tumour's volume that a sphere of radius [nm] can enter (Schmidt and Wittrup 2009): half of it
/// is interstitium, of which 90 % has pores of 13.8 nm and 10 % of 1 um.
double available_volume(double radius);

/// A random mesh of straight fibres (Ogston).
struct FibreMesh {
  double fibre_radius = 20;       ///< [nm] 20-40, assumed
  double volume_fraction = 0.03;  ///< 0.02-0.06, assumed
};

/// D / D0 of a sphere of radius [nm] in the mesh: exp(-sqrt(phi) (R + rf) / rf). From memory, unverified.
double mesh_diffusion(double radius, const FibreMesh& mesh = {});

/// Diffusion in tissue [um2/min]: free_diffusion x mesh_diffusion.
double tissue_diffusion(double radius, const FibreMesh& mesh = {});

/// Share of the mesh that holds the sphere's centre: exp(-phi (1 + R / rf)^2). From memory, unverified.
double mesh_volume(double radius, const FibreMesh& mesh = {});

}  // namespace tilscape::transport
