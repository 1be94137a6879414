// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/api.hpp"

#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <sys/file.h>
#include <unistd.h>

using namespace tilscape;
using namespace tilscape::viz;
using nlohmann::json;

namespace {

json asked(Api& api, const std::string& target, unsigned status = 200) {
  const Answer answer = api.answer(target);
  CHECK_MESSAGE(answer.status == status, target << ": " << answer.body);
  return json::parse(answer.body);
}

void wait(Api& api) {
  for (Run& run : api.runs()) run.wait();
}

json head_of(const std::string& packed) {
  std::uint32_t length = 0;
  std::memcpy(&length, packed.data(), 4);
  return json::parse(packed.substr(4, length));
}

template <typename T>
T number_of(const std::string& packed, const std::string& column, std::size_t i) {
  std::uint32_t length = 0;
  std::memcpy(&length, packed.data(), 4);
  T value{};
  std::memcpy(&value,
              packed.data() + 4 + length + head_of(packed)["columns"][column]["offset"].get<std::size_t>() +
                  i * sizeof(T),
              sizeof(T));
  return value;
}

}  // namespace

TEST_CASE("api: lists runs with header, colours and frames, and says why one cannot be read") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  test::write_run(folder.path() / "a.tsnap", header,
                  {test::full_cube(header, 0), test::full_cube(header, 5)});
  std::ofstream(folder.path() / "b.tsnap") << "no snapshots";
  Api api({folder.path() / "a.tsnap", folder.path() / "b.tsnap", folder.path() / "none"});
  wait(api);
  const json runs = asked(api, "runs")["runs"];
  CHECK(runs[0]["stage"] == "open");
  CHECK(runs[0]["agents"][0]["states"][1]["name"] == "necrotic");
  CHECK(runs[0]["agents"][0]["colour"] == "#e69f00");
  CHECK(runs[0]["frames"]["times_min"] == json({0, 300}));
  CHECK(runs[0]["frames"]["finished"] == true);
  CHECK(runs[1]["stage"] == "unreadable");
  CHECK(runs[1]["problem"].get<std::string>().find("b.tsnap: not a snapshot file") != std::string::npos);
  CHECK(runs[2]["stage"] == "unreadable");
}

TEST_CASE("api: packed numbers lie where the head says") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
  Api api({folder.path() / "a.tsnap"});
  wait(api);
  const std::string cells = api.answer("runs/0/frames/0/cells?value=pd_l1&hide=1").body;
  CHECK(head_of(cells)["columns"]["row"]["count"] == 27);
  for (std::size_t i = 0; i < 27; ++i)
    CHECK(number_of<float>(cells, "value", i) ==
          static_cast<float>(number_of<std::uint32_t>(cells, "row", i)));
  const std::string slice = api.answer("runs/0/frames/0/slice?name=oxygen&axis=2&at=1").body;
  CHECK(head_of(slice)["width"] == 3);
  CHECK(number_of<float>(slice, "value", 4) == 26);
}

TEST_CASE("api: a cell tells its columns, its surroundings and its place") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  auto frame = test::full_cube(header);
  frame.events = {{0, "divide", 0, 14, 15, 3}, {0, "kill", 0, 3, 7, 1000000}};
  test::write_run(folder.path() / "a.tsnap", header, {frame});
  Api api({folder.path() / "a.tsnap"});
  wait(api);
  const json cell = asked(api, "runs/0/frames/0/cell?type=0&row=14");
  CHECK(cell["id"] == "15");
  CHECK(cell["place_um"] == json({50, 30, 30}));
  CHECK(cell["columns"][0] == json({{"name", "pd_l1"}, {"unit", "molecule"}, {"value", 14}}));
  CHECK(cell["substances"][0]["value"] == 28);
  const json born = asked(api, "runs/0/story?id=15&from=0&to=9");
  CHECK(born["moments"].size() == 1);
  CHECK(born["events"][0]["other"] == "3");
  CHECK(asked(api, "runs/0/story?id=3&from=0&to=1")["events"][0]["agent"] == "15");
  CHECK(asked(api, "runs/0/story?id=1000000&from=0&to=1")["events"][0]["kind"] == "kill");
  CHECK(asked(api, "runs/0/story?id=18446744073709551615&from=0&to=1")["events"].empty());
}

TEST_CASE("api: a range over time is that of its frames, from 0 when nothing is below") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  auto late = test::full_cube(header, 1);
  std::get<std::vector<float>>(late.fields[0].values)[3] = 99;
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header), late});
  Api api({folder.path() / "a.tsnap"});
  wait(api);
  CHECK(asked(api, "runs/0/range?name=oxygen") == json({{"low", 0}, {"high", 99}, {"frames", 2}}));
}

TEST_CASE("api: two runs part at the first frame whose state differs, by an event, a cell or a substance") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  auto other = test::full_cube(header, 2);
  other.state_hash = std::string(32, 'f');
  SUBCASE("event") {
    other.events = {{2, "kill", 0, 13, 14, 1000000}};
    other.agents[0].state[2] = 1;
  }
  SUBCASE("cell") {
    other.agents[0].state[2] = 1;
  }
  SUBCASE("substance") {
    std::get<std::vector<float>>(other.fields[0].values)[3] = 99;
  }
  const std::string what =
      !other.events.empty()           ? "step 2: kill of cancer 14 at site 13, in the second run only"
      : other.agents[0].state[2] == 1 ? "cancer 3 is cycling, and necrotic in the second run"
                                      : "oxygen differs";
  test::write_run(folder.path() / "a.tsnap", header,
                  {test::full_cube(header, 0), test::full_cube(header, 2), test::full_cube(header, 3)});
  test::write_run(folder.path() / "b.tsnap", header, {test::full_cube(header, 0), other});
  Api api({folder.path() / "a.tsnap", folder.path() / "b.tsnap"});
  wait(api);
  CHECK(asked(api, "divergence?a=0&b=1") == json({{"time_min", 120}, {"what", what}, {"compared", 2}}));
  CHECK(asked(api, "divergence?a=0&b=0") == json({{"time_min", nullptr}, {"compared", 3}}));
}

