// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/check_medicines.hpp"

#include "agents/body/designs.hpp"
#include "agents/body/medicines.hpp"
#include "agents/body/treatments.hpp"
#include "agents/particles/diffusion.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::body {

namespace {

/// Particles above this hardly leave vessels: the field's usual upper size (doi 10.1038/nbt.3330).
constexpr double largest_usual_particle = 200;  // [nm]
/// Antibodies are given at 1 to 20 mg/kg; 100 times the upper end is a slip of the unit.
constexpr double largest_usual_dose = 2;  // [g/kg]

class MedicineCheck {
 public:
  explicit MedicineCheck(Review& review) : review_(review) {}

  void run() {
    same_names();
    drugs();
    particles();
    transport::warn_of_fast_diffusion(review_, "drugs");
    review_.each(review_.section("treatments"),
                 [&](const std::string& name, const Values& t) { treatment(name, t); });
    never_given();
  }

 private:
  enum class Kind : std::uint8_t { none, drug, particle, vaccine };

  [[nodiscard]] Kind kind_of(const std::string& name) const {
    return Review::among(name, drugs_)       ? Kind::drug
           : Review::among(name, particles_) ? Kind::particle
           : Review::among(name, vaccines_)  ? Kind::vaccine
                                             : Kind::none;
  }
  [[nodiscard]] bool written(const Review::Path& path) const { return review_.spot(path).written; }
  /// Has a system of the body its doses (agents/body/systems)?
  [[nodiscard]] bool in_system(const std::string& drug) const {
    bool found = false;
    review_.each(review_.section("systems"), [&](const std::string&, const Values& system) {
      const auto* of = review_.get<std::string>(system, "of");
      found = found || (of != nullptr && *of == drug);
    });
    return found;
  }
  /// Does one of these have blood that meets the tissue?
  [[nodiscard]] bool to_tissue(const std::string& drug) const {
    bool found = false;
    review_.each(review_.section("systems"), [&](const std::string& name, const Values& system) {
      const auto* of = review_.get<std::string>(system, "of");
      if (of == nullptr || *of != drug) return;
      std::vector<std::string> looked_at;
      Review::Path path = {"systems", name};
      while (!Review::among(path.back(), looked_at)) {
        looked_at.push_back(path.back());
        found = found || written({path[0], path[1], "blood"});
        const auto model = review_.written({path[0], path[1], "model"});
        if (!model) return;
        path = {"models", *model};
      }
    });
    return found;
  }
  [[nodiscard]] std::vector<std::string> carried(const std::string& particle) const {
    std::vector<std::string> drugs;
    const Values* p = review_.entry("particles", particle);
    const auto* payload = p == nullptr ? nullptr : review_.get<Value::Record>(*p, "payload");
    if (payload != nullptr)
      for (const auto& [drug, molecules] : (*payload)->entries()) drugs.push_back(drug);
    return drugs;
  }

  /// A name means one thing: in expressions, and behind `give`.
  void same_names() {
    std::vector<std::string> seen;
    for (const char* map : {"substances", "drugs", "particles", "vaccines"})
      for (const std::string& name : review_.keys({map}).value_or(std::vector<std::string>{})) {
        if (Review::among(name, seen))
          review_.error(review_.key({map, name}), {}, Code::bad_name,
                        joined({"the name ", ticked(name), " is taken"}),
                        "substances, drugs, particles and vaccines have a name each");
        else if (!name.starts_with("x-"))
          seen.push_back(name);
      }
    for (const std::string& particle : particles_) {
      const std::vector<std::string> drugs = carried(particle);
      const std::vector<PartField> fields = fields_of(particle, drugs, 1);
      for (std::size_t i = 0; i < fields.size(); ++i)
        if (drugs.size() > 1 && Review::among(fields[i].name, seen))
          review_.error(review_.key({"particles", particle}), {}, Code::bad_name,
                        joined({"the name ", ticked(fields[i].name), " is taken"}),
                        joined({"it is that of ", ticked(drugs[i]), " in ", ticked(particle)}));
    }
  }

  /// What this file defines and no treatment gives, in no variant either. Parts may offer more than is taken.
  void never_given() {
    for (const std::string& name : review_.keys({"treatments"}).value_or(std::vector<std::string>{}))
      if (!review_.settled({"treatments", name, "give"})) return;  // a study may give it
    const std::vector<std::string> given = review_.written_anywhere({"treatments"}, "give");
    for (const std::string& name : vaccines_) not_among(given, "vaccines", name);
    for (const std::string& name : particles_)
      if (in_system(name)) not_among(given, "particles", name);  // without a course it is told as unused
    for (const std::string& name : drugs_)
      if (in_system(name) && !brought(name, given)) not_among(given, "drugs", name);
  }

