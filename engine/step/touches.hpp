// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/behaviour_info.hpp"
#include "engine/step/setup.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tilscape {

/// What a behaviour touches: a struct with a member for each thing, which is declared where it is asked for,
/// so that the order of the behaviours, what is told to people and what the code can do are one list.
///
///     struct WalkTouches : Touches {
///       using Touches::Touches;
///       State<Access::reads> state{this};
///       Made<std::uint8_t, Access::writes> heading{this, {.name = "heading", .about = "direction"}};
///       Also occupancy{this, Access::reads, "occupancy"};
///     };
///
/// A behaviour has one as a member, made of its Setup, and touches its cells through it: batch[heading] has
/// numbers that it may write, batch[state] constant ones. What its parameters name is asked for when they are
/// read. touches_of<WalkTouches>() lists what it is, and makes nothing.
class Touches {
 public:
  explicit Touches(Setup& setup) : setup_(&setup) {}
  /// Adds what it touches to the list.
  explicit Touches(std::vector<Touch>& list) : list_(&list) {}

  void tell(Touch touch) {
    if (list_ != nullptr) list_->push_back(std::move(touch));
  }
  [[nodiscard]] Setup* setup() const { return setup_; }

 private:
  Setup* setup_ = nullptr;
  std::vector<Touch>* list_ = nullptr;
};

template <class T>
std::vector<Touch> touches_of() {
  std::vector<Touch> list;
  (void)T(list);
  return list;
}

/// When a member is asked for: with the struct, or by the code, where a parameter wants it.
enum class When { always, asked };

/// The states of the own cells.
template <Access A>
class State {
 public:
  using Number = std::conditional_t<changes(A), std::uint8_t, const std::uint8_t>;
  explicit State(Touches* of, When when = When::always) {
    of->tell({"state", A, Touch::Kind::state});
    if (when == When::always && of->setup() != nullptr) ask(*of->setup());
  }
  void ask(Setup& setup) { setup.state(A); }
};

/// A column that the behaviour makes.
template <class T, Access A>
class Made : public Column<T, A> {
 public:
  Made(Touches* of, ColumnSpec spec, When when = When::always) : spec_(std::move(spec)) {
    of->tell({spec_.name, A, Touch::Kind::column});
    if (when == When::always && of->setup() != nullptr) make(*of->setup());
  }
  void make(Setup& setup) { take(setup.make<T, A>(spec_)); }
  /// With other words of what it is.
  void make(Setup& setup, std::string about) {
    spec_.about = std::move(about);
    make(setup);
  }
  /// One that the scenario may have as well.
  void share(Setup& setup) { take(setup.share<T, A>(spec_)); }

 protected:
  struct Aside {};
  Made(Touches* of, ColumnSpec spec, When when, Aside) : spec_(std::move(spec)) {
    of->tell({spec_.name, A, Touch::Kind::column, false});
    if (when == When::always && of->setup() != nullptr) make(*of->setup());
  }

 private:
  void take(Column<T, A> column) { static_cast<Column<T, A>&>(*this) = column; }
  ColumnSpec spec_;
};

/// The same for bookkeeping, which nobody who writes a scenario asks for.
template <class T>
class Kept : public Made<T, Access::keeps> {
 public:
  Kept(Touches* of, ColumnSpec spec, When when = When::always)
      : Made<T, Access::keeps>(of, std::move(spec), when, typename Made<T, Access::keeps>::Aside{}) {}
};

/// A column that is there, which a parameter names or another behaviour makes; asked for by the code.
template <class T, Access A>
class Named : public Column<T, A> {
 public:
  Named(Touches* of, std::string what, Touch::Kind kind = Touch::Kind::other) {
    of->tell({std::move(what), A, kind});
  }
  Named& operator=(Column<T, A> column) {
    static_cast<Column<T, A>&>(*this) = column;
    return *this;
  }
};

/// A column of others, by the name that a parameter says; asked for by the code.
template <class T>
class NamedSeen : public SeenColumn<T> {
 public:
  NamedSeen(Touches* of, std::string what) { of->tell({std::move(what), Access::reads}); }
  NamedSeen& operator=(SeenColumn<T> column) {
    static_cast<SeenColumn<T>&>(*this) = column;
    return *this;
  }
};

/// What is no column: for people.
struct Also {
  Also(Touches* of, Access access, std::string what) { of->tell({std::move(what), access}); }
};

}  // namespace tilscape
