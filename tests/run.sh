#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh GROUP COMMAND [GROUP COMMAND]... - run the groups one after the other, show what failed and what was skipped,
# end with `N passed, N failed`.  A command that exits non-zero without a FAIL line, or that prints no result at all,
# counts as one failure.  Logs stay in build/test/GROUP.log.
mkdir -p build/test
pass=0 fail=0 skip=0
while [ $# -ge 2 ]; do
	group=$1 command=$2
	shift 2
	log=build/test/$group.log
	start=$(date +%s)
	sh -ec "$command" >"$log" 2>&1 </dev/null # -e: a crash in the middle is not hidden by what follows
	status=$?
	p=$(grep -c '^ok ' "$log")
	f=$(grep -c '^FAIL ' "$log")
	s=$(grep -c '^skip ' "$log")
	if [ "$f" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((p + s)) -eq 0 ]; }; then
		f=1
		echo "FAIL $group: exit status $status; end of $log:"
		tail -n 30 "$log"
	fi
	grep '^FAIL ' "$log"
	grep '^skip ' "$log"
	printf '%-14s %5d passed %3d failed %3d skipped  %4d s\n' "$group" "$p" "$f" "$s" $(($(date +%s) - start))
	pass=$((pass + p)) fail=$((fail + f)) skip=$((skip + s))
done
[ "$skip" -eq 0 ] || echo "$skip skipped (reasons above)"
echo "$pass passed, $fail failed"
[ "$fail" -eq 0 ]
