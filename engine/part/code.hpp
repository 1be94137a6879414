// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace tilscape {

/// Stable numbers of what can be wrong with a scenario or, from 801, with a view file, which the viewer
/// tells; `describe --code` explains them. A new problem gets a new number, an old one is never reused. A
/// part of the language (part.hpp) brings the numbers of names that it defines.
enum class Code : int {
  cannot_read = 101,
  too_large = 102,
  not_text = 103,
  syntax = 104,
  too_deep = 105,
  too_many_values = 106,
  anchor = 107,
  tag = 108,
  merge_key = 109,
  several_documents = 110,
  duplicate_key = 111,
  no_map = 112,
  complex_key = 113,
  format_version = 201,
  missing_key = 202,
  wants_map = 203,
  wants_list = 204,
  wants_value = 205,
  empty_value = 206,
  one_of = 207,
  unknown_key = 214,
  quantity = 301,
  unit_missing = 302,
  out_of_range = 305,
  wrong_dimension = 307,
  unknown_word = 308,
  boolean = 309,
  distribution = 310,
  whole_number = 311,
  unknown_reference = 312,
  share = 313,
  bad_name = 314,
  too_many_entries = 315,
  unknown_substance = 401,
  unknown_type = 402,
  unknown_state = 403,
  unknown_column = 404,
  no_such_file = 407,
  unknown_name = 408,
  period = 409,
  expression = 501,
  sentence = 502,
  extends_missing = 601,
  extends_cycle = 602,
  extends_path = 603,
  unknown_parameter = 604,
  arithmetic = 605,
  unknown_path = 606,
  bad_override = 607,
  unknown_variant = 608,
  nothing_there = 609,
  cannot_build = 610,
  ensemble = 611,
  level = 612,
  table = 621,
  implausible = 701,
  unused = 702,
  start_table = 721,
  view = 801,
};

enum class Severity { error, warning };

}  // namespace tilscape
