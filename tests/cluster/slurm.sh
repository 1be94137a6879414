#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# A study on a real Slurm of two nodes, with what goes wrong on clusters: nothing is lost, nothing counts twice.
# usage: tests/cluster/slurm.sh PROGRAM CASE, CASE one of: task, controller, twice, node (slow)

set -euo pipefail
program=$(realpath "$1")
what=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/cluster/private_slurm.sh
. "$here/private_slurm.sh"

work=$(mktemp -d)
finish() {
  local code=$?
  [ "$code" = 0 ] || tail -n 20 "$work"/slurm/log/*.log "$work"/study/logs/*.log >&2 || true
  stop_slurm || code=1
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
chmod 755 "$work"
mkdir "$work/slurm"
start_slurm "$work/slurm"

# 60 short runs in 12 blocks
cp "$here/study.yaml" "$work/study.yaml"
"$program" ensemble plan "$work/study.yaml" -o "$work/study" --block-size 5

status() { "$program" status "$work/study" --json | python3 -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }
some_present() { [ "$(status present)" -ge 8 ]; }
queue_empty() { [ -z "$(squeue -h 2>/dev/null)" ] && squeue -h >/dev/null 2>&1; }
nothing_runs() { # also a moment later
  [ -z "$(squeue -h -t RUNNING,COMPLETING || echo unknown)" ] && sleep 8 &&
    [ -z "$(squeue -h -t RUNNING,COMPLETING || echo unknown)" ]
}
submit() { "$program" ensemble submit "$work/study" --sbatch=--cpus-per-task=1 "$@"; }

# the process of the block that was begun last: it has most of its runs to do
pid_of_task() { pgrep -n -f "ensemble exec $work/study --block"; }
kill_a_task() { kill -9 "$(pid_of_task)" 2>/dev/null; }

submit
wait_until 240 some_present
wait_until 60 pid_of_task >/dev/null
case $what in
  task) # a task dies, its node lives: the next submit runs what is missing
    wait_until 60 kill_a_task
    wait_until 240 queue_empty
    [ "$(status missing)" -gt 0 ] || { echo "nothing was lost by the kill" >&2 && exit 1; }
    submit
    ;;
  controller) # the controller dies and comes back: tasks go on; what it has forgotten is submitted again
    kill -9 "$(cat "$work/slurm/run/ctld.pid")"
    sleep 5
    start_controller
    wait_until 120 nothing_runs
    scancel --user=root
    scontrol update NodeName=n1,n2 State=RESUME 2>/dev/null || true # a node is drained when a task was forgotten
    wait_until 60 queue_empty
    submit
    ;;
  twice) # two tasks run the same block at once: attempts are compared
    scancel --state=PENDING --user=root
    wait_until 60 queue_empty
    submit --sbatch=--array=11
    submit --sbatch=--array=11
    wait_until 120 queue_empty
    submit
    ;;
  node) # a node dies with its tasks: Slurm gives them to the other one
    task=$(pid_of_task)
    step=$(ps -o ppid= -p "$task" | tr -d ' ')
    node=$(tr '\0' '\n' <"/proc/$task/environ" | sed -n 's/^SLURMD_NODENAME=//p')
    kill -9 "$(cat "$work/slurm/run/slurmd-$node.pid")" "$step" "$task"
    sleep 60 # it counts as dead after SlurmdTimeout; then its tasks go to the other node
    start_node "$node"
    ;;
  *) echo "no such case: $what" >&2 && exit 2 ;;
esac
wait_until 600 queue_empty
[ "$what" != node ] || submit
wait_until 300 queue_empty

"$program" ensemble collect "$work/study" --json
[ "$(status missing)" = 0 ]
[ "$(status present)" = 60 ]
[ "$(wc -l <"$work/study/results.csv")" = 61 ]
[ "$what" != twice ] || [ "$(status duplicates)" -gt 0 ] || { echo "no run was run twice" >&2 && exit 1; }

# the same bits as on this machine alone
"$program" ensemble run "$work/study.yaml" -o "$work/alone" --quiet
for file in results.sqlite results.csv series.csv; do cmp "$work/study/$file" "$work/alone/$file"; done
echo "slurm: $what: 60 of 60 runs, the same as without a cluster"