  void not_among(const std::vector<std::string>& given, const std::string& map, const std::string& name) {
    const Spot key = review_.key({map, name});
    if (key && !Review::among(name, given) && review_.own(key.where))
      review_.unused(key, {}, joined({ticked(joined({map, ".", name})), " has no effect"}),
                     "no treatment gives it, in no variant either");
  }

  /// Does something else than a treatment bring the drug: a particle that is given, cells or vessels?
  [[nodiscard]] bool brought(const std::string& drug, const std::vector<std::string>& given) const {
    if (std::any_of(particles_.begin(), particles_.end(), [&](const std::string& particle) {
          const std::vector<std::string> load = carried(particle);
          return Review::among(particle, given) && Review::among(drug, load);
        }))
      return true;
    if (written({"vessels", "supply", drug})) return true;
    return std::any_of(review_.types().begin(), review_.types().end(), [&](const AgentSpec& type) {
      return written({"agents", type.name, "secrete", drug});
    });
  }

  void drugs() {
    review_.each(review_.section("drugs"), [&](const std::string& name, const Values& drug) {
      if (!to_tissue(name) || written({"drugs", name, "mass"})) return;
      for (const char* needed : {"diffusion", "permeability"})
        if (!drug.has(needed) && !written({"drugs", name, needed}))
          review_.error(review_.key({"drugs", name}), {}, Code::missing_key,
                        joined({ticked(needed), " is missing under ", ticked(name)}),
                        "it goes from the blood into the tissue, and has no `mass` from which it "
                        "would follow");
    });
  }

  void particles() {
    review_.each(review_.section("particles"), [&](const std::string& name, const Values& p) {
      const double* diameter = review_.get<double>(p, "diameter");
      const double nm = diameter == nullptr ? 0 : from_canonical(*diameter, "nm");
      if (nm > largest_usual_particle)
        review_.warn(review_.spot({"particles", name, "diameter"}), p.at("diameter").where,
                     fmt::format("a particle of {:g} nm hardly leaves the vessels", nm),
                     fmt::format("usual are up to {:g} nm, doi:10.1038/nbt.3330", largest_usual_particle));
      if (const auto* payload = review_.get<Value::Record>(p, "payload"))
        for (const auto& [drug, molecules] : (*payload)->entries()) hardly_any(name, drug, molecules);
      never_released(name, p);
      if (to_tissue(name) && !written({"particles", name, "diameter"}))
        for (const char* needed : {"diffusion", "permeability", "available"})
          if (!Review::given(p, needed) && !written({"particles", name, needed}))
            return review_.error(review_.key({"particles", name}), {}, Code::missing_key,
                                 joined({"`diameter` is missing under ", ticked(name)}),
                                 joined({ticked(needed), " in the tissue would follow from it"}));
      if (!to_tissue(name) || !releases(p)) return;
      for (const std::string& drug : carried(name))
        if (!to_tissue(drug))
          review_.error(
              review_.key({"particles", name, "payload", drug}), {}, Code::missing_key,
              joined({ticked(drug), " has no course to the tissue"}),
              joined({ticked(name), " releases it there, and no system with `blood` is `of: ", drug, "`"}));
    });
  }

  /// Cells meet a drug that has left its particle. Who writes `release: none` says it.
  void never_released(const std::string& name, const Values& p) {
    if (Review::given(p, "payload") && !Review::given(p, "release") &&
        review_.settled({"particles", name, "release"}))
      review_.unused(review_.spot({"particles", name, "payload"}), p.at("payload").where,
                     joined({"nothing of it leaves ", ticked(name)}), "it has no `release`");
  }

  static bool releases(const Values& particle) {
    if (!Review::given(particle, "release")) return false;
    const auto* law = std::get_if<Value::Record>(&particle.at("release").data);
    return law != nullptr && !(*law)->has("none");
  }

  void hardly_any(const std::string& particle, const std::string& drug, const Value& molecules) {
    const double* x = review_.get<double>(molecules);
    if (x == nullptr || *x <= 0 || *x >= 1) return;
    review_.warn(review_.spot({"particles", particle, "payload", drug}), molecules.where,
                 joined({"most of the particles ", ticked(particle), " carry no molecule of ", ticked(drug)}),
                 fmt::format("{:g} per particle", *x));
  }

