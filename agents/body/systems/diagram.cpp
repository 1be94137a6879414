// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/diagram.hpp"

#include "engine/base/text.hpp"

#include <cctype>
#include <utility>

namespace tilscape::body {

namespace {

/// A text that stands for itself: Graphviz reads a backslash as the start of an escape, and `&lt;` as `<`.
std::string dot_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      out += ' ';
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out + '"';
}

/// `2 NAME`: how many, and of what; empty: one.
std::pair<std::string, std::string> parts_of(const std::string& leg) {
  const std::size_t space = leg.find(' ');
  if (space == std::string::npos || std::isdigit(static_cast<unsigned char>(leg.front())) == 0)
    return {"", leg};
  return {leg.substr(0, space), leg.substr(leg.find_first_not_of(' ', space))};
}

class Drawing {
 public:
  explicit Drawing(const SystemText& system) : system_(system) {}

  std::string text() {
    out_ = joined({"  subgraph ", dot_text("cluster_" + system_.name),
                   " {\n    label=", dot_text(system_.name), ";\n"});
    for (const auto& [name, species] : system_.species)
      out_ += joined({"    ", node(name), " [label=", dot_text(name), "];\n"});
    for (const auto& [name, variable] : system_.variables)
      out_ += joined({"    ", node(name), " [label=", dot_text(name), ", style=rounded];\n"});
    out_ += "  }\n";
    for (const auto& [name, flow] : system_.flows) draw(name, flow.from, flow.to);
    for (const auto& [name, event] : system_.events)
      if (event.amount) draw(name, event.from, event.to);
    const std::string tissue = own("tissue", "");
    const bool reaches = system_.blood && !system_.of.empty();  // else nothing of it gets there
    if (reaches) out_ += joined({"  ", tissue, " [label=\"tissue\", shape=ellipse];\n"});
    for (const auto& [route, to] : system_.routes)
      for (const auto& [what, species] : {std::pair("", &to.to), std::pair(": antigen", &to.antigen),
                                          std::pair(": adjuvant", &to.adjuvant)}) {
        if (!*species) continue;
        const std::string from = own("dose", route + what);
        out_ += joined({"  ", from, " [label=", dot_text(route + what), ", shape=plaintext];\n"});
        const bool into_tissue = (*species)->text == "tissue" && system_.species.count("tissue") == 0;
        if (!into_tissue || reaches)
          arrow(from, into_tissue ? tissue : node((*species)->text), "style=dashed");
      }
    if (reaches) arrow(node(system_.blood->text), tissue, "dir=both");
    for (const auto& [species, release] : system_.releases) {
      if (release.to.empty() || release.to.front() == "nowhere") continue;
      const std::string to = own("release", species);
      const std::string what =
          release.to.front() == "outside" ? "outside" : "its drug: " + listed(release.to);
      out_ += joined({"  ", to, " [label=", dot_text(what), ", shape=plaintext];\n"});
      arrow(node(species), to, "style=dotted");
    }
    return out_;
  }

 private:
  /// Of its own, or of another system: `OTHER.NAME`.
  [[nodiscard]] std::string node(const std::string& name) const {
    const bool own = system_.species.count(name) != 0 || system_.variables.count(name) != 0;
    return dot_text(own || name.find('.') == std::string::npos ? joined({system_.name, ".", name}) : name);
  }
  /// What is no species; a blank is in the name of none.
  [[nodiscard]] std::string own(const char* kind, const std::string& name) const {
    return dot_text(joined({kind, " of ", system_.name, name.empty() ? "" : ".", name}));
  }
  void arrow(const std::string& from, const std::string& to, const std::string& look) {
    out_ += joined({"  ", from, " -> ", to, look.empty() ? "" : " [", look, look.empty() ? "" : "]", ";\n"});
  }
  std::string point(const char* kind, const std::string& name) {
    std::string id = own(kind, name);
    out_ += joined({"  ", id, " [shape=point];\n"});
    return id;
  }

  /// From one to one it is an arrow; else arrows meet in a point.
  void draw(const std::string& name, const std::vector<std::string>& takes,
            const std::vector<std::string>& adds) {
    const std::string label = "label=" + dot_text(name);
    const auto plain = [](const std::vector<std::string>& legs) {
      return legs.empty() || (legs.size() == 1 && parts_of(legs.front()).first.empty());
    };
    if (plain(takes) && plain(adds)) {
      const std::string from = takes.empty() ? point("outside", name) : node(takes.front());
      const std::string to = adds.empty() ? point("outside", name) : node(adds.front());
      return arrow(from, to, label);
    }
    const std::string meeting = own("meeting", name);
    out_ += joined({"  ", meeting, " [shape=point, xlabel=", dot_text(name), "];\n"});
    const auto many = [](const std::string& leg) {
      const std::string number = parts_of(leg).first;
      return number.empty() ? number : "label=" + dot_text(number);
    };
    for (const std::string& leg : takes) {
      const std::string look = many(leg);
      arrow(node(parts_of(leg).second), meeting, joined({"arrowhead=none", look.empty() ? "" : ", ", look}));
    }
    if (takes.empty()) arrow(point("outside", name), meeting, "arrowhead=none");
    for (const std::string& leg : adds) arrow(meeting, node(parts_of(leg).second), many(leg));
    if (adds.empty()) arrow(meeting, point("outside", name), "");
  }

  const SystemText& system_;
  std::string out_;
};

}  // namespace

std::string diagram(const std::vector<SystemText>& systems) {
  std::string out;
  for (const SystemText& system : systems) out += Drawing(system).text();
  return out;
}

}  // namespace tilscape::body
