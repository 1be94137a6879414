// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/text.hpp"
#include "scenarios/read/checks.hpp"
#include "scenarios/read/detail/check.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios::detail {

namespace {

/// Particles above this hardly leave vessels: the field's usual upper size (doi 10.1038/nbt.3330).
constexpr double largest_usual_particle = 200;  // [nm]
/// Antibodies are given at 1 to 20 mg/kg; 100 times the upper end is a slip of the unit.
constexpr double largest_usual_dose = 2;  // [g/kg]

class MedicineCheck : Check {
 public:
  using Check::Check;

  void run() {
    same_names();
    plasma();
    drugs();
    particles();
    each(section("treatments"), [&](const std::string& name, const Values& t) { treatment(name, t); });
    never_given();
  }

 private:
  enum class Kind : std::uint8_t { none, drug, particle, vaccine };

  [[nodiscard]] Kind kind_of(const std::string& name) const {
    return among(name, names_.drugs)       ? Kind::drug
           : among(name, names_.particles) ? Kind::particle
           : among(name, names_.vaccines)  ? Kind::vaccine
                                           : Kind::none;
  }
  [[nodiscard]] const Values* entry(std::string_view map, const std::string& name) const {
    const Values* all = section(map);
    const auto* found = all == nullptr ? nullptr : get<Value::Record>(*all, name);
    return found == nullptr ? nullptr : found->get();
  }
  [[nodiscard]] bool in_plasma(const std::string& name) const {
    return text({"body", "plasma", name}) != nullptr;
  }
  [[nodiscard]] std::vector<std::string> carried(const std::string& particle) const {
    std::vector<std::string> drugs;
    const Values* p = entry("particles", particle);
    const auto* payload = p == nullptr ? nullptr : get<Value::Record>(*p, "payload");
    if (payload != nullptr)
      for (const auto& [drug, molecules] : (*payload)->entries()) drugs.push_back(drug);
    return drugs;
  }

  /// A name means one thing: in expressions, and behind `give`.
  void same_names() {
    std::vector<std::string> seen;
    for (const char* map : {"substances", "drugs", "particles", "vaccines"}) {
      const Node* node = text({map});
      if (node == nullptr || !node->map()) continue;
      for (const Node::Entry& e : node->entries) {
        if (among(e.key, seen))
          error_at_key(node, e.key, Code::bad_name, joined({"the name ", ticked(e.key), " is taken"}),
                       "substances, drugs, particles and vaccines have a name each");
        else if (!e.key.starts_with("x-"))
          seen.push_back(e.key);
      }
    }
    for (const std::string& particle : names_.particles) {
      const std::vector<std::string> drugs = carried(particle);
      for (const std::string& drug : drugs)
        if (drugs.size() > 1 && among(loaded_field(particle, drug, drugs.size()), seen))
          error_at_key(text({"particles"}), particle, Code::bad_name,
                       joined({"the name ", ticked(loaded_field(particle, drug, drugs.size())), " is taken"}),
                       joined({"it is that of ", ticked(drug), " in ", ticked(particle)}));
    }
  }

  /// What this file defines and no treatment gives, in no variant either. Parts may offer more than is taken.
  void never_given() {
    const std::vector<std::string> given = given_anywhere();
    for (const std::string& name : names_.vaccines) not_among(given, "vaccines", name);
    for (const std::string& name : names_.particles)
      if (in_plasma(name)) not_among(given, "particles", name);  // without a course it is told as unused
    for (const std::string& name : names_.drugs)
      if (in_plasma(name) && !brought(name, given)) not_among(given, "drugs", name);
  }

  void not_among(const std::vector<std::string>& given, const std::string& map, const std::string& name) {
    const Node::Entry* entry = text({map})->entry(name);
    if (entry != nullptr && !among(name, given) && entry->where.file == root_.where.file)
      problems_.warning(Code::unused, entry->where, characters(name),
                        joined({ticked(joined({map, ".", name})), " has no effect"}),
                        "no treatment gives it, in no variant either");
  }

  /// Does something else than a treatment bring the drug: a particle that is given, cells or vessels?
  [[nodiscard]] bool brought(const std::string& drug, const std::vector<std::string>& given) const {
    if (std::any_of(names_.particles.begin(), names_.particles.end(), [&](const std::string& particle) {
          const std::vector<std::string> load = carried(particle);
          return among(particle, given) && among(drug, load);
        }))
      return true;
    if (text({"vessels", "supply", drug}) != nullptr) return true;
    return std::any_of(scenario_.types.begin(), scenario_.types.end(), [&](const AgentSpec& type) {
      return text({"agents", type.name, "secrete", drug}) != nullptr;
    });
  }

