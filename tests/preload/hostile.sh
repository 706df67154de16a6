#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# hostile.sh AXIOM-BPFD HOSTILE ROUNDS [SEED] - a lying program against the engine's process, which is built with sanitizers: it must
# do everything that hostile.c asks, report nothing, and end with its directory.
dir=$(mktemp -d) log=$(mktemp -d)
trap 'rm -rf "$dir" "$log"' EXIT
chmod 700 "$dir"
name=preload.hostile_programs_do_no_harm
export ASAN_OPTIONS="log_path=$log/asan" UBSAN_OPTIONS="log_path=$log/ubsan,print_stacktrace=1"
"$2" "$1" "$dir" "$3" ${4:-} >"$log/out" 2>&1
status=$?
process=$(sed -n 's/.*process \([0-9]*\)$/\1/p' "$log/out")
rm -rf "$dir"
tries=0
while [ -n "$process" ] && kill -0 "$process" 2>/dev/null && [ $tries -lt 100 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
grep '^#' "$log/out"
if ls "$log"/*san.* >/dev/null 2>&1; then
	cat "$log"/*san.* >&2
	echo "FAIL $name: $(cat "$log"/*san.* | grep -m 1 -E 'ERROR|runtime error')"
elif [ $status -ne 0 ]; then
	grep '^FAIL' "$log/out" || echo "FAIL $name: $(tail -n 1 "$log/out")"
elif [ $tries -ge 100 ]; then
	echo "FAIL $name: the engine does not end with its directory"
else
	echo "ok $name"
	exit 0
fi
exit 1
