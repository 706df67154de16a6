#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# testlist.sh FILE... - TEST_ROW(room, rule) for every TEST(room, rule) at the start of a line.
sed -n 's/^TEST(\([A-Za-z0-9_]*\), *\([A-Za-z0-9_]*\)).*/TEST_ROW(\1, \2)/p' "$@"