  [[nodiscard]] std::vector<std::string> given_anywhere() const {
    std::vector<std::string> given;
    const auto collect = [&](const Node* treatments) {
      if (treatments == nullptr || !treatments->map()) return;
      for (const Node::Entry& e : treatments->entries)
        if (const Node* give = e.value.map() ? e.value.find("give") : nullptr) given.push_back(give->text);
    };
    collect(text({"treatments"}));
    collect(node_at(*scenario_.text, {"treatments"}));
    if (const Node* variants = text({"variants"}); variants != nullptr && variants->map())
      for (const Node::Entry& e : variants->entries)
        if (e.value.map()) collect(e.value.find("treatments"));
    return given;
  }

  void plasma() {
    const Values* body = section("body");
    const auto* plasma = body == nullptr ? nullptr : get<Value::Record>(*body, "plasma");
    if (plasma == nullptr) return;
    std::vector<std::string> known = names_.drugs;
    known.insert(known.end(), names_.particles.begin(), names_.particles.end());
    const Node* node = text({"body", "plasma"});
    for (const auto& [name, value] : (*plasma)->entries()) {
      if (!among(name, known))
        error_at_key(node, name, Code::unknown_name, joined({"there is no drug or particle ", ticked(name)}),
                     known.empty() ? "there are none" : "there are: " + listed(known),
                     did_you_mean(name, known));
      const auto* model = get<Value::Record>(value);
      const auto* one = model == nullptr ? nullptr : get<Value::Record>(**model, "one_compartment");
      if (one != nullptr && given(**one, "half_life") == given(**one, "clearance"))
        error_at(text({"body", "plasma", name, "one_compartment"}), value.where, Code::one_of,
                 "`one_compartment` has either `half_life` or `clearance`");
    }
  }

  void drugs() {
    each(section("drugs"), [&](const std::string& name, const Values& drug) {
      if (!in_plasma(name) || text({"drugs", name, "mass"}) != nullptr) return;
      for (const char* needed : {"diffusion", "permeability"})
        if (!drug.has(needed) && text({"drugs", name, needed}) == nullptr)
          error_at_key(
              text({"drugs"}), name, Code::missing_key,
              joined({ticked(needed), " is missing under ", ticked(name)}),
              "it has a course in plasma, from which it goes into the tissue, and no `mass` from which it "
              "would follow");
    });
  }

  void particles() {
    each(section("particles"), [&](const std::string& name, const Values& p) {
      const double* diameter = get<double>(p, "diameter");
      const double nm = diameter == nullptr ? 0 : from_canonical(*diameter, "nm");
      if (nm > largest_usual_particle)
        warn_at(text({"particles", name, "diameter"}), p.at("diameter").where,
                fmt::format("a particle of {:g} nm hardly leaves the vessels", nm),
                fmt::format("usual are up to {:g} nm, doi:10.1038/nbt.3330", largest_usual_particle));
      if (const auto* payload = get<Value::Record>(p, "payload"))
        for (const auto& [drug, molecules] : (*payload)->entries()) hardly_any(name, drug, molecules);
      never_released(name, p);
      if (!in_plasma(name)) return;
      for (const std::string& drug : carried(name))
        if (!in_plasma(drug))
          error_at_key(text({"particles", name, "payload"}), drug, Code::missing_key,
                       joined({ticked(drug), " has no course under `body.plasma`"}),
                       joined({ticked(name), " releases it into the blood"}));
    });
  }

  /// Cells meet a drug that has left its particle. Who writes `release: none` says it.
  void never_released(const std::string& name, const Values& p) {
    if (given(p, "payload") && !given(p, "release") && settled({"particles", name, "release"}))
      unused_at(text({"particles", name, "payload"}), p.at("payload").where,
                joined({"nothing of it leaves ", ticked(name)}), "it has no `release`");
  }

  void hardly_any(const std::string& particle, const std::string& drug, const Value& molecules) {
    const double* x = get<double>(molecules);
    if (x == nullptr || *x <= 0 || *x >= 1) return;
    warn_at(text({"particles", particle, "payload", drug}), molecules.where,
            joined({"most of the particles ", ticked(particle), " carry no molecule of ", ticked(drug)}),
            fmt::format("{:g} per particle", *x));
  }

