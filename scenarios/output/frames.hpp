// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/vessels/segments.hpp"
#include "engine/record/observable.hpp"
#include "engine/step/params.hpp"
#include "engine/step/world.hpp"
#include "proto/frame.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A box of sites.
struct SiteBox {
  std::array<std::uint32_t, 3> origin = {};  ///< along x, y, z
  std::array<std::uint32_t, 3> sites = {};   ///< along x, y, z
};

/// How the values of a substance are written.
enum class Precision : std::uint8_t {
  half_precision,    ///< f32, rounded to the 11 significant bits of a half-precision number: takes less room
                     ///< when packed
  single_precision,  ///< f32
  double_precision,  ///< f64
};

/// What of the world goes into the snapshots of a run, and how it looks there.
class Framer {
 public:
  struct SubstanceChoice {
    std::string name;
    std::uint64_t every = 1;  ///< steps
    Precision precision = Precision::single_precision;
  };
  struct Choice {
    std::vector<std::string> columns;  ///< names; those that a type has are taken from it
    std::vector<SubstanceChoice> substances;
    std::uint64_t every = 1;                        ///< steps between frames
    std::optional<std::vector<std::string>> types;  ///< agents and events of these; all when not given
    std::optional<SiteBox> region;                  ///< the whole lattice when not given
    std::vector<std::string> events = {};           ///< words of the kinds that are written one by one
    std::vector<vessels::Segment> vessels;          ///< of the whole lattice
  };
  Framer(const Params& params, const Choice& choice);

  /// The lattice, the types with the chosen columns, the chosen substances, the vessels in the region, what
  /// can happen to agents.
  [[nodiscard]] snapshot::RunHeader header(const Params& params) const;
  /// The world as a frame; rows must be sorted (a Recorder sees them so). A substance is in the frames that
  /// are due for it, and in one that is not due at all: the last of a run.
  [[nodiscard]] snapshot::Frame frame(const World& world, const std::vector<Observable>& series) const;
  /// Appends the chosen ones of the last step.
  void add_events(const World& world, std::vector<snapshot::Event>& events) const;

  /// Whether a frame is due at this step.
  [[nodiscard]] bool due(std::uint64_t step) const { return step % every_ == 0; }
  [[nodiscard]] bool any_events() const;
  /// Kinds of events, by their numbers.
  [[nodiscard]] const std::vector<snapshot::EventKindInfo>& event_kinds() const { return events_; }

 private:
  struct Type {
    std::size_t type;
    std::vector<std::size_t> columns;
  };
  struct Substance {
    std::size_t field;
    std::uint64_t every;
    Precision precision;
  };
  static constexpr std::uint32_t outside = ~std::uint32_t{0};
  /// The number of a site in the region.
  [[nodiscard]] std::uint32_t inside(Site site) const;
  [[nodiscard]] snapshot::AgentTable table(const Population& population, std::uint32_t number) const;
  template <class T>
  [[nodiscard]] std::vector<T> values(const std::vector<double>& field) const;
  [[nodiscard]] snapshot::ColumnData values(const std::vector<double>& field, Precision precision) const;

  std::vector<Type> types_;
  std::vector<std::optional<std::uint8_t>> numbers_;  // by TypeId: place in types_
  std::vector<Substance> substances_;
  std::uint64_t every_;
  std::array<std::uint32_t, 3> lattice_;
  std::optional<SiteBox> region_;
  std::vector<snapshot::EventKindInfo> events_;
  std::vector<vessels::Segment> vessels_;
};

}  // namespace tilscape::scenarios
