// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/api.hpp"

#include "proto/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <new>
#include <stdexcept>

namespace tilscape::viz {
namespace {

bool is_number(std::string_view segment) {
  return segment.size() == 1 && segment[0] >= 'A' && segment[0] <= 'Z';
}

bool is_asked(const Question& question, const std::vector<std::string>& path) {
  const std::vector<std::string> segments = split(question.path, '/');
  return std::equal(segments.begin(), segments.end(), path.begin(), path.end(),
                    [](const std::string& segment, const std::string& given) {
                      return is_number(segment) || segment == given;
                    });
}

std::vector<std::uint64_t> numbers_in(const Question& question, const std::vector<std::string>& path) {
  const std::vector<std::string> segments = split(question.path, '/');
  std::vector<std::uint64_t> numbers;
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (is_number(segments[i])) numbers.push_back(whole_number(path[i]));
  return numbers;
}

}  // namespace

Run& Asked::run(std::uint64_t number) const {
  if (number >= runs.size()) throw NotFound("no such run");
  return runs[number];
}

std::size_t Asked::frame() const {
  if (numbers.at(1) >= run().frames().size()) throw NotFound("no such frame");
  return numbers[1];
}

Api::Api(const std::vector<std::string>& paths, std::vector<Question> questions)
    : questions_(std::move(questions)) {
  constexpr std::uint64_t memory_for_frames = std::uint64_t{384} << 20;  // of all runs [bytes]
  std::vector<std::string> runs;
  for (const std::string& path : paths) {
    if (!Study::at(path)) {
      runs.push_back(path);
    } else if (study_) {
      throw std::invalid_argument(path + ": a second study; one at a time can be looked at");
    } else {
      study_.emplace(path);
    }
  }
  if (runs.size() > most_runs)
    throw std::invalid_argument(fmt::format("{} runs; the viewer takes {} at most", runs.size(), most_runs));
  for (const std::string& path : runs)
    runs_.emplace_back(path, memory_for_frames / std::max<std::size_t>(4, runs.size()));
}

Answer Api::answer(std::string_view target) {
  try {
    const std::size_t mark = target.find('?');
    const std::vector<std::string> path = split(target.substr(0, mark), '/');
    const Query query(mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1));
    const auto question = std::find_if(questions_.begin(), questions_.end(),
                                       [&](const Question& each) { return is_asked(each, path); });
    if (question == questions_.end()) throw NotFound("no such question");
    return question->answer({study_ ? &*study_ : nullptr, runs_, query, numbers_in(*question, path)});
  } catch (const NotFound& error) {
    return problem(404, error.what());
  } catch (const std::invalid_argument& error) {
    return problem(400, error.what());
  } catch (const snapshot::ReadError& error) {
    return problem(422, error.what());
  } catch (const std::bad_alloc&) {
    return problem(507, "memory ran out");
  } catch (const std::exception& error) {
    return problem(500, error.what());
  }
}

}  // namespace tilscape::viz
