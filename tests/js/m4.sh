#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# m4.sh ELF ARGUMENT... - run a program that QEMU serves by semihosting (tests/js/m4.ld) on a Cortex-M4.
elf=$1 arguments=arg=program
shift
for a; do arguments=$arguments,arg=$a; done
exec qemu-system-arm -M mps2-an386 -display none -monitor none -serial none -semihosting-config "enable=on,target=native,$arguments" -kernel "$elf"
