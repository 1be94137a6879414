#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# Writes the outcomes that tests/golden compares with anew. usage: tools/update_golden.sh [BUILD_FOLDER]
# Look at the difference before you commit it: results change on purpose only.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${1:-$root/build/dev}
TILSCAPE_UPDATE_GOLDEN=1 "$build/bin/test_golden" >/dev/null
git -C "$root" status --short tests/golden
