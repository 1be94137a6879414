// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"
#include "proto/detail/columns.hpp"
#include "proto/error.hpp"
#include "proto/record.hpp"

#include <cstddef>
#include <google/protobuf/stubs/logging.h>
#include <limits>
#include <snapshot.pb.h>
#include <span>
#include <string>
#include <vector>

// Protobuf messages to bytes and back, within the limits of the format: no reader trusts a count.

namespace tilscape::snapshot::detail {

template <class Message>
std::string serialize(const Message& message) {
  const google::protobuf::LogSilencer quiet;
  std::string payload;
  if (message.ByteSizeLong() > payload_limit || !message.SerializeToString(&payload))
    throw WriteError("a record is larger than the format allows");
  return payload;
}

/// Fields of a message, found without building it: a million empty columns fit into two megabytes of payload
/// and would cost fifty of memory.
std::size_t count_fields(ByteView payload);

inline constexpr std::size_t any_fields = std::numeric_limits<std::size_t>::max();

template <class Message>
Message parse(ByteView payload, std::size_t most_fields) {
  if (most_fields != any_fields && count_fields(payload) > most_fields)
    throw ReadError("a record has more columns than the header declares");
  const google::protobuf::LogSilencer quiet;  // the exception tells it, to whom it concerns
  Message message;
  if (payload.size() > payload_limit ||
      !message.ParseFromArray(payload.data(), static_cast<int>(payload.size())))
    throw ReadError("a payload is not a message");
  return message;
}

v1::Number to_wire(Number number);
Number from_wire(v1::Number number);

template <class T>
const Number number_of = static_cast<Number>(ColumnData(std::vector<T>{}).index());

template <class T>
void put_column(v1::Column* column, std::span<const T> values, Encoding encoding) {
  column->set_number(to_wire(number_of<T>));
  column->set_encoding(static_cast<v1::Encoding>(encoding));
  column->set_data(encode(values, encoding));
}

template <class T>
Encoding usual_encoding() {
  return sizeof(T) == 1 ? Encoding::plain : Encoding::shuffled;
}

/// Appends the column's values; throws ReadError unless it holds `count` of this type.
template <class T>
void take_column(const v1::Column& column, std::size_t count, std::vector<T>& into) {
  if (from_wire(column.number()) != number_of<T>)
    throw ReadError("a column has another number type than declared");
  if (column.data().size() != count * sizeof(T))
    throw ReadError("a column has another length than its block");
  const auto encoding = static_cast<int>(column.encoding());
  if (encoding < 0 || encoding > 2) throw ReadError("a column in an unknown encoding");
  const std::size_t before = into.size();
  into.resize(before + count);
  decode(column.data(), static_cast<Encoding>(encoding), std::span(into).subspan(before));
}

}  // namespace tilscape::snapshot::detail
