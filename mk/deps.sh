#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps.sh GROUP... - make sure that the programs a command needs are there; install what is missing (Debian packages; as
# root or through sudo).  With nothing missing it touches nothing and needs no network.
#
# A row: group, what proves that the package is there (a command, or a file with a slash), package.
set -u
missing=
while read -r group proof package; do
	case " $* " in *" $group "*) ;; *) continue ;; esac
	case $proof in
	*/*) [ -e "$proof" ] && continue ;;
	*) command -v "$proof" >/dev/null 2>&1 && continue ;;
	esac
	case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
done <<'EOF'
build gcc gcc
build /usr/include/stdio.h libc6-dev
build /usr/include/linux/bpf.h linux-libc-dev
build ar binutils
build clang clang
build ld.lld lld
build llvm-objcopy llvm
build cpio cpio
build aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
build /usr/aarch64-linux-gnu/lib/libc.a libc6-dev-arm64-cross
run qemu-system-x86_64 qemu-system-x86
run qemu-system-aarch64 qemu-system-arm
test python3 python3
test riscv64-linux-gnu-gcc gcc-riscv64-linux-gnu
test /usr/riscv64-linux-gnu/lib/libc.a libc6-dev-riscv64-cross
test qemu-aarch64-static qemu-user-static
test qemu-riscv64-static qemu-user-static
test llvm-mc llvm
test valgrind valgrind
test g++ g++
test z3 z3
test /usr/sbin/bpftool bpftool
test bpftrace bpftrace
test /usr/include/bpf/libbpf.h libbpf-dev
build /usr/include/sodium.h libsodium-dev
build /usr/include/zlib.h zlib1g-dev
test pkg-config pkg-config
test powerpc-linux-gnu-gcc gcc-powerpc-linux-gnu
test /usr/powerpc-linux-gnu/lib/libc.a libc6-dev-powerpc-cross
test qemu-ppc-static qemu-user-static
test arm-none-eabi-gcc gcc-arm-none-eabi
test /usr/lib/arm-none-eabi/newlib/libc.a libnewlib-arm-none-eabi
EOF
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -eq 0 ]; then
	sudo=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
	sudo=sudo
elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
	sudo=sudo
else
	echo "axiom: missing:$missing; this user may not install them: run as root 'apt-get install$missing', then again" >&2
	exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
	echo "axiom: missing:$missing; no apt-get here (Debian 12 is what we know): install them by hand, then again" >&2
	exit 1
fi
echo "axiom: installing$missing"
log=$(mktemp)
if ! { $sudo apt-get update && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $missing; } \
	>"$log" 2>&1; then
	tail -n 5 "$log" >&2
	echo "axiom: apt-get could not install$missing (the whole log: $log); check the network and package sources" >&2
	exit 1
fi
rm -f "$log"