  void treatment(const std::string& name, const Values& t) {
    const auto* give = get<std::string>(t, "give");
    if (give == nullptr) return;
    const Node* node = text({"treatments", name});
    const Kind kind = kind_of(*give);
    if (kind == Kind::none) {
      if (names_.any_lost()) return;
      std::vector<std::string> known = names_.drugs;
      known.insert(known.end(), names_.particles.begin(), names_.particles.end());
      known.insert(known.end(), names_.vaccines.begin(), names_.vaccines.end());
      error_at(text({"treatments", name, "give"}), t.at("give").where, Code::unknown_name,
               joined({"there is nothing named ", ticked(*give), " to give"}),
               known.empty() ? "there are no drugs, particles or vaccines" : "there are: " + listed(known),
               did_you_mean(*give, known));
    }
    when(name, t, node);
    if (kind == Kind::none) return;  // what can be said of it hangs on what it is
    if (kind == Kind::vaccine)
      vaccine(name, *give, t);
    else
      medicine(name, *give, kind, t);
    dose(name, *give, kind, t);
  }

  // When.

  void when(const std::string& name, const Values& t, const Node* node) {
    const double* count = get<double>(t, "count");
    const double* start = get<double>(t, "start");
    if (count == nullptr || start == nullptr) return;
    if (*count > 1 && !given(t, "every"))
      error_at(text({"treatments", name, "count"}), t.at("count").where, Code::missing_key,
               "`every` is missing under " + ticked(name), "there is more than one dose");
    const Values* clock = section("time");
    const double* end = clock == nullptr ? nullptr : get<double>(*clock, "end");
    const double* every = get<double>(t, "every");
    if (end == nullptr || *end <= 0 || *count < 1) return;
    double late = *start >= *end ? *count : 0;
    if (late == 0 && every != nullptr && *count > 1)
      late = std::max(0.0, *count - std::ceil((*end - *start) / *every));
    const double* over = get<double>(t, "over");
    const double last = *start + (*count - 1 - late) * (every == nullptr ? 0 : *every);
    if (late < *count && over != nullptr && last + *over > *end)
      warn_at(text({"treatments", name, "over"}), t.at("over").where,
              "the last infusion is cut off by the end of the run",
              fmt::format("it ends on day {:g}", from_canonical(*end, "d")), {}, Code::unused);
    if (late < 1) return;
    // Of what the file lays over the parts that it extends, if the cause is there.
    const Node* begin = text({"treatments", name, "start"});
    const Node* stop = text({"time", "end"});
    const auto own = [&](const Node* n) { return n != nullptr && n->where.file == scenario_.file; };
    const Node* cause = late == *count ? begin : node;
    const Node* at = own(cause) || !own(stop) ? cause : stop;
    warn_at(at == nullptr ? node : at, {},
            fmt::format("{:g} of {:g} doses of {} come after the end of the run", late, *count, ticked(name)),
            fmt::format("it ends on day {:g}", from_canonical(*end, "d")), {}, Code::unused);
  }

  // What.

  void medicine(const std::string& name, const std::string& give, Kind kind, const Values& t) {
    const Node* node = text({"treatments", name});
    const auto* route = get<std::string>(t, "route");
    if (route != nullptr && *route != "iv")
      error_at(text({"treatments", name, "route"}), t.at("route").where, Code::cannot_build,
               joined({ticked(give), " can be given intravenously only"}), "other routes are not modelled",
               "Write `route: iv`");
    if (kind == Kind::none) return;
    const Node* given = text({"treatments", name, "give"});
    if (!in_plasma(give))
      error_at(given, {}, Code::missing_key, joined({ticked(give), " has no course under `body.plasma`"}),
               "what is given goes through the blood");
    const double* count = get<double>(t, "count");
    if (count != nullptr && *count >= 1 && in_plasma(give) && !way_out(give, kind))
      warn_at(given == nullptr ? node : given, {}, joined({ticked(give), " never reaches the tissue"}),
              has_vessels() ? "the vessel wall holds it back: its permeability is 0" : "there are no vessels",
              {}, Code::unused);
  }

