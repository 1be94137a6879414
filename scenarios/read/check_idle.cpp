// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Behaviours and rules that cannot act: since what they change is so already, or since no cell is ever in the
// state that they begin from, or in one in which there is something to act by.
#include "engine/base/text.hpp"
#include "scenarios/read/detail/check.hpp"

#include <fmt/format.h>
#include <set>

namespace tilscape::scenarios::detail {

namespace {

class IdleCheck : Check {
 public:
  using Check::Check;

  /// What a variant or the command line sets to nothing is switched off on purpose.
  void run() {
    if (!scenario_.variant.empty() || !problems_.ok()) return;
    for (const AgentSpec& type : scenario_.types) {
      const std::set<std::string> reached = reached_states(type);
      for (const Deed& deed : deeds(type))
        if (!changes_nothing(type, deed)) begins_nowhere(type, deed, reached);
    }
  }

 private:
  /// Is it a cycle, of one state or more?
  static bool goes_round(const Deed& deed) {
    const auto through = [](const ParameterInfo& p) { return p.moves == Moves::through; };
    return std::any_of(deed.parameters.begin(), deed.parameters.end(), [&](const ParameterInfo& p) {
      return through(p) || std::any_of(p.children.begin(), p.children.end(), through);
    });
  }

  /// A change of state into the one that is there.
  bool changes_nothing(const AgentSpec& type, const Deed& deed) {
    if (goes_round(deed)) return false;
    const std::vector<std::string> to = ends_in(deed);
    const std::vector<std::string> from = begins_in(type, deed);
    if (to.size() != 1 || from.size() != 1 || from.front() != to.front()) return false;
    const auto key =
        std::find_if(deed.parameters.begin(), deed.parameters.end(), [&](const ParameterInfo& p) {
          return p.moves == Moves::to && deed.values.has(p.name) && !deed.values.at(p.name).is_default;
        });
    tell_deed(type, deed,
              deed.rule                      ? deed.info.name
              : key == deed.parameters.end() ? "in"
                                             : key->name,
              joined({deed.name(), " changes no state"}),
              joined({"the cells are ", ticked(to.front()), " already"}));
    return true;
  }

  void begins_nowhere(const AgentSpec& type, const Deed& deed, const std::set<std::string>& reached) {
    const std::vector<std::string> from = begins_in(type, deed);
    if (from.empty() ||
        std::any_of(from.begin(), from.end(), [&](const auto& s) { return reached.count(s) > 0; }))
      return;
    const auto round = std::find_if(deed.parameters.begin(), deed.parameters.end(),
                                    [](const ParameterInfo& p) { return p.moves == Moves::through; });
    const bool in = deed.values.has("in") || round == deed.parameters.end();
    tell_deed(type, deed, in ? "in" : round->name, joined({deed.name(), " never acts"}),
              joined({"no cell of ", ticked(type.name), " is ever ", listed(from), ": nothing leads there"}));
  }
};

}  // namespace

void check_idle(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  IdleCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail
