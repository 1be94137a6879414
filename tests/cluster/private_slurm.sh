#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0

# A Slurm of one's own on this machine: a controller and two nodes on the loopback, as root, without accounting.
# To be sourced: start_slurm FOLDER, stop_slurm, start_controller, start_node NAME. Debian's slurmctld, slurmd,
# slurm-client and munge.

slurm_folder=

start_slurm() {
  slurm_folder=$1
  export SLURM_CONF=$slurm_folder/etc/slurm.conf
  mkdir -p "$slurm_folder"/{etc,munge,state,spool-n1,spool-n2,run,log}
  chmod 755 "$slurm_folder" "$slurm_folder/munge"
  dd if=/dev/urandom of="$slurm_folder/munge/key" bs=1024 count=1 status=none
  chmod 600 "$slurm_folder/munge/key"
  local port
  port=$(free_port)
  cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$port
AuthType=auth/munge
AuthInfo=socket=$slurm_folder/munge/sock
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$slurm_folder/state
SlurmdSpoolDir=$slurm_folder/spool-%n
SlurmctldPidFile=$slurm_folder/run/ctld.pid
SlurmdPidFile=$slurm_folder/run/slurmd-%n.pid
SlurmctldLogFile=$slurm_folder/log/ctld.log
SlurmdLogFile=$slurm_folder/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SlurmctldParameters=config_overrides
ReturnToService=2
JobRequeue=1
MaxArraySize=10001
MaxJobCount=20000
KillWait=5
SlurmctldTimeout=30
SlurmdTimeout=15
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
JobAcctGatherType=jobacct_gather/none
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2 RealMemory=4000 State=UNKNOWN
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
  munged --key-file="$slurm_folder/munge/key" --socket="$slurm_folder/munge/sock" \
    --pid-file="$slurm_folder/munge/pid" --log-file="$slurm_folder/munge/log" \
    --seed-file="$slurm_folder/munge/seed" --num-threads=2
  start_controller
  start_node n1
  start_node n2
  wait_until 60 nodes_idle
}

start_controller() { slurmctld -f "$SLURM_CONF"; }
start_node() { slurmd -N "$1" -f "$SLURM_CONF"; }
no_jobs() { [ -z "$(squeue -h 2>/dev/null)" ]; }
nodes_idle() { [ "$(sinfo -h -N -o '%t' 2>/dev/null | grep -c '^idle$')" = 2 ]; }

# Only what has been started here, by its process number; nothing of it is left when this returns.
stop_slurm() {
  [ -n "$slurm_folder" ] || return 0
  scancel --user=root 2>/dev/null || true
  wait_until 15 no_jobs || true # a task that is left would stay behind
  scontrol shutdown 2>/dev/null || true
  local file
  for file in "$slurm_folder"/run/*.pid "$slurm_folder/munge/pid"; do
    if [ -s "$file" ]; then kill "$(cat "$file" 2>/dev/null)" 2>/dev/null || true; fi
  done
  wait_until 30 nothing_left
}

# Daemons name the folder on their command lines.
nothing_left() { ! pgrep -f "$slurm_folder/" >/dev/null; }

# Three ports in a row that nobody listens on.
free_port() {
  python3 - <<'PY'
import random, socket
def free(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
while True:
    first = random.randrange(17000, 30000)
    if all(free(first + i) for i in range(3)):
        print(first)
        break
PY
}

# wait_until SECONDS COMMAND...
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || { echo "waited in vain for: $*" >&2 && return 1; }
    sleep 0.5
  done
}
