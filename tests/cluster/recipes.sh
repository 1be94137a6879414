#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# The recipes of docs/tutorials/cluster.md for other launchers, each run once.
# usage: tests/cluster/recipes.sh PROGRAM parallel|snakemake

set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin
ln -s "$program" bin/tilscape
export PATH=$work/bin:$PATH
cp "$here/study.yaml" study.yaml
tilscape ensemble plan study.yaml -o study --block-size 20

# A recipe is the code block of the tutorial behind a line that names it.
recipe() {
  awk -v name="<!-- recipe: $1 -->" '$0 == name { on = 1; next } on && /^```/ { if (open) exit; open = 1; next } on && open' \
    "$here/../../docs/tutorials/cluster.md"
}
case $2 in
  parallel) bash -euo pipefail <(recipe parallel) ;;
  snakemake)
    recipe snakefile >Snakefile
    bash -euo pipefail <(recipe snakemake)
    ;;
esac
tilscape ensemble collect study
[ "$(wc -l <study/results.csv)" = 61 ]
