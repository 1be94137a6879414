# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

"""Reads what tilscape writes: see docs/formats/reading.md."""

from .snapshot import Agents, Damage, Frame, FrameInfo, Reader, ReadError, Vessels

__all__ = ["Agents", "Damage", "Frame", "FrameInfo", "ReadError", "Reader", "Vessels"]
