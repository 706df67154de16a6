#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fetch.sh DIRECTORY EXTRACT - Debian packages whose programs carry BPF objects; only the objects are kept.
set -e
dir=$1 extract=$2
packages="libbpf-tools xdp-tools libxdp1 bpftool"
mkdir -p "$dir/deb" "$dir/tree" "$dir/objects"
dir=$(cd "$dir" && pwd)
extract=$(readlink -f "$extract")
cd "$dir/deb"
for p in $packages; do
	ls "$p"_*.deb >/dev/null 2>&1 || timeout 300 apt-get download -q "$p" >/dev/null 2>&1 || echo "realobjs: no package $p" >&2
done
for d in *.deb; do
	dpkg-deb -x "$d" "$dir/tree"
done
find "$dir/tree" -type f -size +1k -exec "$extract" "$dir/objects" {} +
rm -rf "$dir/tree"