  void treatment(const std::string& name, const Values& t) {
    const auto* give = review_.get<std::string>(t, "give");
    if (give == nullptr) return;
    const Spot spot = review_.spot({"treatments", name});
    const Kind kind = kind_of(*give);
    if (kind == Kind::none) {
      if (review_.names_lost()) return;
      std::vector<std::string> known = drugs_;
      known.insert(known.end(), particles_.begin(), particles_.end());
      known.insert(known.end(), vaccines_.begin(), vaccines_.end());
      review_.error(
          review_.spot({"treatments", name, "give"}), t.at("give").where, Code::unknown_name,
          joined({"there is nothing named ", ticked(*give), " to give"}),
          known.empty() ? "there are no drugs, particles or vaccines" : "there are: " + listed(known),
          did_you_mean(*give, known));
    }
    if (!Review::given(t, "records")) when(name, t, spot);
    rules(name, *give, t);
    if (kind == Kind::none) return;  // what can be said of it hangs on what it is
    if (kind == Kind::vaccine)
      vaccine(name, *give, t);
    else
      medicine(name, *give, kind, t);
    dose(name, *give, kind, t);
  }

  // By which rules.

  void rules(const std::string& name, const std::string& give, const Values& t) {
    if (Review::given(t, "records")) {
      for (const char* other : {"dose", "every", "on", "loading", "count", "over"})
        if (const Spot at = review_.spot({"treatments", name, other}))
          review_.error(at, {}, Code::one_of, joined({ticked(other), " stands beside `records`"}),
                        "the table says when and how much");
      if (Review::among(give, vaccines_))
        review_.error(review_.spot({"treatments", name, "records"}), t.at("records").where,
                      Code::cannot_build, "records are of drugs and particles, not of vaccines");
    }
    steady(name, t);
    const Spot loading = review_.spot({"treatments", name, "loading"});
    if (!Review::given(t, "loading")) return;
    if (!Review::given(t, "dose"))
      review_.error(loading, t.at("loading").where, Code::missing_key,
                    joined({"`dose` is missing under ", ticked(name)}), "`loading` is the first of several");
    else if (!(t.at("loading").dimension == t.at("dose").dimension))
      review_.error(
          loading, t.at("loading").where, Code::wrong_dimension,
          joined({ticked(t.at("loading").written), " is ", dimension_name(t.at("loading").dimension),
                  ", and `dose` is ", dimension_name(t.at("dose").dimension)}));
  }

  void steady(const std::string& name, const Values& t) {
    const bool* said = review_.get<bool>(t, "steady");
    if (said == nullptr || !*said) return;
    const Spot at = review_.spot({"treatments", name, "steady"});
    if (!Review::given(t, "records") && !Review::given(t, "every"))
      review_.error(at, t.at("steady").where, Code::missing_key,
                    joined({"`every` is missing under ", ticked(name)}),
                    "a steady state is that of doses so far apart");
    for (const char* other : {"records", "on", "loading"})
      if (Review::given(t, other))
        review_.error(
            at, t.at("steady").where, Code::one_of, joined({"`steady` stands beside ", ticked(other)}),
            std::string_view(other) == "records" ? "the table says it by its column SS"
                                                 : "a steady state is that of one dose, again and again");
  }

  // When.

