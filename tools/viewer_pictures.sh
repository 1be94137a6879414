#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# Makes the pictures of docs/tutorials/viewer.md: the runs, then the page in a browser (./dev setup browser).

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export TILSCAPE_BIN=${TILSCAPE_BIN:-$PWD/build/release/bin}
node tests/browser/pictures.js docs/images
