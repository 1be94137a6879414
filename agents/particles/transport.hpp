// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"

// How molecules and particles of radius R pass pores, vessel walls and tissue: docs/methods/particles.md.

namespace tilscape::transport {

inline constexpr double nm = 1000;  ///< of 1 um

/// Free diffusion of a sphere in water-like fluid [um2/min]: kT / (6 pi viscosity R).
/// radius [nm] > 0, temperature [K], viscosity [mPa s] (0.69 is water at 37 C).
double free_diffusion(double radius, double temperature = 310.15, double viscosity = 0.69);

/// Radius [nm] of a globular molecule of mass [kDa] (Schmidt and Wittrup 2009, PMC4078872).
double molecular_radius(double mass);

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

/// A random mesh of straight fibres (Ogston).
struct FibreMesh {
  double fibre_radius;     ///< [nm]
  double volume_fraction;  ///< phi
};

/// D / D0 of a sphere of radius [nm] in the mesh: exp(-sqrt(phi) (1 + R / rf)). From memory, unverified.
double mesh_diffusion(double radius, const FibreMesh& mesh);

/// Share of the mesh that holds the sphere's centre: exp(-phi (1 + R / rf)^2). From memory, unverified.
double mesh_volume(double radius, const FibreMesh& mesh);

/// What spheres meet in a tissue: cells, around which all have to go, and between these a mesh of fibres.
struct Tissue {
  FibreMesh mesh;
  double detour;        ///< tau: D / D0 that the cells in the way leave to a sphere of any size
  double interstitium;  ///< share of the volume that lies between the cells
};

/// What has been measured of a sphere in a tissue.
struct Measured {
  double radius;     ///< [nm]
  double diffusion;  ///< [um2/min]
  double available;  ///< share of the volume that it can enter
};

/// An antibody of 150 kDa in a tumour: 10 um2/s (public model FGFR3-BladderCancer-ABM), 0.24 of the volume
/// (Schmidt and Wittrup 2009).
Measured antibody(double diffusion = 600, double available = 0.24);
double antibody_radius();  ///< [nm]
/// Radii that are one up to the rounding of units.
bool same_size(double a, double b);

/// What a scenario says of the tissue that holds drugs and particles up by their size.
struct TissueParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> fibre_radius{this,
                                 {.name = "fibre_radius",
                                  .unit = "nm",
                                  .default_value = "20 nm",
                                  .about = "of the mesh; not known, scan it",
                                  .source = "assumed",
                                  .min = 0.1,
                                  .max = 1000}};
  Parameter<double> interstitium{this,
                                 {.name = "interstitium",
                                  .default_value = "0.5",
                                  .about = "share of the volume between the cells, which holds the mesh",
                                  .source = "Schmidt and Wittrup 2009, PMC4078872",
                                  .min = 1e-6,
                                  .max = 1}};
  Parameter<double> antibody_diffusion{this,
                                       {.name = "antibody_diffusion",
                                        .unit = "um2/min",
                                        .default_value = "10 um2/s",
                                        .about = "measured diffusion coefficient of the antibody",
                                        .source = "public model FGFR3-BladderCancer-ABM",
                                        .min = 1e-6,
                                        .max = 1e12}};
  Parameter<double> antibody_available{
      this,
      {.name = "antibody_available",
       .default_value = "0.24",
       .about = "share of the volume that the antibody can enter, by their formula at 150 kDa",
       .source = "Schmidt and Wittrup 2009, PMC4078872",
       .min = 1e-6,
       .max = 1}};
};
Tissue fit_tissue(const TissueParams& params = {});
/// The same for what only finds room in it: no diffusion is asked for, and the detour is 1.
Tissue fit_mesh(const TissueParams& params);

/// The tissue of this interstitium and these fibres in which the sphere moves and finds room as measured.
/// There is one or none: phi follows from the room, tau from what then lacks in the diffusion. Throws
/// UsageError.
Tissue fit_tissue(const Measured& sphere, double fibre_radius = 20, double interstitium = 0.5);

/// Diffusion in tissue [um2/min]: free_diffusion x detour x mesh_diffusion.
double tissue_diffusion(double radius, const Tissue& tissue);

/// Share of the tissue's volume that a sphere of radius [nm] can enter: interstitium x mesh_volume. What is
/// less than `least_available` is that: nothing comes of it, but the walls divide by it.
double available_volume(double radius, const Tissue& tissue);
inline constexpr double least_available = 1e-12;

}  // namespace tilscape::transport
