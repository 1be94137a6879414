// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The PD-1 axis of a bound T cell. Densities on the two membranes are copies over surface; the complexes C
// are in equilibrium,
//   (P_free - C)(L - C) = K2 C,   P_free = P (1 - RO),   RO = A / (A + KD),
// K2 the two-dimensional affinity, A the blocking antibody in the open volume of the own site: its level
// there over the share of the tissue that is open to it. Writes C [molecules/um2] and the signal C / C0,
// where C0 is the equilibrium without antibody against the reference ligand: 1 means an untreated cell at the
// basal PD-L1. Values: 8.2 uM over a gap of 3 nm = 14.8 molecules/um2, surfaces of spheres of 6.94 and 16.9
// um (public models qspio and FGFR3-BladderCancer-ABM). Reads: target's ligand, antibody. Writes: complexes,
// checkpoint.
#include "agents/behaviours/common.hpp"
#include "agents/body/binding.hpp"

namespace tilscape::behaviours {

namespace {

struct InhibitParams : Parameters {
  using Parameters::Parameters;
  Name target{this,
              {.name = "target", .kind = ParameterKind::type, .about = "agent type that carries the ligand"}};
  Name ligand{this,
              {.name = "ligand",
               .kind = ParameterKind::text,
               .about = "its column with the ligand's copies per cell"}};
  Parameter<double> copies{
      this, {.name = "copies", .unit = "molecules", .about = "receptors per cell", .min = 0, .idle = 0}};
  Parameter<double> area{this, {.name = "area", .unit = "um2", .about = "surface of the cell", .min = 1}};
  Parameter<double> target_area{
      this, {.name = "target_area", .unit = "um2", .about = "surface of the target", .min = 1}};
  Parameter<double> affinity{
      this,
      {.name = "affinity",
       .unit = "molecules/um2",
       .about = "two-dimensional dissociation constant of the pair; of one set with copies and surfaces",
       .min = 1e-6}};
  Parameter<double> reference{
      this,
      {.name = "reference",
       .unit = "molecules",
       .about = "ligand copies of the untreated reference cell (the basal level), against "
                "which `exhaust` takes the complexes",
       .min = 1,
       .optional = true}};
  Name blocked_by{this,
                  {.name = "blocked_by",
                   .kind = ParameterKind::substance,
                   .about = "antibody that holds the receptor",
                   .optional = true}};
  Parameter<double> kd{this,
                       {.name = "kd",
                        .unit = "nM",
                        .about = "dissociation constant of the antibody",
                        .min = 1e-9,
                        .optional = true}};
};

struct InhibitTouches : Touches {
  using Touches::Touches;
  Made<std::uint64_t, Access::recalls> target{this, target_column()};
  Made<std::uint32_t, Access::recalls> target_site{this, target_site_column()};
  Made<float, Access::writes> complexes{
      this, {.name = "complexes", .unit = "molecules/um2", .about = "PD-1:PD-L1 complexes"}};
  Made<float, Access::writes> signal{
      this, {.name = "checkpoint", .about = "complexes over those of an untreated cell"}, When::asked};
  NamedSeen<float> ligand{this, "the target's column `ligand`"};
};

class Inhibit final : public Behaviour {
 public:
  Inhibit(const InhibitParams& p, Setup& setup)
      : target_type_(setup.finds(setup.type(*p.target))),
        target_alive_(setup.params().types[target_type_.value].alive()),
        touches_(setup),
        receptor_density_(*p.copies / *p.area),
        target_area_(*p.target_area),
        affinity_(*p.affinity) {
    touches_.ligand = of_parameter(setup, p.ligand, [&](const std::string& name) {
      return setup.sees<float>(target_type_, name, "molecules");
    });
    if (p.blocked_by.given())
      setup.attempt(p.blocked_by.name(), [&] {
        blocker_ = setup.field(*p.blocked_by, "nM");
        available_ = setup.params().substances[blocker_.value].available;
        kd_ = *p.kd;
      });
    if (!p.reference.given()) return;
    reference_ = binding::complexes(receptor_density_, *p.reference / target_area_, affinity_);
    touches_.signal.make(setup);
  }

  [[nodiscard]] std::string name() const override { return "inhibit"; }