  void when(const std::string& name, const Values& t, const Spot& all) {
    const double* count = review_.get<double>(t, "count");
    const double* start = review_.get<double>(t, "start");
    if (count == nullptr || start == nullptr) return;
    if (*count > 1 && !Review::given(t, "every"))
      review_.error(review_.spot({"treatments", name, "count"}), t.at("count").where, Code::missing_key,
                    "`every` is missing under " + ticked(name), "there is more than one dose");
    const auto* on = review_.get<std::vector<double>>(t, "on");
    const double* cycle = review_.get<double>(t, "every");
    if (on != nullptr && on->empty())
      review_.error(review_.spot({"treatments", name, "on"}), t.at("on").where, Code::empty_value,
                    "`on` names no time of a cycle");
    if (on != nullptr && cycle != nullptr && *count > 1 &&
        std::any_of(on->begin(), on->end(), [&](double at) { return at >= *cycle; }))
      review_.error(review_.spot({"treatments", name, "on"}), t.at("on").where, Code::out_of_range,
                    "a time of `on` lies outside of the cycle",
                    fmt::format("`every` is {:g} d", from_canonical(*cycle, "d")));
    const Values* clock = review_.section("time");
    const double* end = clock == nullptr ? nullptr : review_.get<double>(*clock, "end");
    const double* every = review_.get<double>(t, "every");
    if (end == nullptr || *end <= 0 || *count < 1 || Review::given(t, "when")) return;
    double late = *start >= *end ? *count : 0;
    if (late == 0 && every != nullptr && *count > 1)
      late = std::max(0.0, *count - std::ceil((*end - *start) / *every));
    const double* over = review_.get<double>(t, "over");
    const double last = *start + (*count - 1 - late) * (every == nullptr ? 0 : *every);
    if (late < *count && over != nullptr && last + *over > *end)
      review_.unused(review_.spot({"treatments", name, "over"}), t.at("over").where,
                     "the last infusion is cut off by the end of the run",
                     fmt::format("it ends on day {:g}", from_canonical(*end, "d")));
    if (late < 1) return;
    // Of what the file lays over the parts that it extends, if the cause is there.
    const Spot begin = review_.spot({"treatments", name, "start"});
    const Spot stop = review_.spot({"time", "end"});
    const auto own = [&](const Spot& s) { return s && review_.of_scenario(s.where); };
    const Spot cause = late == *count ? begin : all;
    const Spot at = own(cause) || !own(stop) ? cause : stop;
    review_.unused(
        at ? at : all, {},
        fmt::format("{:g} of {:g} doses of {} come after the end of the run", late, *count, ticked(name)),
        fmt::format("it ends on day {:g}", from_canonical(*end, "d")));
  }

  // What.

  void medicine(const std::string& name, const std::string& give, Kind kind, const Values& t) {
    if (kind == Kind::none) return;
    const Spot given = review_.spot({"treatments", name, "give"});
    no_course(given, give);
    const double* count = review_.get<double>(t, "count");
    if (count != nullptr && *count >= 1 && to_tissue(give) && !into_tissue(t) && !review_.types().empty() &&
        !way_out(give, kind))
      review_.unused(
          given ? given : review_.spot({"treatments", name}), {},
          joined({ticked(give), " never reaches the tissue"}),
          has_vessels() ? "the vessel wall holds it back: its permeability is 0" : "there are no vessels");
  }

  void no_course(const Spot& given, const std::string& give) {
    if (!in_system(give))
      review_.error(given, {}, Code::missing_key, joined({ticked(give), " has no course in the body"}),
                    joined({"no system is `of: ", give, "`"}),
                    joined({"Write for example `systems: { ", give, ": { model: one_compartment, of: ", give,
                            ", ... } }` and extend parts/body/one_compartment.yaml"}));
  }

  [[nodiscard]] bool into_tissue(const Values& t) const {
    const auto* route = review_.get<std::string>(t, "route");
    return route != nullptr && *route == "it";
  }
  [[nodiscard]] bool has_vessels() const {
    const Values* v = review_.section("vessels");
    if (v == nullptr) return false;
    const auto* made = review_.get<std::string>(*v, "generate");
    return Review::given(*v, "read") ||
           (Review::given(*v, "generate") && (made == nullptr || *made != "none"));
  }
  [[nodiscard]] bool way_out(const std::string& give, Kind kind) const {
    if (!has_vessels()) return false;
    const auto leaks = [&](const char* map, const std::string& name) {
      const Values* v = review_.entry(map, name);
      const double* p = v == nullptr ? nullptr : review_.get<double>(*v, "permeability");
      return p == nullptr || *p > 0;
    };
    if (kind == Kind::drug) return leaks("drugs", give);
    const std::vector<std::string> drugs = carried(give);
    return leaks("particles", give) ||
           std::any_of(drugs.begin(), drugs.end(), [&](const std::string& d) { return leaks("drugs", d); });
  }

