#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs.sh VERIFY [--write] - is the table of reasons in docs/verifier.md the one of reasons.def?  --write: make it so.
doc=docs/verifier.md
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
"$1" --table >"$dir/want" || exit 1
if [ "$2" = --write ]; then
	sed -e '/^<!-- reasons:/,/^<!-- end/{/^<!--/!d}' $doc | sed -e "/^<!-- reasons:/r $dir/want" >"$dir/doc" && cp "$dir/doc" $doc
	exit
fi
sed -n '/^<!-- reasons:/,/^<!-- end/{/^<!--/!p}' $doc >"$dir/have"
if cmp -s "$dir/want" "$dir/have"; then
	echo "ok verify.docs_table_of_reasons"
else
	echo "FAIL verify.docs_table_of_reasons: run sh tests/verify/docs.sh build/asan/verify --write; $(diff "$dir/have" "$dir/want" | head -n 3 | tr '\n' '/')"
	exit 1
fi
