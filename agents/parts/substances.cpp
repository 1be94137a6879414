// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What cannot be of substances, or does nothing, by what takes them away: cells and vessels.
#include "agents/particles/diffusion.hpp"
#include "engine/part/part.hpp"

namespace tilscape::parts {

namespace {

/// Of what passes between two sites: a decay below it is lost among the digits of a balance.
constexpr double least_decay = 1e-14;

class Substances {
 public:
  explicit Substances(Review& review) : review_(review) {}

  void run() {
    transport::warn_of_fast_diffusion(review_, "substances");
    review_.each(review_.section("substances"), [&](const std::string& name, const Values& s) {
      still(name, s);
      steady(name, s);
    });
  }

 private:
  /// Sides of what does not diffuse.
  void still(const std::string& name, const Values& s) {
    const double* d = review_.get<double>(s, "diffusion");
    const Spot sides = review_.key({"substances", name, "sides"});
    if (d != nullptr && *d == 0 && sides && review_.settled({"substances", name, "diffusion"}) &&
        review_.settled({"substances", name, "sides"}))
      review_.unused(sides, {}, joined({ticked("sides"), " has no effect"}),
                     joined({ticked(name), " does not diffuse, so nothing comes or goes there"}));
  }

  void steady(const std::string& name, const Values& s) {
    const double* decay = review_.get<double>(s, "decay");
    const double* diffusion = review_.get<double>(s, "diffusion");
    const auto* solve = review_.get<std::string>(s, "solve");
    if (solve == nullptr || *solve != "steady" || decay == nullptr || diffusion == nullptr) return;
    if (*decay > 0 && *decay >= least_decay * exchange(*diffusion)) return;
    if (*diffusion > 0 && (held_side({"substances", name, "sides"}) || supplied(name))) return;
    if (reacts(name)) return;
    bool eaten = false;
    for (const AgentSpec& type : review_.types()) {
      const Values* rule = consumption(type, name);
      if (rule == nullptr || *diffusion == 0) continue;
      eaten = true;
      if (stays(type, *rule)) return;
    }
    const Spot spot = review_.spot({"substances", name, "solve"});
    const Location where = s.at("solve").where;
    const char* way_out = "Give it a `decay`, or solve it as `dynamic`";
    if (eaten)
      review_.warn(spot, where,
                   joined({ticked(name), " has no steady state once the cells that consume it are gone"}),
                   "nothing else takes it away, and the run stops there", way_out);
    else
      review_.error(spot, where, Code::out_of_range,
                    joined({ticked(name), " has no steady state: nothing takes it away"}),
                    *decay > 0 ? "its decay is nothing beside what passes from site to site"
                    : *diffusion > 0
                        ? "no decay, no side with a level, no cell that consumes it, no supply by vessels"
                        : "no decay, and without diffusion it does not get to where it is taken",
                    way_out);
  }

  /// [1/min] between two sites.
  [[nodiscard]] double exchange(double diffusion) const {
    const Values* lattice = review_.section("lattice");
    const double* spacing = lattice == nullptr ? nullptr : review_.get<double>(*lattice, "spacing");
    return spacing == nullptr ? 0 : diffusion / (*spacing * *spacing);
  }

  /// By what is written: a level that cannot be read is told by the reader.
  [[nodiscard]] bool held_side(const Review::Path& path) const {
    if (const auto sides = review_.keys(path))
      return std::any_of(sides->begin(), sides->end(), [&](const std::string& side) {
        Review::Path one = path;
        one.push_back(side);
        return held_side(one);
      });
    const std::optional<std::string> word = review_.written(path);
    if (!word) return false;
    for (const char* closed : {"no_flux", "closed", "periodic", ""})
      if (*word == closed) return false;
    return true;
  }

  [[nodiscard]] bool supplied(const std::string& name) const {
    const Values* vessels = review_.section("vessels");
    if (vessels == nullptr || (!Review::given(*vessels, "read") && !Review::given(*vessels, "generate")))
      return false;
    const auto* made = review_.get<std::string>(*vessels, "generate");
    if (made != nullptr && *made == "none") return false;
    const Values* supply = review_.record(*vessels, "supply");
    const Values* entry = supply == nullptr ? nullptr : review_.record(*supply, name);
    const double* permeability = entry == nullptr ? nullptr : review_.get<double>(*entry, "permeability");
    return permeability != nullptr && *permeability > 0;
  }

  /// Is it used by a reaction?
  [[nodiscard]] bool reacts(const std::string& name) const {
    bool found = false;
    review_.each(review_.section("reactions"), [&](const std::string&, const Values& reaction) {
      const auto* from = review_.get<std::vector<std::string>>(reaction, "from");
      found = found || (from != nullptr && std::any_of(from->begin(), from->end(), [&](const std::string& f) {
                          return f == name || f.ends_with(" " + name);
                        }));
    });
    return found;
  }

  /// What a type consumes of a substance, if it is not nothing.
  [[nodiscard]] const Values* consumption(const AgentSpec& type, const std::string& substance) const {
    const Values* all = Review::behaviour(type, "consume");
    const Values* entry = all == nullptr ? nullptr : review_.record(*all, substance);
    if (entry == nullptr) return nullptr;
    const auto* rate = review_.get<Value::Expression>(*entry, "rate");
    const QuantityParse literal = parse_quantity(rate == nullptr ? "" : rate->text);
    return !literal.quantity || literal.quantity->value > 0 ? entry : nullptr;
  }

  /// Cells of the type are there from the start and cannot go.
  [[nodiscard]] bool stays(const AgentSpec& type, const Values& consumes) const {
    if (!Review::given(type.values, "start") || Review::given(consumes, "in")) return false;
    for (const char* verb : {"die", "necrose"})
      if (Review::behaviour(type, verb) != nullptr) return false;
    if (Review::behaviour(type, "walk") != nullptr && review_.open_lattice()) return false;
    return std::none_of(review_.types().begin(), review_.types().end(), [&](const AgentSpec& other) {
      const Values* kill = Review::behaviour(other, "kill");
      const auto* target = kill == nullptr ? nullptr : review_.get<std::string>(*kill, "target");
      return target != nullptr && *target == type.name;
    });
  }

  Review& review_;
};

}  // namespace

Part substances() {
  return {.sections = {}, .after = "substances", .check = [](Review& review) { Substances(review).run(); }};
}

}  // namespace tilscape::parts