  [[nodiscard]] bool has_vessels() const {
    const Values* v = section("vessels");
    if (v == nullptr) return false;
    const auto* made = get<std::string>(*v, "generate");
    return given(*v, "read") || (given(*v, "generate") && (made == nullptr || *made != "none"));
  }
  [[nodiscard]] bool way_out(const std::string& give, Kind kind) const {
    if (!has_vessels()) return false;
    const auto leaks = [&](const char* map, const std::string& name) {
      const Values* v = entry(map, name);
      const double* p = v == nullptr ? nullptr : get<double>(*v, "permeability");
      return p == nullptr || *p > 0;
    };
    if (kind == Kind::drug) return leaks("drugs", give);
    const std::vector<std::string> drugs = carried(give);
    return leaks("particles", give) ||
           std::any_of(drugs.begin(), drugs.end(), [&](const std::string& d) { return leaks("drugs", d); });
  }

  void vaccine(const std::string& name, const std::string& give, const Values& t) {
    const auto* route = get<std::string>(t, "route");
    if (route != nullptr && *route != "sc")
      error_at(text({"treatments", name, "route"}), t.at("route").where, Code::cannot_build,
               joined({"the vaccine ", ticked(give), " is given under the skin only"}),
               "it drains to a lymph node; other routes are not modelled", "Write `route: sc`");
    const double* over = get<double>(t, "over");
    if (over != nullptr && *over > 0)
      error_at(text({"treatments", name, "over"}), t.at("over").where, Code::cannot_build,
               joined({"the vaccine ", ticked(give), " is given at once"}));
    if (given(t, "of"))
      error_at(text({"treatments", name, "of"}), t.at("of").where, Code::cannot_build,
               joined({"the dose of the vaccine ", ticked(give), " counts its antigen"}));
    if (!vaccine_.empty() && vaccine_ != give)
      error_at(
          text({"treatments", name, "give"}), t.at("give").where, Code::cannot_build,
          joined({"a run gives one vaccine, and ", ticked(give), " is a second beside ", ticked(vaccine_)}));
    vaccine_ = give;
    const double* count = get<double>(t, "count");
    const auto drawn = [](const auto& b) { return b.first == "recruit" && given(b.second, "primed_in"); };
    const bool arrives =
        std::any_of(scenario_.types.begin(), scenario_.types.end(), [&](const AgentSpec& type) {
          return std::any_of(type.behaviours.begin(), type.behaviours.end(), drawn);
        });
    const Values* v = entry("vaccines", give);
    const double* relevance = v == nullptr ? nullptr : get<double>(*v, "relevance");
    if (relevance != nullptr && *relevance == 0 &&
        stands({"vaccines", give, "relevance"}, v->at("relevance")))
      unused_at(text({"vaccines", give, "relevance"}), {},
                joined({"no cell that ", ticked(give), " primes recognises the tumour"}), "`relevance` is 0");
    if (count != nullptr && *count >= 1 && !arrives)
      warn_at(text({"treatments", name, "give"}), t.at("give").where,
              joined({"no cell that ", ticked(give), " primes reaches the tissue"}),
              "no agent type has `recruit: { primed_in: lymph_node }`", {}, Code::unused);
  }

  // How much.

