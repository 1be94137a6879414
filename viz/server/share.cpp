// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/share.hpp"

#include "proto/error.hpp"
#include "viz/choose.hpp"
#include "viz/output.hpp"
#include "viz/server/api.hpp"
#include "viz/server/page.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>
#include <vector>
#include <zlib.h>

namespace tilscape::viz {
namespace {

using nlohmann::json;

std::string base64(const std::string& bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text.push_back(i + k <= bytes.size() ? letters[three >> (18 - 6 * k) & 63U] : '=');
  }
  return text;
}

std::string packed(const std::string& bytes) {
  uLongf size = ::compressBound(bytes.size());
  std::string small(size, '\0');
  if (::compress2(reinterpret_cast<Bytef*>(small.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                  bytes.size(), 9) != Z_OK)
    throw std::bad_alloc();
  small.resize(size);
  return base64(small);
}

// Of a script that stands in a page, so that nothing in it ends it.
std::string inlined(std::string_view script) {
  std::string text(script);
  for (std::size_t at = 0; (at = text.find("</", at)) != std::string::npos; at += 3)
    text.insert(at + 1, "\\");
  return text;
}

std::string_view file_of_type(std::string_view type) {
  for (const PageFile& file : page_files())
    if (file.type.starts_with(type)) return file.body;
  throw std::invalid_argument(
      "this program was built without its page (BUILDING.md), which a shared file holds");
}

std::string asked(Api& api, const std::string& target) {
  const Answer answer = api.answer(target);
  if (answer.status == 200) return answer.body;
  const std::string why = json::parse(answer.body).value("problem", "");
  if (answer.status == 400) throw std::invalid_argument(why);
  throw snapshot::ReadError(why);
}

// The words of the page's first view of a run: viz/web/src/cell_words.ts.
std::string cell_words(const snapshot::LatticeInfo& lattice, const std::string& value) {
  std::string words = lattice.nz == 1
                          ? "shape=flat&axis=2"
                          : fmt::format("shape=solid&without={},{},{},{},{},{}", lattice.nx / 2, lattice.nx,
                                        lattice.ny / 2, lattice.ny, lattice.nz / 2, lattice.nz);
  return value.empty() ? words : words + "&value=" + value;
}

json answers_of(const ShareJob& job) {
  Api api({job.run});
  Run& run = api.runs().front();
  run.wait();
  const snapshot::RunHeader& header = run.header();
  const snapshot::Reader reader(find_snapshots(job.run));
  require_frames(reader);
  std::vector<std::size_t> frames(reader.frames().size());
  std::iota(frames.begin(), frames.end(), std::size_t{0});
  if (!job.every.empty()) frames = choose_frames(reader, parse_time(job.every));

  json runs = json::parse(asked(api, "runs"));
  json steps = json::array(), times = json::array();
  for (const std::size_t frame : frames) {
    steps.push_back(reader.frames()[frame].step);
    times.push_back(reader.frames()[frame].time);
  }
  runs["runs"][0]["frames"] = {
      {"steps", steps}, {"times_min", times}, {"finished", true}, {"growing", false}};
  json answers = {{"runs", packed(runs.dump(-1, ' ', false, json::error_handler_t::replace))},
                  {"runs/0/series", packed(asked(api, "runs/0/series"))},
                  {"runs/0/columns", packed(asked(api, "runs/0/columns"))},
                  {"runs/0/ledger", packed(asked(api, "runs/0/ledger"))}};
  if (!header.vessels.empty()) answers["runs/0/vessels"] = packed(asked(api, "runs/0/vessels"));
  if (!job.value.empty()) answers["runs/0/range"] = packed(asked(api, "runs/0/range?name=" + job.value));
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const std::string cells = packed(asked(
        api, fmt::format("runs/0/frames/{}/cells?{}", frames[i], cell_words(header.lattice, job.value))));
    size += cells.size();
    if (size > job.most * 1000000)
      throw std::invalid_argument(
          fmt::format("{} of {} frames would fill the {} MB that the file may have; take fewer with --every, "
                      "or allow more "
                      "with --most",
                      i, frames.size(), job.most));
    answers[fmt::format("runs/0/frames/{}/cells", i)] = cells;
  }
  return answers;
}

}  // namespace

void share(const ShareJob& job) {
  prepare_folder_of(job.out);
  const std::string_view script = file_of_type("text/javascript");
  const std::string_view style = file_of_type("text/css");
  json colours = {"type", "state"};
  if (!job.value.empty()) colours.push_back(job.value);
  const json recorded = {{"colours", colours}, {"answers", answers_of(job)}};
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      "'unsafe-inline'; style-src 'unsafe-inline'; img-src blob: data:; media-src blob:\">"
      "<title>tilscape</title><style>";
  page += style;
  page += "</style></head><body><div id=\"page\"></div><script type=\"application/json\" id=\"recorded\">";
  page += inlined(recorded.dump(-1, ' ', false, json::error_handler_t::replace));
  page += "</script><script type=\"module\">" + inlined(script) + "</script></body></html>\n";
  write_output(job.out, {reinterpret_cast<const std::uint8_t*>(page.data()), page.size()});
}

}  // namespace tilscape::viz
