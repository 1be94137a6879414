// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

// How molecules and particles of radius R pass pores, vessel walls and tissue: docs/methods/particles.md.

namespace tilscape::transport {

/// Free diffusion of a sphere in water-like fluid [um2/min]: kT / (6 pi viscosity R).
/// radius [nm] > 0, temperature [K], viscosity [mPa s] (0.69 is water at 37 C).
double free_diffusion(double radius, double temperature = 310.15, double viscosity = 0.69);

/// Radius of a globular molecule [nm] of mass [kDa]: 0.912 M^0.333 (Schmidt and Wittrup 2009, PMC4078872).
double molecular_radius(double mass);

/// Diffusive hindrance H = partition x Kd in a long cylindrical pore, lambda = solute radius / pore radius
/// (Dechadilok and Deen 2006, doi 10.1021/ie051387n). Fitted to 0.95; 0 above, where it is below 2e-6.
double pore_diffusion(double lambda);

/// Convective hindrance W = partition x Kc of the same pore (Dechadilok and Deen 2006; the coefficients are
/// from memory, unverified). 0 for lambda >= 1.
double pore_convection(double lambda);

/// Reflection coefficient of the pore: 1 - W.
inline double reflection(double lambda) {
  return 1 - pore_convection(lambda);
}

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

/// Share of the mesh that holds the sphere's centre: exp(-phi (1 + R / rf)^2). From memory, unverified.
double mesh_volume(double radius, const FibreMesh& mesh = {});

/// Spheres of a smaller hydrodynamic diameter [nm] pass into the urine (Wilhelm 2016,
/// doi 10.1038/natrevmats.2016.14).
inline constexpr double renal_cutoff = 5.5;

/// Plasma clearance of a globular molecule in the mouse [1/min], radius [nm] (polynomial of the public model
/// MRD-Tracer-Uptake-PK-Model after Schmidt and Wittrup 2009). Made for 1-150 kDa: throws UsageError outside
/// of 0.9-5 nm.
double mouse_clearance(double radius);

/// Flux through a wall with flow, per surface [nM um/min]: diffusion P (cv - ci) Pe / (exp(Pe) - 1) plus
/// convection v (1 - sigma) cv, Pe = v (1 - sigma) / P (Patlak; Baxter and Jain 1989).
struct WallFlow {
  double permeability = 0;  ///< P [um/min]
  double velocity = 0;      ///< v [um/min], filtration, outwards positive
  double reflection = 0;    ///< sigma
};
double wall_flux(const WallFlow& wall, double inside, double outside);

}  // namespace tilscape::transport
