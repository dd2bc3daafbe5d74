# shellcheck shell=bash
# Sourced by eng/bench.sh: processor time, rounds of wrk, and the table.

# ticks PID…: what these processes have used, and what children of theirs that are gone had used (1/100 s).
ticks() {
  local pid sum=0 rest fields
  for pid in "$@"; do
    rest=$(cat "/proc/$pid/stat" 2>/dev/null) || continue
    read -ra fields <<<"${rest##*) }"
    sum=$((sum + fields[11] + fields[12] + fields[13] + fields[14]))
  done
  echo "$sum"
}

database_pids() {
  local server
  server=$(head -n 1 "$work/data/postmaster.pid")
  echo "$server" "$(cat "/proc/$server/task/$server/children")"
}

database_ticks() {
  # shellcheck disable=SC2046
  ticks $(database_pids)
}

# processor_ticks: those in which the processors were given to other machines while they were wanted here, and all (proc(5), "steal").
processor_ticks() { awk '$1 == "cpu" { for (i = 2; i <= 9; i++) all += $i; print $9, all }' /proc/stat; }

# hit VARIANT ROUND SERVER URL COOKIES [CONNECTIONS] [SECONDS] [strict]: one round of wrk; adds a line to the figures:
# variant round requests server-ms database-ms requests/s median p99 worst errors stolen (the two of processor time are for each request; what was stolen is in %)
hit() {
  local variant=$1 round=$2 server=$3 url=$4 cookies=$5 connections=${6:-32} seconds=${7:-$seconds} strict=${8:-}
  local server_before database_before server_after database_after result stolen_before all_before stolen_after all_after
  server_before=$(ticks "${running[$server]}") database_before=$(database_ticks)
  read -r stolen_before all_before < <(processor_ticks)
  result=$(wrk -t1 -c"$connections" -d"${seconds}s" --timeout 10s -s eng/bench/rotate.lua "$url" -- "$cookies" $strict | grep '^result ') || fail "wrk could not measure $url"
  # Where nothing was answered, nothing was measured.
  [[ $result != 'result 0 '* ]] || fail "$url answered nothing within $seconds s."
  read -r stolen_after all_after < <(processor_ticks)
  server_after=$(ticks "${running[$server]}") database_after=$(database_ticks)
  awk -v variant="$variant" -v round="$round" -v server=$((server_after - server_before)) -v database=$((database_after - database_before)) \
    -v stolen="$(awk -v stolen=$((stolen_after - stolen_before)) -v all=$((all_after - all_before)) 'BEGIN { print stolen * 100 / (all ? all : 1) }')" \
    '{ count = $2 ? $2 : 1; print variant, round, $2, server * 10 / count, database * 10 / count, $2 * 1e6 / $3, $4, $5, $6, $7, stolen }' <<<"$result" >>"$work/figures"
}

# median VARIANT COLUMN: of the warm rounds (the first, cold one is round 0).
median() { awk -v variant="$1" -v column="$2" '$1 == variant && $2 > 0 { print $column }' "$work/figures" | middle; }

# errors VARIANT: in all rounds.
errors() { awk -v variant="$1" '$1 == variant { sum += $10 } END { print sum + 0 }' "$work/figures"; }

# stolen VARIANT: what of the processors' time others had during its warm rounds, in %; a p99 says little of the portal where that is much.
stolen() { awk -v variant="$1" '$1 == variant && $2 > 0 { sum += $11; count++ } END { printf "%.0f", count ? sum / count : 0 }' "$work/figures"; }

# cost VARIANT: processor time of a request, server and database together, in ms.
cost() { awk -v variant="$1" '$1 == variant && $2 > 0 { print $4 + $5 }' "$work/figures" | middle; }

# times VARIANT OTHER [COLUMN]: how often the cost (or that column) of the other one, paired within the round.
times() {
  awk -v variant="$1" -v other="$2" -v column="${3:-0}" '
    $2 > 0 { value = column ? $column : $4 + $5 }
    $2 > 0 && $1 == variant { mine[$2] = value }
    $2 > 0 && $1 == other { theirs[$2] = value }
    END { for (round in mine) if (theirs[round] > 0) print mine[round] / theirs[round] }' "$work/figures" | middle
}

middle() { sort -g | awk '{ all[NR] = $1 } END { if (NR) print (all[int((NR + 1) / 2)] + all[int(NR / 2) + 1]) / 2; else print "nan" }'; }

missed=0
title() { printf '\n%s\n' "$1"; }

# row WHAT VALUE UNIT [COMPARISON LIMIT [AIM]]: a figure and, where there is one, its aim.
row() {
  local what=$1 value=$2 unit=$3 comparison=${4:-} limit=${5:-} mark=' ' aim=''
  if [[ -n $comparison ]]; then
    aim="${6:-$comparison $limit$unit}"
    if awk -v value="$value" -v limit="$limit" "BEGIN { exit !(value == value + 0 && value $comparison limit) }"; then
      mark='✓'
    else
      mark='✗'
      missed=$((missed + 1))
    fi
  fi
  printf '%s  %-78s %12s  %s\n' "$mark" "$what" "$(awk -v value="$value" 'BEGIN { if (value != value + 0) print value; else if (value == int(value)) print int(value); else if (value < 1) printf "%.4f", value; else printf "%.2f", value }')$unit" "$aim"
}

# field NAME: of the rig's "NAME VALUE" lines.
field() { awk -v name="$1" '$1 == name { print $2 }'; }
