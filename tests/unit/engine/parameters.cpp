// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/parameters.hpp"

#include "tests/support/near.hpp"

#include <doctest/doctest.h>
#include <memory>

namespace tilscape {
namespace {

struct WallParams : Parameters {
  using Parameters::Parameters;
  Parameter<double> thickness{
      this, {.name = "thickness", .unit = "um", .default_value = "100 nm", .source = "assumed"}};
};

struct PoreParams : Parameters {
  using Parameters::Parameters;
  double radius = number({.name = "radius", .unit = "nm", .default_value = "4.5 nm", .min = 0});
  int count = whole({.name = "count", .default_value = "3"});
  Parameter<bool> open{this, {.name = "open", .default_value = "true"}};
  Parameter<std::string> of{this, {.name = "of", .kind = ParameterKind::substance, .optional = true}};
  Parameter<WallParams> wall{this, {.name = "wall", .optional = true}};
  Parameter<std::vector<WallParams>> layers{this, {.name = "layers", .optional = true}};
  Map<double> loads{this, {.name = "loads", .children = {{.unit = "nmol"}}}};
};

struct FilterParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::variant<double, std::string>> side{this, {.name = "side", .choices = {"shut"}}};
  Parameter<std::string> label{this, {.name = "label", .optional = true}};
  Parameter<std::vector<std::string>> columns{this, {.name = "columns", .optional = true}};
  Parameter<std::monostate> as_written{this, {.name = "as_written", .optional = true}};
  Map<WallParams> walls{this, {.name = "walls", .optional = true, .listed = true}};
};

struct OwnMapParams : Parameters {
  using Parameters::Parameters;
  Map<WallParams> entries{this, {.name = "*", .key = ParameterKind::substance}};
};

template <class Data>
Value value(Data data) {
  Value v;
  v.data = std::move(data);
  v.where = {"pores.yaml", 3, 5};
  return v;
}
Value record(std::vector<std::pair<std::string, Value>> entries) {
  Values values;
  for (auto& [name, v] : entries) values.set(name, std::move(v));
  return value(std::make_shared<const Values>(std::move(values)));
}

TEST_CASE(
    "parameters: the declarations are the descriptors, in their order, and what a member is says its kind") {
  const std::vector<ParameterInfo> list = describe<PoreParams>();
  REQUIRE(list.size() == 7);
  CHECK(list[0].name == "radius");
  CHECK(list[0].kind == ParameterKind::number);
  CHECK(list[0].min == 0);
  CHECK(list[1].kind == ParameterKind::integer);
  CHECK(list[2].kind == ParameterKind::boolean);
  CHECK(list[3].kind == ParameterKind::substance);
  CHECK(list[4].kind == ParameterKind::record);
  REQUIRE(list[4].children.size() == 1);
  CHECK(list[4].children[0].source == "assumed");
  CHECK(list[5].kind == ParameterKind::records);
  CHECK(list[6].kind == ParameterKind::map);
  CHECK(list[6].children[0].unit == "nmol");
  CHECK(describe<OwnMapParams>()[0].children[0].name == "thickness");
}

TEST_CASE("parameters: without a scenario a struct has its defaults, in canonical units") {
  const PoreParams pore;
  CHECK(pore.radius == test::near(0.0045, 1e-12));
  CHECK(pore.count == 3);
  CHECK_FALSE(pore.of.given());
  CHECK(*WallParams{}.thickness == test::near(0.1, 1e-12));
  CHECK_THROWS_AS((void)*pore.of, ParameterError);
}

TEST_CASE("parameters: a plain member is asked for at once, a Parameter where it acts") {
  Values values;
  values.set("radius", value(0.006));
  values.set("count", value(5.0));
  values.set("open", value(false));
  values.set("of", value(std::string("oxygen")));
  values.set("wall", record({{"thickness", value(2.0)}}));
  values.set("loads", record({{"drug", value(7.0)}}));
  const PoreParams pore(values);
  CHECK(pore.radius == 0.006);
  CHECK(pore.count == 5);
  CHECK(values.entries()[0].second.asked);
  for (const char* later : {"open", "of", "wall", "loads"}) {
    CAPTURE(later);
    CHECK_FALSE(find(values, later)->asked);
  }
  CHECK(pore.of.given());
  CHECK_FALSE(find(values, "of")->asked);
  CHECK(*pore.of == "oxygen");
  CHECK(find(values, "of")->asked);
  CHECK_FALSE(*pore.open);
  const WallParams wall = *pore.wall;
  CHECK(wall.thickness.name() == "wall.thickness");
  CHECK(wall.thickness.where().line == 3);
  CHECK(*wall.thickness == 2);
  CHECK(pore.loads.has("drug"));
  CHECK_FALSE(pore.loads.has("other"));
  CHECK(*pore.loads["drug"] == 7);
  CHECK(pore.loads.all()[0].second.name() == "loads.drug");
  CHECK_THROWS_AS((void)pore.loads["other"], UsageError);
  CHECK_FALSE(pore.layers.given());
}

TEST_CASE("parameters: texts, lists of them and what is kept as it is written say their kind") {
  const std::vector<ParameterInfo> list = describe<FilterParams>();
  CHECK(list[0].kind == ParameterKind::number);
  CHECK(list[1].kind == ParameterKind::text);
  CHECK(list[2].kind == ParameterKind::texts);
  CHECK(list[3].kind == ParameterKind::raw);
  CHECK(describe<PoreParams>()[3].kind == ParameterKind::substance);
}

TEST_CASE("parameters: of a variant there is whichever was given") {
  Values values;
  values.set("side", value(3.0));
  const FilterParams level(values);
  CHECK_FALSE(find(values, "side")->asked);
  CHECK(std::get<double>(*level.side) == 3);
  CHECK(find(values, "side")->asked);
  values.set("side", value(std::string("shut")));
  CHECK(std::get<std::string>(*FilterParams(values).side) == "shut");
  values.set("side", value(false));
  CHECK_THROWS_AS((void)*FilterParams(values).side, ParameterError);
}

TEST_CASE("parameters: of a listed map a list has the names in its order, and says nothing of them") {
  Values values;
  CHECK_FALSE(FilterParams(values).walls.given());
  CHECK(FilterParams(values).walls.all().empty());
  values.set("walls", value(std::vector<std::string>{"outer", "inner"}));
  const FilterParams listed(values);
  CHECK(listed.walls.given());
  CHECK(listed.walls.where().line == 3);
  CHECK_FALSE(find(values, "walls")->asked);
  const auto all = listed.walls.all();
  CHECK(find(values, "walls")->asked);
  REQUIRE(all.size() == 2);
  CHECK(all[0].first == "outer");
  CHECK_FALSE((*all[0].second).thickness.said());
  CHECK(listed.walls.has("inner"));
  CHECK_FALSE(listed.walls.has("other"));
  CHECK_FALSE((*listed.walls["inner"]).thickness.said());
  CHECK_THROWS_AS((void)listed.walls["other"], UsageError);
  values.set("walls", record({{"outer", record({{"thickness", value(2.0)}})}}));
  CHECK(*(*FilterParams(values).walls["outer"]).thickness == 2);
}

TEST_CASE("parameters: what is of another kind is to blame by its name") {
  Values values;
  values.set("entry", record({{"thickness", value(std::string("thick"))}}));
  const OwnMapParams own(values);
  const auto entries = own.entries.all();
  REQUIRE(entries.size() == 1);
  try {
    (void)*(*entries[0].second).thickness;
    FAIL("it is no number");
  } catch (const ParameterError& e) {
    CHECK(e.parameter == "entry.thickness");
  }
  CHECK(find(*std::get<Value::Record>(find(values, "entry")->data), "thickness")->asked);
}

}  // namespace
}  // namespace tilscape
