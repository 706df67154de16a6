# SPDX-License-Identifier: Apache-2.0
# Makefile - the one entrance.  `make help` lists the commands.  Non-recursive: mk/*.mk hold the parts.
#
#   make            build everything (host tools in build/bin, kernels, BPF objects, user programs)
#   make run        build, then boot the demo in QEMU    [ARCH=x86_64|aarch64]
#   make test       build, then run every test
#   make proof      the verifier's proof rig, long; with planted bugs   [PROOF_SECONDS=600]
#   make selftests  Linux's verifier cases (fetched) before our verifier
#   make fuzz-js   a million mutated JavaScript packages
#   make realobjs   BPF objects of Debian's packages (fetched) before our loader and verifier
#   make bench-js   the JavaScript engine beside Lua, Duktape, MuJS and node --jitless
#   make fuzz-js    hostile images and sources before the JavaScript engine
#   make test262    TEST262=DIR: a checkout of tc39/test262 before the JavaScript engine
#   make bench      figures, with the peers beside us
#   make bench-cpu  what instructions and helpers take here: rows for src/isa/cpus.def
#   make amalgam    the engine as one file: build/amalgam/axiom.c and axiom.h
#   make install    library, headers, axiom.pc and rk   [PREFIX=/usr/local DESTDIR=]
#   make bench-size what each part weighs on a microcontroller
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

BUILD := build
ARCH  ?= x86_64
ARCHES := x86_64 aarch64
VERSION := 0.1.0

ifeq ($(filter $(ARCH),$(ARCHES)),)
$(error ARCH=$(ARCH) is not known; use one of: $(ARCHES))
endif

# Parallel by default, quiet by default (V=1 shows commands).
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
Q := $(if $(V),,@)

include mk/toolchain.mk
include mk/variant.mk
include mk/host.mk
include mk/preload.mk
include mk/bpf.mk
include mk/user.mk
include mk/kernel.mk
include mk/initramfs.mk
include mk/test.mk
include mk/embed.mk
include mk/run.mk
include mk/bench.mk

.PHONY: all build clean help
all:
	$(Q)sh mk/deps.sh build
	$(Q)$(MAKE) build
build: $(ALL)

clean:
	$(Q)rm -rf $(BUILD)

help:
	@sed -n 's/^#   make/make/p' Makefile