  void sense(const Batch& batch, const View& view) const override {
    const auto target = batch[touches_.target];
    const auto where = batch[touches_.target_site];
    const auto complexes_now = batch[touches_.complexes];
    const bool compares = touches_.signal.valid();
    const auto ligand = view.seen[target_type_.value][touches_.ligand];
    for (std::size_t i = 0; i < batch.size(); ++i) {
      complexes_now[i] = 0;
      if (compares) batch[touches_.signal][i] = 0;
      const std::uint32_t row = find_target(view, target_type_, target_alive_, where[i], target[i]);
      if (row == SiteIndex::none) continue;
      double receptors = receptor_density_;
      if (blocker_.valid()) {
        const double level = view.world.fields[blocker_.value].values[batch.sites()[i]];
        receptors *= 1 - binding::occupancy(level / available_, kd_);
      }
      if (!(ligand[row] >= 0))
        view.faults.add({batch.type, batch.ids()[i], batch.sites()[i],
                         "inhibit: the target has " + fault_number(static_cast<double>(ligand[row])) +
                             " molecules of the ligand"});
      const double c =
          binding::complexes(receptors, static_cast<double>(ligand[row]) / target_area_, affinity_);
      complexes_now[i] = stored(c, batch, i, view, [] { return std::string("inhibit: complexes"); });
      if (compares)
        batch[touches_.signal][i] = stored(reference_ > 0 ? c / reference_ : 0, batch, i, view,
                                           [] { return std::string("inhibit: checkpoint"); });
    }
  }

 private:
  TypeId target_type_;
  StateMask target_alive_;
  InhibitTouches touches_;
  FieldId blocker_;
  double receptor_density_;  // [molecules/um2]
  double target_area_;       // [um2]
  double affinity_;          // [molecules/um2]
  double kd_ = 1;            // [nM]
  double available_ = 1;     // share of the tissue that the antibody is in
  double reference_ = 0;     // [molecules/um2]
};

/// The ligand is met on the cell that `kill` has bound, and an antibody is known by how fast it binds.
void without_partner(Review& review, const AgentSpec& type, const Deed& deed) {
  const Values* kill = Review::behaviour(type, "kill");
  if (kill == nullptr)
    review.error(review.key({"agents", type.name, "inhibit"}), {}, Code::missing_key,
                 joined({ticked(type.name), " has no `kill`"}),
                 "a cell is inhibited by the one that it has bound");
  const auto* own = review.get<std::string>(deed.values, "target");
  const auto* bound = kill == nullptr ? nullptr : review.get<std::string>(*kill, "target");
  if (own != nullptr && bound != nullptr && *own != *bound)
    review.error(review.spot({"agents", type.name, "inhibit", "target"}), type.where, Code::unknown_type,
                 joined({"`kill` binds ", ticked(*bound), ", not ", ticked(*own)}));
  if (Review::given(deed.values, "blocked_by") && !Review::given(deed.values, "kd"))
    review.error(review.key({"agents", type.name, "inhibit", "blocked_by"}), type.where, Code::missing_key,
                 "`kd` is missing beside `blocked_by`", "each antibody has its own");
}

/// Does anything act by a column that it makes, or show it?
bool shown(const Review& review, const AgentSpec& type, const std::string& column) {
  for (const auto& [verb, values] : type.behaviours)
    if (verb == "exhaust" || values.has("slowed_half")) return true;
  return review.can_be_seen(type, column);
}

bool of_nothing(Review& review, const AgentSpec& type, const Deed& deed) {
  const auto* column = review.get<std::string>(deed.values, "ligand");
  const auto* target = review.get<std::string>(deed.values, "target");
  const AgentSpec* other = target == nullptr ? nullptr : review.type(*target);
  if (column != nullptr && other != nullptr && review.zero_column(type, deed, *other, *column)) return true;
  const Review::Path path = {"agents", type.name, "inhibit"};
  const Spot key = review.key(path);
  if (!review.settled({"agents", type.name, "exhaust"})) return false;
  if (key && !shown(review, type, "complexes") && !shown(review, type, "checkpoint") &&
      review.settled({"agents", type.name, "kill", "slowed_half"}))
    review.unused(key, {}, joined({"nothing depends on ", ticked(joined({type.name, ".inhibit"}))}),
                  "there is neither `exhaust` nor `kill.slowed_half`, and no output names its columns");
  else if (Review::behaviour(type, "exhaust") == nullptr && !review.can_be_seen(type, "checkpoint"))
    review.void_at(type, deed, "reference", {}, "there is no `exhaust`, and no output names `checkpoint`");
  return false;
}

}  // namespace

BehaviourKind inhibit() {
  return kind_of<Inhibit, InhibitParams, InhibitTouches>(
      {.name = "inhibit",
       .about = "PD-1 on a bound T cell meets PD-L1 on its target, unless an antibody holds it.",
       .equation = "(P (1 - A/(A+KD)) - C)(L - C) = K2 C, A the level over `available`",
       .references = {"doi:10.1371/journal.pone.0067466 and the public model qspio (popellab)",
                      "doi:10.1074/jbc.M112.448126 (copy numbers)"},
       .check = without_partner,
       .idle = of_nothing});
}

}  // namespace tilscape::behaviours
