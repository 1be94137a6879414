#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# Writes the expected messages of tests/errors/cases and the pages made from the descriptors (docs/reference)
# anew. usage: tools/update_expected.sh [BUILD_FOLDER]; look at the difference before you commit it.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${1:-$root/build/dev}
export TILSCAPE_UPDATE_EXPECTED=1
"$build/bin/test_errors" --test-case='messages: every faulty*' >/dev/null
"$build/bin/test_unit_scenarios" --test-case='reference: the pages*' >/dev/null
git -C "$root" status --short tests/errors docs/reference
