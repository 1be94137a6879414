# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
