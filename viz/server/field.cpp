// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/field.hpp"

#include "viz/colouring.hpp"
#include "viz/server/answer.hpp"

#include <stdexcept>

namespace tilscape::viz {

const snapshot::FieldTable& field_of(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                                     const std::string& name) {
  const Colouring by = colouring(header, name, {});
  if (by.by != Colouring::By::substance) throw std::invalid_argument("`" + name + "` is not a substance");
  const auto* field = find_field(frame, by.substance);
  if (field == nullptr) throw NotFound("this frame has no field of it");
  return *field;
}

}  // namespace tilscape::viz
