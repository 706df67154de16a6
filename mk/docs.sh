#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs.sh - tables in docs/ that repeat rows of .def files: every row is there, and nothing else.
# Prints `ok NAME` or `FAIL NAME: why`.
check() { # name, rows (file), words of the document (file)
	if missing=$(comm -23 "$2" "$3") && [ -n "$missing" ]; then
		echo "FAIL docs.$1: not in the document:" $missing
	elif extra=$(comm -13 "$2" "$3") && [ -n "$extra" ]; then
		echo "FAIL docs.$1: not in the table:" $extra
	else
		echo "ok docs.$1"
	fi
}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
sed -n 's/^MAP_\(TYPE\|MORE\|PERCPU\)([0-9a-fx]*, [A-Z0-9_]*, \([a-z0-9_]*\),.*/\2/p' src/isa/maps.def | sort > "$dir/rows"
sed -n 's/^| `\([a-z0-9_]*\)` | *[0-9a-fx]* |.*/\1/p' docs/maps.md | sort > "$dir/words"
check every_map_type_is_in_maps_md "$dir/rows" "$dir/words"
sed -n 's/^HELPER\(_MORE\|_TIMER\|_TASK\|_LARGE\)\{0,1\}(\([0-9]*\), \([a-z0-9_]*\),.*/\2:bpf_\3/p' src/isa/helpers.def | sort > "$dir/rows"
sed -n 's/^| *\([0-9]*\) | `\(bpf_[a-z0-9_]*\)` |.*/\1:\2/p' docs/helpers.md | sort > "$dir/words"
check every_helper_is_in_helpers_md "$dir/rows" "$dir/words"
sed -n 's/^KFUNC([0-9]*, \([a-z0-9_]*\),.*/\1/p' src/isa/kfunc.def | sort > "$dir/rows"
sed -n 's/^| `\(bpf_[a-z0-9_]*\)` |.*/\1/p' docs/helpers.md | sort > "$dir/words"
check every_kernel_function_is_in_helpers_md "$dir/rows" "$dir/words"