  void vaccine(const std::string& name, const std::string& give, const Values& t) {
    if (Review::given(t, "of"))
      review_.error(review_.spot({"treatments", name, "of"}), t.at("of").where, Code::cannot_build,
                    joined({"the dose of the vaccine ", ticked(give), " counts its antigen"}));
    const double* count = review_.get<double>(t, "count");
    no_course(review_.spot({"treatments", name, "give"}), give);
    const bool arrives = review_.types().empty() || primed_cells_come(review_.types());
    const Values* v = review_.entry("vaccines", give);
    const double* antigen = v == nullptr ? nullptr : review_.get<double>(*v, "antigen");
    const double* adjuvant = v == nullptr ? nullptr : review_.get<double>(*v, "adjuvant");
    if (antigen != nullptr && adjuvant != nullptr && *antigen == 0 && *adjuvant == 0 &&
        review_.settled({"vaccines", give}))
      review_.unused(review_.spot({"treatments", name, "give"}), t.at("give").where,
                     joined({ticked(give), " holds nothing"}), "its `antigen` and `adjuvant` are 0");
    const double* relevance = v == nullptr ? nullptr : review_.get<double>(*v, "relevance");
    if (relevance != nullptr && *relevance == 0 &&
        review_.stands({"vaccines", give, "relevance"}, v->at("relevance")))
      review_.unused(review_.spot({"vaccines", give, "relevance"}), {},
                     joined({"no cell that ", ticked(give), " primes recognises the tumour"}),
                     "`relevance` is 0");
    if (count != nullptr && *count >= 1 && !arrives)
      review_.unused(review_.spot({"treatments", name, "give"}), t.at("give").where,
                     joined({"no cell that ", ticked(give), " primes reaches the tissue"}),
                     "no agent type has `recruit: { primed_in: SYSTEM }`");
  }

  // How much.

  /// What a dose is in: as it is said, or the unit of records.
  struct Said {
    Spot at;
    Location where;
    std::string written;
    Dimension dimension;
    double value;  ///< canonical; of records 0
  };
  [[nodiscard]] std::optional<Said> said_dose(const std::string& name, const Values& t) const {
    if (const double* dose = review_.get<double>(t, "dose")) {
      const Value& value = t.at("dose");
      return Said{review_.spot({"treatments", name, "dose"}), value.where, value.written, value.dimension,
                  *dose};
    }
    const Values* records = review_.record(t, "records");
    const auto* unit = records == nullptr ? nullptr : review_.get<std::string>(*records, "amount");
    if (unit == nullptr) return std::nullopt;
    return Said{review_.spot({"treatments", name, "records", "amount"}), records->at("amount").where, *unit,
                dimension_of(*unit), 0};
  }

  void dose(const std::string& name, const std::string& give, Kind kind, const Values& t) {
    const std::optional<Said> said = said_dose(name, t);
    if (!said) {
      if (!Review::given(t, "dose") && !Review::given(t, "records") && kind != Kind::vaccine)
        review_.error(review_.spot({"treatments", name}), {}, Code::missing_key,
                      joined({"`dose` is missing under ", ticked(name)}), "`3 mg/kg`, `2 nmol`, `0.1 mg`");
      return;
    }
    const auto is = [&](const char* unit) { return said->dimension == dimension_of(unit); };
    const auto refuse = [&](Code code, std::string problem, std::string why = {},
                            std::string suggestion = {}) {
      review_.error(said->at, said->where, code, std::move(problem), std::move(why), std::move(suggestion));
    };
    static constexpr std::array units = {"mg/kg", "mg",      "nmol",      "nmol/kg",
                                         "mg/m2", "nmol/m2", "particles", "particles/kg"};
    if (std::none_of(units.begin(), units.end(), is))
      return refuse(Code::wrong_dimension,
                    joined({ticked(said->written), " is ", dimension_name(said->dimension), ", not a dose"}),
                    "a dose is a mass, an amount or a number of particles, per kg or m2 of body or not");
    if (is("mg/kg") && said->value > largest_usual_dose)
      review_.warn(said->at, said->where, joined({ticked(said->written), " is far above what is given"}),
                   "antibodies are given at 1 to 20 mg/kg; this is more than a hundred times as much");
    const bool per_weight = is("mg/kg") || is("nmol/kg") || is("particles/kg");
    const bool mass = is("mg") || is("mg/kg") || is("mg/m2");
    const bool particles = is("particles") || is("particles/kg");
    if (per_weight && !written({"body", "weight"}) && !written({"body", "species"}))
      refuse(Code::missing_key, "a dose per body weight needs `body.weight` or `body.species`");
    if ((is("mg/m2") || is("nmol/m2")) && !written({"body", "surface"}))
      refuse(Code::missing_key, "a dose per surface of the body needs `body.surface`");
    if (kind == Kind::vaccine) {
      const Values* v = review_.entry("vaccines", give);
      const double* antigen = v == nullptr ? nullptr : review_.get<double>(*v, "antigen");
      if (!is("nmol"))
        refuse(Code::wrong_dimension, "the dose of a vaccine is an amount of antigen", "`0.02 nmol`");
      else if (antigen != nullptr && *antigen <= 0)
        refuse(Code::cannot_build,
               joined({"the vaccine ", ticked(give), " holds no antigen that a dose could count"}));
      return;
    }
    if (particles && kind == Kind::drug)
      return refuse(Code::wrong_dimension, joined({ticked(give), " is a drug, not a particle"}));
    if (kind == Kind::drug) by_drug(name, give, {give}, t, *said, false);
    if (kind == Kind::particle) {
      const std::vector<std::string> drugs = carried(give);
      if (drugs.empty())
        carries_nothing(name, give);
      else
        by_drug(name, give, drugs, t, *said, mass, particles);
    }
  }