TEST_CASE("api: a growing file is followed frame by frame, and a torn tail is no error") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  const std::string whole = folder.path() / "whole.tsnap";
  const std::string path = folder.path() / "growing.tsnap";
  test::write_run(whole, header, {test::full_cube(header, 0), test::full_cube(header, 1)});
  const std::string bytes = test::text_of(whole);
  std::size_t second = 0;
  {
    const snapshot::Reader reader(whole);
    second = reader.frames()[1].offset;
  }
  Api api({path});
  wait(api);
  CHECK(asked(api, "runs")["runs"][0]["stage"] == "unreadable");
  const auto grow = [&](std::size_t to) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(to));
    return asked(api, "runs/0/news");
  };
  CHECK(grow(second + 40)["frames"]["times_min"].size() == 1);
  CHECK(grow(second + 40)["frames"]["finished"] == false);
  CHECK(api.answer("runs/0/frames/0/cells").status == 200);
  const json news = grow(bytes.size());
  CHECK(news["frames"]["times_min"].size() == 2);
  CHECK(news["frames"]["finished"] == true);
}

TEST_CASE("api: a run grows as long as somebody holds the lock on its folder") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  const std::string path = folder.path() / "a.tsnap";
  test::write_run(path, header, {test::full_cube(header)});
  const std::string whole = test::text_of(path);
  Api finished({path});
  wait(finished);
  std::ofstream(path, std::ios::binary).write(whole.data(), static_cast<std::streamsize>(whole.size() - 10));
  Api api({path, folder.path()});
  wait(api);
  const auto growing = [](const json& run) { return run["frames"]["growing"].get<bool>(); };
  const int lock = ::open(folder.path().c_str(), O_RDONLY);
  CHECK_FALSE(growing(asked(api, "runs/0/news")));
  REQUIRE(::flock(lock, LOCK_EX) == 0);
  CHECK(growing(asked(api, "runs/0/news")));
  CHECK(growing(asked(api, "runs/1/news")));
  CHECK_FALSE(growing(asked(finished, "runs")["runs"][0]));
  ::close(lock);
  CHECK_FALSE(growing(asked(api, "runs/0/news")));
}

TEST_CASE("api: a frame that is damaged is refused with the place, the others are shown") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  const std::string path = folder.path() / "a.tsnap";
  test::write_run(path, header, {test::full_cube(header, 0), test::full_cube(header, 1)});
  std::string bytes = test::text_of(path);
  bytes[snapshot::Reader(path).frames()[1].offset + 100] ^= 1;
  std::ofstream(path, std::ios::binary) << bytes;
  Api api({path});
  wait(api);
  CHECK(api.answer("runs/0/frames/0/cells").status == 200);
  CHECK(asked(api, "runs/0/frames/1/cells", 422)["problem"].get<std::string>().find("at byte") !=
        std::string::npos);
}

TEST_CASE("api: what is not there is 404 and what cannot be understood is 400, with the reason") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
  Api api({folder.path() / "a.tsnap"});
  wait(api);
  for (const char* target :
       {"", "run", "runs/0", "runs/1/series", "runs/0/frames/1/cells", "runs/0/frames/0/what",
        "runs/0/frames/0/cell?type=0&row=27", "../../etc/passwd", "runs/0/../series"})
    asked(api, target, 404);
  for (const char* target : {"runs/-1/series", "runs/x/series", "runs/0/frames/0/cells?without=1,2",
                             "runs/0/frames/0/cells?where=a", "runs/0/frames/0/slice?name=oxygen&axis=2&at=3",
                             "runs/0/frames/0/slice?name=pd_l1&axis=2&at=0",
                             "runs/0/frames/0/cells?value=nothing", "runs/0/story?id=x&from=0&to=1", "runs?a",
                             "runs?a=%4", "divergence?a=0", "runs/99999999999999999999/series"})
    asked(api, target, 400);
}

TEST_CASE("api: no two questions have one path") {
  std::set<std::string_view> paths;
  for (const Question& question : all_questions())
    CHECK_MESSAGE(paths.insert(question.path).second, std::string(question.path));
  CHECK(paths.contains("runs/R/frames/F/cells"));
}

TEST_CASE("api: a link to something else than snapshots gives nothing of it away") {
  const test::TemporaryFolder folder;
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "snapshots.tsnap");
  Api api({folder.path()});
  wait(api);
  const Answer answer = api.answer("runs");
  CHECK(json::parse(answer.body)["runs"][0]["stage"] == "unreadable");
  CHECK(answer.body.find("root:") == std::string::npos);
  CHECK(api.answer("runs/0/frames/0/cells").status == 422);
}

TEST_CASE("api: series.csv is read beside the snapshots, and not through a symbolic link") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(2);
  test::write_run(folder.path() / "snapshots.tsnap", header, {test::full_cube(header)});
  std::ofstream(folder.path() / "secret") << "secret";
  Api api({folder.path()});
  wait(api);
  CHECK(api.answer("runs/0/series").body.empty());
  std::filesystem::create_symlink(folder.path() / "secret", folder.path() / "series.csv");
  CHECK(api.answer("runs/0/series").body.empty());
  std::filesystem::remove(folder.path() / "series.csv");
  std::ofstream(folder.path() / "series.csv") << "time [d]\n0\n";
  CHECK(api.answer("runs/0/series").body == "time [d]\n0\n");
}
