# SPDX-License-Identifier: Apache-2.0
# toolchain.mk - compilers and the flags that every variant shares.
HOSTCC  ?= gcc
CLANG   ?= clang
LLD     ?= ld.lld
OBJCOPY ?= llvm-objcopy
AR      ?= ar
CC_x86_64  ?= gcc
CC_aarch64 ?= aarch64-linux-gnu-gcc
CC_riscv64 ?= riscv64-linux-gnu-gcc
STRIP_x86_64  ?= strip
STRIP_aarch64 ?= aarch64-linux-gnu-strip

WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef \
        -Wno-unused-parameter -Wno-sign-compare
# no fused multiply-add: JavaScript's numbers are the same bits on every CPU
CSTD := -std=gnu11 -ffp-contract=off
DEPS = -MMD -MP
ENGINE_INC := -Iinclude -Isrc