  void dose(const std::string& name, const std::string& give, Kind kind, const Values& t) {
    const double* dose = get<double>(t, "dose");
    const Node* at = text({"treatments", name, "dose"});
    if (dose == nullptr) {
      if (!given(t, "dose") && kind != Kind::vaccine)
        error_at(text({"treatments", name}), {}, Code::missing_key,
                 joined({"`dose` is missing under ", ticked(name)}), "`3 mg/kg`, `2 nmol`, `0.1 mg`");
      return;
    }
    const Value& value = t.at("dose");
    const auto is = [&](const char* unit) { return value.dimension == dimension_of(unit); };
    const auto refuse = [&](Code code, std::string problem, std::string why = {},
                            std::string suggestion = {}) {
      error_at(at, value.where, code, std::move(problem), std::move(why), std::move(suggestion));
    };
    static constexpr std::array units = {"mg/kg", "mg", "nmol", "nmol/kg", "particles", "particles/kg"};
    if (std::none_of(units.begin(), units.end(), is))
      return refuse(Code::wrong_dimension,
                    joined({ticked(value.written), " is ", dimension_name(value.dimension), ", not a dose"}),
                    "a dose is a mass, an amount or a number of particles, per kg of body or not");
    if (is("mg/kg") && *dose > largest_usual_dose)
      warn_at(at, value.where, joined({ticked(value.written), " is far above what is given"}),
              "antibodies are given at 1 to 20 mg/kg; this is more than a hundred times as much");
    const bool per_weight = is("mg/kg") || is("nmol/kg") || is("particles/kg");
    const bool particles = is("particles") || is("particles/kg");
    if (per_weight && text({"body", "weight"}) == nullptr && text({"body", "species"}) == nullptr)
      refuse(Code::missing_key, "a dose per body weight needs `body.weight` or `body.species`");
    if (kind == Kind::vaccine) {
      const Values* v = entry("vaccines", give);
      const double* antigen = v == nullptr ? nullptr : get<double>(*v, "antigen");
      if (!is("nmol"))
        refuse(Code::wrong_dimension, "the dose of a vaccine is an amount of antigen", "`0.02 nmol`");
      else if (antigen != nullptr && *antigen <= 0)
        refuse(Code::cannot_build,
               joined({"the vaccine ", ticked(give), " holds no antigen that a dose could count"}));
      return;
    }
    if (particles && kind == Kind::drug)
      return refuse(Code::wrong_dimension, joined({ticked(give), " is a drug, not a particle"}));
    if (kind == Kind::drug) by_drug(name, give, {give}, t, is("mg") || is("mg/kg"));
    if (kind == Kind::particle) {
      const std::vector<std::string> drugs = carried(give);
      if (drugs.empty())
        carries_nothing(name, give);
      else
        by_drug(name, give, drugs, t, is("mg") || is("mg/kg"), particles);
    }
  }

  /// Unless what is written under `payload` was refused.
  void carries_nothing(const std::string& name, const std::string& give) {
    const Node* payload = text({"particles", give, "payload"});
    if (payload == nullptr || (payload->map() && payload->entries.empty()))
      error_at(text({"treatments", name, "give"}), {}, Code::missing_key,
               joined({ticked(give), " carries nothing"}),
               payload == nullptr ? "it has no `payload`" : "its `payload` is empty");
  }

  /// The drug that a dose counts.
  void by_drug(const std::string& name, const std::string& give, const std::vector<std::string>& drugs,
               const Values& t, bool mass, bool particles = false) {
    const auto* of = get<std::string>(t, "of");
    const Node* at = text({"treatments", name, "of"});
    if (of != nullptr && !among(*of, names_.drugs)) return;  // told already
    if (of != nullptr && *of == give && stands({"treatments", name, "of"}, t.at("of")) &&
        settled({"treatments", name, "give"}))
      unused_at(at, t.at("of").where, "`of` has no effect", joined({ticked(give), " itself is given"}));
    if (of != nullptr && !among(*of, drugs))
      return error_at(
          at, t.at("of").where, Code::cannot_build, joined({"the dose cannot count ", ticked(*of)}),
          drugs.size() == 1 && drugs.front() == give ? joined({ticked(give), " is given"})
                                                     : joined({ticked(give), " carries: ", listed(drugs)}));
    if (particles) {
      if (of != nullptr)
        warn_at(at, t.at("of").where, "`of` has no effect", "the dose counts particles", {}, Code::unused);
      return;
    }
    if (of == nullptr && drugs.size() > 1)
      return error_at(text({"treatments", name}), {}, Code::missing_key,
                      joined({"`of` is missing under ", ticked(name)}),
                      joined({ticked(give), " carries several drugs, and the dose counts one of them"}),
                      joined({"Write for example ", ticked("of: " + drugs.front())}));
    const std::string& counted = of != nullptr ? *of : drugs.front();
    const Values* drug = entry("drugs", counted);
    if (mass && drug != nullptr && !given(*drug, "mass"))
      error_at(text({"treatments", name, "dose"}), t.at("dose").where, Code::missing_key,
               joined({"a dose by mass needs the `mass` of ", ticked(counted)}));
    const Values* p = entry("particles", give);
    const auto* payload = p == nullptr ? nullptr : get<Value::Record>(*p, "payload");
    const double* molecules = payload == nullptr ? nullptr : get<double>(**payload, counted);
    if (molecules != nullptr && *molecules <= 0)
      error_at(text({"particles", give, "payload", counted}), {}, Code::cannot_build,
               joined({ticked(give), " carries no molecule of ", ticked(counted)}),
               joined({"the dose of ", ticked(name), " counts it"}));
  }

  std::string vaccine_;  ///< that a treatment before gives
};

}  // namespace

void check_medicines(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  MedicineCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail
