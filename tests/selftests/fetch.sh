#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch.sh DIRECTORY - Linux's verifier cases for DIRECTORY/src: Debian's kernel source package, unpacked as far as needed.
# Nothing of it is ever part of this repository.  Then the list of case files and the definitions that they need,
# cut out of the runner that they were written for.
set -e
package=linux-source-6.1
dir=$1
mkdir -p "$dir"
cd "$dir"
if [ ! -e src/.done ]; then
	if ! ls ${package}_*.deb >/dev/null 2>&1; then
		apt-get download "$package" >fetch.log 2>&1 || { cat fetch.log; echo "cannot fetch the Debian package $package"; exit 1; }
	fi
	rm -rf src
	mkdir src
	dpkg-deb --fsys-tarfile ${package}_*.deb | tar -xO "./usr/src/$package.tar.xz" | tar -xJ -C src --strip-components=1 \
		--wildcards "$package/tools/testing/selftests/bpf/*.[ch]" "$package/tools/testing/selftests/bpf/verifier/*" \
		"$package/tools/include/linux/filter.h" "$package/tools/include/uapi/linux/*"
	touch src/.done
fi
bpf=src/tools/testing/selftests/bpf
sed -n '/^#define MAX_INSNS/,/^static int probe_filter_length/p' $bpf/test_verifier.c | sed '$d' |
	grep -v '^#include <verifier/tests.h>' | sed '/^static struct bpf_test tests/,/^};/d' >definitions.h
# one array per case file, then the list of arrays
{
	n=0
	for f in $bpf/verifier/*.c; do
		printf 'static struct bpf_test tests%d[] = {\n#include "verifier/%s"\n};\n' $n "$(basename "$f")"
		n=$((n + 1))
	done
	echo "static const struct { struct bpf_test *tests; size_t count; const char *name; } files[] = {"
	n=0
	for f in $bpf/verifier/*.c; do
		echo "{tests$n, ARRAY_SIZE(tests$n), \"$(basename "$f")\"},"
		n=$((n + 1))
	done
	echo "};"
} >files.h