  /// Unless what is written under `payload` was refused.
  void carries_nothing(const std::string& name, const std::string& give) {
    const Review::Path payload = {"particles", give, "payload"};
    const auto keys = review_.keys(payload);
    if (!written(payload) || (keys && keys->empty()))
      review_.error(review_.spot({"treatments", name, "give"}), {}, Code::missing_key,
                    joined({ticked(give), " carries nothing"}),
                    !written(payload) ? "it has no `payload`" : "its `payload` is empty");
  }

  /// The drug that a dose counts.
  void by_drug(const std::string& name, const std::string& give, const std::vector<std::string>& drugs,
               const Values& t, const Said& said, bool mass, bool particles = false) {
    const auto* of = review_.get<std::string>(t, "of");
    const Spot at = review_.spot({"treatments", name, "of"});
    if (Review::given(t, "of") && (of == nullptr || !Review::among(*of, drugs_))) return;  // told already
    if (of != nullptr && *of == give && review_.stands({"treatments", name, "of"}, t.at("of")) &&
        review_.settled({"treatments", name, "give"}))
      review_.unused(at, t.at("of").where, "`of` has no effect", joined({ticked(give), " itself is given"}));
    if (of != nullptr && !Review::among(*of, drugs))
      return review_.error(
          at, t.at("of").where, Code::cannot_build, joined({"the dose cannot count ", ticked(*of)}),
          drugs.size() == 1 && drugs.front() == give ? joined({ticked(give), " is given"})
                                                     : joined({ticked(give), " carries: ", listed(drugs)}));
    if (particles) {
      if (of != nullptr)
        review_.unused(at, t.at("of").where, "`of` has no effect", "the dose counts particles");
      return;
    }
    if (of == nullptr && drugs.size() > 1)
      return review_.error(review_.spot({"treatments", name}), {}, Code::missing_key,
                           joined({"`of` is missing under ", ticked(name)}),
                           joined({ticked(give), " carries several drugs, and the dose counts one of them"}),
                           joined({"Write for example ", ticked("of: " + drugs.front())}));
    const std::string& counted = of != nullptr ? *of : drugs.front();
    const Values* drug = review_.entry("drugs", counted);
    if (mass && drug != nullptr && !Review::given(*drug, "mass"))
      review_.error(said.at, said.where, Code::missing_key,
                    joined({"a dose by mass needs the `mass` of ", ticked(counted)}));
    const Values* p = review_.entry("particles", give);
    const auto* payload = p == nullptr ? nullptr : review_.get<Value::Record>(*p, "payload");
    const double* molecules = payload == nullptr ? nullptr : review_.get<double>(**payload, counted);
    if (molecules != nullptr && *molecules <= 0)
      review_.error(review_.spot({"particles", give, "payload", counted}), {}, Code::cannot_build,
                    joined({ticked(give), " carries no molecule of ", ticked(counted)}),
                    joined({"the dose of ", ticked(name), " counts it"}));
  }

  Review& review_;
  const std::vector<std::string>& drugs_ = review_.names("drug");
  const std::vector<std::string>& particles_ = review_.names("particle");
  const std::vector<std::string>& vaccines_ = review_.names("vaccine");
};

}  // namespace

bool primed_cells_come(const std::vector<AgentSpec>& types) {
  return std::any_of(types.begin(), types.end(), [](const AgentSpec& type) {
    const Values* recruit = Review::behaviour(type, "recruit");
    return recruit != nullptr && Review::given(*recruit, "primed_in");
  });
}

void check_medicines(Review& review) {
  MedicineCheck(review).run();
}

}  // namespace tilscape::body
