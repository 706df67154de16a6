# SPDX-License-Identifier: Apache-2.0
# embed.mk - the engine for others: what `make install` puts where, the single-file build, the RTOS-shaped firmware.
PREFIX  ?= /usr/local
DESTDIR ?=

# what stands several times in a program that is linked with -flto becomes a function: an assembler in front of the assembler
OUTLINE := $(wildcard mk/outline/*)
OUTLINE_OPT := -Bmk/outline/

# ---- Cortex-M firmware: interpreter, checker, array, hash and ring maps, object loader; examples/03-rtos ----
CC_arm      ?= arm-none-eabi-gcc
# every room that a firmware may want, in the build for microcontrollers (src/base/profile.h); the linker drops what nobody calls
RTOS_ENGINE := $(filter-out src/jit/% src/js/% src/mbpf/% src/sysbpf/% src/explain/% src/engine/explain.c src/engine/helper_%.c \
	src/engine/task_helpers.c src/engine/timer.c src/engine/printk.c src/engine/packet.c src/engine/legacy.c src/engine/code.c src/engine/keep.c \
	src/exec/interp.c src/exec/checked.c src/isa/asm.c src/isa/disasm.c src/isa/cpu.c,$(ENGINE_SRC)) src/exec/compact.c
# (double.c is for JavaScript)
RTOS_PORT   := $(filter-out port/rtos/double.c,$(wildcard port/rtos/*.c))
RTOS_SRC    := $(RTOS_ENGINE) $(RTOS_PORT) $(filter-out %.bpf.c,$(wildcard examples/03-rtos/*.c))
RTOS_FLAGS  := $(CSTD) $(WARN) -Wno-format -Os -g -mcpu=cortex-m3 -mthumb -ffreestanding -ffunction-sections -fdata-sections \
               -DAX_PAGE_BYTES=64 -DAX_SMALL -DAX_DEVICE -Iinclude -Isrc -Iport/rtos
$(eval $(call variant,rtos,$(CC_arm),RTOS_FLAGS,$(RTOS_SRC)))
$(BUILD)/rtos/object.o: $(BUILD)/bpf/03-rtos/imu.bpf.o $(BUILD)/bin/rk
	@mkdir -p $(@D)
	$(Q)llvm-strip -g $< -o $(@D)/stripped.o
	$(Q)$(BUILD)/bin/rk certify --device $(@D)/stripped.o -o $(@D)/imu.o
	$(Q)printf '.section .object,"a"\n.incbin "%s"\n' $(@D)/imu.o | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
$(BUILD)/rtos/firmware.elf: $(OBJ_rtos) $(BUILD)/rtos/object.o examples/03-rtos/lm3s6965.ld
	$(Q)$(CC_arm) -mcpu=cortex-m3 -mthumb -nostartfiles -Wl,--gc-sections -Wl,-Map=$(BUILD)/rtos/firmware.map \
		-T examples/03-rtos/lm3s6965.ld -o $@ $(OBJ_rtos) $(BUILD)/rtos/object.o

# ---- the same board with microBPF: a signed JavaScript package in flash; examples/04-rtos-js ----
JS_COMPILER := $(wildcard src/js/lex.c src/js/parse*.c src/js/scope.c src/js/emit*.c src/js/pack.c)
# and doubles in less flash than the compiler's library takes
JSENGINE_SRC := $(filter-out $(JS_COMPILER),$(filter src/js/%,$(ENGINE_SRC))) port/rtos/double.c
MBPF_SRC     := $(filter-out src/mbpf/manifest_write.c src/mbpf/ebpf.c,$(filter src/mbpf/%,$(ENGINE_SRC))) src/crypto/ed25519.c src/crypto/sha512.c
# what makes -Os smaller still for this code; the same to compile and to link
JSSIZE_OPT   := -Os -flto -flto-partition=one -fno-tree-sra -fno-schedule-insns2 -fno-inline-small-functions \
	-fira-algorithm=priority -fno-tree-dominator-opts -fno-move-loop-invariants -fno-tree-loop-im -fno-tree-loop-optimize -fno-ivopts \
	-fno-thread-jumps -fno-reorder-blocks -fno-tree-tail-merge -fno-section-anchors -fno-optimize-sibling-calls -fno-forward-propagate \
	-DJS_NEAR_NATIVES
RTOSJS_FLAGS  = $(RTOS_FLAGS) $(JSSIZE_OPT) $(JS_EMBEDDER) -DMBPF_NO_EBPF
RTOSJS_MAIN_FLAGS = $(RTOS_FLAGS) -Iexamples/03-rtos -I$(BUILD)/rtosjs
$(eval $(call variant,rtosjs,$(CC_arm),RTOSJS_FLAGS,$(JSENGINE_SRC) $(MBPF_SRC)))
$(eval $(call variant,rtosjsmain,$(CC_arm),RTOSJS_MAIN_FLAGS,examples/04-rtos-js/main.c))
$(BUILD)/rtosjs/guard.mbpf: examples/04-rtos-js/guard.js examples/04-rtos-js/manifest.json $(BUILD)/bin/mbpf
	@mkdir -p $(@D)
	$(Q)rm -f $(@D)/release.*
	$(Q)$(BUILD)/bin/mbpf-keygen $(@D)/release
	$(Q)$(BUILD)/bin/mbpfc --strip $< -m examples/04-rtos-js/manifest.json -o $@
	$(Q)$(BUILD)/bin/mbpf-sign $(@D)/release.sec $@
$(BUILD)/rtosjs/key.h: $(BUILD)/rtosjs/guard.mbpf
	$(Q)sed 's/../0x&,/g; s/^/#define TRUSTED_KEY /' $(@D)/release.pub >$@
$(OBJ_rtosjsmain): $(BUILD)/rtosjs/key.h
$(BUILD)/rtosjs/package.o: $(BUILD)/rtosjs/guard.mbpf
	$(Q)printf '.section .object,"a"\n.balign 8\n.incbin "%s"\n' $< | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
# the board, the maps and hooks of the eBPF engine, the package: everything but JavaScript
RTOSJS_REST = $(filter-out %/03-rtos/main.c.o $(patsubst %,$(BUILD)/rtos/%.o,$(MBPF_SRC)),$(OBJ_rtos)) $(OBJ_rtosjsmain) $(BUILD)/rtosjs/package.o
RTOSJS_LINK = $(CC_arm) -mthumb $(JSSIZE_OPT) $(OUTLINE_OPT) -nostartfiles --specs=nano.specs -Wl,--gc-sections -Wl,-Map=$(@:.elf=.map) -Wl,--cref -o $@
RTOSJS_OBJ = $(OBJ_rtosjs) $(RTOSJS_REST)
$(BUILD)/rtosjs/firmware.elf: $(RTOSJS_OBJ) examples/03-rtos/lm3s6965.ld $(OUTLINE)
	$(Q)$(RTOSJS_LINK) -mcpu=cortex-m3 -T examples/03-rtos/lm3s6965.ld $(RTOSJS_OBJ)

# ---- an ordinary program with the engine in it: examples/02-embed, in the tree, installed, and as one file ----
EMBED_SRC := examples/02-embed/main.c
$(BUILD)/bin/embed: $(EMBED_SRC) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CSTD) $(WARN) -O2 -Iinclude -Isrc -o $@ $(EMBED_SRC) $(HOST_LIB) -lpthread

# The single-file build.  PORT=posix (with its port) or rtos; embedders compile axiom.c and include axiom.h.
AMALGAM_SRC := $(ENGINE_SRC) $(POSIX_SRC)
$(BUILD)/amalgam/axiom.c: mk/amalgam.py $(AMALGAM_SRC) $(wildcard include/axiom/*.h src/*/*.h src/*/*.def src/*/*.inc port/posix/*.h)
	@mkdir -p $(@D)
	$(Q)python3 mk/amalgam.py --version $(VERSION) -I include -I src -I port/posix \
		$(JS_EMBEDDER:-D%=-D %) --out $(@D) $(AMALGAM_SRC)
.PHONY: amalgam install
amalgam:
	$(Q)sh mk/deps.sh build test
	$(Q)$(MAKE) $(BUILD)/amalgam/axiom.c

# Public headers read the tables, so these go along; axiom.pc knows where.
INC_TO := $(DESTDIR)$(PREFIX)/include/axiom-$(VERSION)
install: $(HOST_LIB) $(BUILD)/bin/rk
	$(Q)install -d $(INC_TO)/axiom $(INC_TO)/isa $(INC_TO)/mbpf $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include/axiom-bpf
	$(Q)install -m 644 include/axiom/* $(INC_TO)/axiom
	$(Q)install -m 644 src/isa/*.def $(INC_TO)/isa
	$(Q)install -m 644 src/mbpf/*.def $(INC_TO)/mbpf
	$(Q)install -m 644 bpf/*.h $(DESTDIR)$(PREFIX)/include/axiom-bpf
	$(Q)install -m 644 $(HOST_LIB) $(DESTDIR)$(PREFIX)/lib
	$(Q)install -m 755 $(BUILD)/bin/rk $(DESTDIR)$(PREFIX)/bin
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' mk/axiom.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/axiom.pc

# ---- how small: Cortex-M4, the build that infers and the smallest one (-DAX_CERTIFIED: programs with full certificates alone) ----
SIZE_FLAGS    := $(subst cortex-m3,cortex-m4,$(RTOS_FLAGS))
# what makes -Os smaller still on this CPU; the same to compile and to link
CHECKER_OPT   := -Os -flto -flto-partition=one -fno-ipa-cp -fno-tree-sra -fno-schedule-insns2 -fno-inline-small-functions \
	-fno-thread-jumps -fno-tree-dominator-opts -fno-tree-forwprop -fno-reorder-blocks -fno-tree-tail-merge \
	-fno-tree-coalesce-vars -fno-code-hoisting -fno-optimize-sibling-calls -fno-caller-saves -fno-tree-loop-im \
	-fno-if-conversion -fno-section-anchors -fno-tree-switch-conversion
DEVICE_FLAGS  := $(SIZE_FLAGS) $(CHECKER_OPT)
CHECKER_FLAGS := $(DEVICE_FLAGS) -DAX_CERTIFIED
CHECKER_ENGINE := $(filter-out src/prove/% src/verify/walk.c src/verify/loop.c src/verify/summary.c src/verify/callback.c src/rank/cost.c src/rank/trips.c src/exec/callback.c src/exec/tail.c,$(RTOS_ENGINE))
$(eval $(call variant,device,$(CC_arm),DEVICE_FLAGS,$(RTOS_ENGINE) $(RTOS_PORT)))
$(eval $(call variant,checker,$(CC_arm),CHECKER_FLAGS,$(CHECKER_ENGINE) $(RTOS_PORT)))
FUNCTIONS_FLAGS := $(CHECKER_FLAGS) -DAX_FUNCTIONS
$(eval $(call variant,functions-m4,$(CC_arm),FUNCTIONS_FLAGS,$(CHECKER_ENGINE) $(RTOS_PORT)))
# what bench/size.sh links
$(BUILD)/size/objects: $(OUTLINE) $(OBJ_device) $(OBJ_checker) $(OBJ_functions-m4)
	@mkdir -p $(@D)
	$(Q)printf '%s="%s"\n' CHECKER_OPT "$(CHECKER_OPT) $(OUTLINE_OPT)" CHECKER_OBJ "$(OBJ_checker)" FUNCTIONS_OBJ "$(OBJ_functions-m4)" DEVICE_OBJ "$(OBJ_device)" >$@
open  := (
comma := ,
# JavaScript: the engine alone, all functions of axiom/js.h but the compiler, and with microBPF in the firmware of examples/04-rtos-js; both
# with and without regular expressions
JSREGEXP_SRC := $(wildcard src/js/regexp_*.c src/js/lib_regexp*.c src/js/lib_noregexp.c)
M4ENGINE_FLAGS = $(SIZE_FLAGS) $(JSSIZE_OPT)
M4JS_FLAGS     = $(M4ENGINE_FLAGS) $(JS_EMBEDDER) -DMBPF_NO_EBPF
M4NORE_FLAGS   = $(M4ENGINE_FLAGS) -DJS_NO_REGEXP
$(eval $(call variant,m4engine,$(CC_arm),M4ENGINE_FLAGS,$(JSENGINE_SRC)))
$(eval $(call variant,m4js,$(CC_arm),M4JS_FLAGS,$(JSENGINE_SRC) $(MBPF_SRC)))
$(eval $(call variant,m4nore,$(CC_arm),M4NORE_FLAGS,$(JSREGEXP_SRC)))
without_regexp = $(filter-out $(patsubst %,$(BUILD)/$(1)/%.o,$(JSREGEXP_SRC)),$(OBJ_$(1))) $(OBJ_m4nore)
JSENGINE_ENTRIES := $(shell grep '^[a-z].*;' include/axiom/js.h | cut -d '$(open)' -f 1 | grep -o 'ax_js_.*' | grep -v -e compile -e fail_alloc)
M4ENGINE_LINK = $(RTOSJS_LINK) -mcpu=cortex-m4 -Wl,-e,ax_js_init $(patsubst %,-Wl$(comma)-u$(comma)%,$(JSENGINE_ENTRIES)) $(filter %.o,$^) -lgcc
$(BUILD)/m4engine/engine.elf: $(OBJ_m4engine) $(OUTLINE)
	$(Q)$(M4ENGINE_LINK)
$(BUILD)/m4engine/engine-nore.elf: $(call without_regexp,m4engine) $(OUTLINE)
	$(Q)$(M4ENGINE_LINK)
$(BUILD)/m4js/firmware.elf: $(OBJ_m4js) $(RTOSJS_REST) $(OUTLINE)
	$(Q)$(RTOSJS_LINK) -mcpu=cortex-m4 -T examples/03-rtos/lm3s6965.ld $(filter %.o,$^)
$(BUILD)/m4js/firmware-nore.elf: $(call without_regexp,m4js) $(RTOSJS_REST) $(OUTLINE)
	$(Q)$(RTOSJS_LINK) -mcpu=cortex-m4 -T examples/03-rtos/lm3s6965.ld $(filter %.o,$^)
# tests/js runs this: jsrun by itself on a Cortex-M4, built as the engine above, outlined
JSM4_FLAGS = $(M4ENGINE_FLAGS) -D_GNU_SOURCE -Itools
$(eval $(call variant,jsm4,$(CC_arm),JSM4_FLAGS,$(JSPPC_SRC) port/rtos/double.c))
$(BUILD)/jsm4/jsrun.elf: $(OBJ_jsm4) tests/js/m4.ld $(OUTLINE)
	$(Q)$(CC_arm) -mcpu=cortex-m4 -mthumb $(JSSIZE_OPT) $(OUTLINE_OPT) --specs=rdimon.specs -T tests/js/m4.ld -o $@ $(OBJ_jsm4)
.PHONY: bench-size
bench-size:
	$(Q)sh mk/deps.sh build test
	$(Q)$(MAKE) $(BUILD)/size/objects $(BUILD)/rtos/firmware.elf $(BUILD)/checker-m3/firmware.elf \
		$(JSSIZE_ELF)
	$(Q)sh bench/size.sh $(BUILD)
	$(Q)python3 bench/size-js.py $(JSSIZE_ELF:.elf=.map)

# Timers in maps on the same part (tests/embed/timers.c): the build of small systems, which has them with -DAX_TIMERS.
TIMERS_M3_FLAGS := $(filter-out -DAX_DEVICE,$(RTOS_FLAGS)) -DAX_TIMERS -Iexamples/03-rtos
TIMERS_SRC := $(filter-out src/jit/% src/js/% src/mbpf/% src/sysbpf/% src/explain/% src/engine/helper_%.c src/engine/legacy.c src/engine/foreign.c \
	src/exec/checked.c src/isa/asm.c src/isa/disasm.c,$(ENGINE_SRC)) $(RTOS_PORT) examples/03-rtos/board.c tests/embed/timers.c
$(eval $(call variant,timers-m3,$(CC_arm),TIMERS_M3_FLAGS,$(TIMERS_SRC)))
$(BUILD)/timers-m3/object.o: tests/embed/timers.bpf.c tests/embed/timers.h
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -mcpu=$(BPF_CPU) -c $< -o $(@D)/timers.bpf.o
	$(Q)llvm-strip -g $(@D)/timers.bpf.o -o $(@D)/stripped.o
	$(Q)printf '.section .object,"a"\n.incbin "%s"\n' $(@D)/stripped.o | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
$(BUILD)/timers-m3/firmware.elf: $(OBJ_timers-m3) $(BUILD)/timers-m3/object.o examples/03-rtos/lm3s6965.ld
	$(Q)$(CC_arm) -mcpu=cortex-m3 -mthumb -nostartfiles -Wl,--gc-sections -Wl,-Map=$(@D)/firmware.map \
		-T examples/03-rtos/lm3s6965.ld -o $@ $(OBJ_timers-m3) $(BUILD)/timers-m3/object.o

# The smallest build in a firmware (tests/embed/checker.c), on the part that examples/03-rtos runs on; and the one that lets
# programs have functions, with the same program, whose functions stay functions there.
CHECKER_SRC := $(CHECKER_ENGINE) $(RTOS_PORT) examples/03-rtos/board.c tests/embed/checker.c
CHECKER_M3_FLAGS := $(subst cortex-m4,cortex-m3,$(CHECKER_FLAGS)) -Iexamples/03-rtos
FUNCTIONS_M3_FLAGS := $(CHECKER_M3_FLAGS) -DAX_FUNCTIONS
$(eval $(call variant,checker-m3,$(CC_arm),CHECKER_M3_FLAGS,$(CHECKER_SRC)))
$(eval $(call variant,functions-m3,$(CC_arm),FUNCTIONS_M3_FLAGS,$(CHECKER_SRC)))
$(BUILD)/checker-m3/imu.bpf.o: $(BUILD)/bpf/03-rtos/imu.bpf.o
	@mkdir -p $(@D)
	$(Q)cp $< $@
$(BUILD)/functions-m3/imu.bpf.o: examples/03-rtos/imu.bpf.c
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_FLAGS) -mcpu=$(BPF_CPU) -fno-inline -c $< -o $@
$(BUILD)/%-m3/object.o: $(BUILD)/%-m3/imu.bpf.o $(BUILD)/bin/rk
	$(Q)llvm-strip -g $< -o $(@D)/stripped.o
	$(Q)$(BUILD)/bin/rk certify --device $(@D)/stripped.o -o $(@D)/imu.o
	$(Q)printf '.section .object,"a"\n.incbin "%s"\n' $(@D)/imu.o | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
CHECKER_LINK = $(CC_arm) -mcpu=cortex-m3 -mthumb $(CHECKER_OPT) $(OUTLINE_OPT) -nostartfiles -Wl,--gc-sections -Wl,-Map=$(@D)/firmware.map \
	-T examples/03-rtos/lm3s6965.ld -o $@ $(filter %.o,$^)
$(BUILD)/checker-m3/firmware.elf: $(OBJ_checker-m3) $(BUILD)/checker-m3/object.o examples/03-rtos/lm3s6965.ld $(OUTLINE)
	$(Q)$(CHECKER_LINK)
$(BUILD)/functions-m3/firmware.elf: $(OBJ_functions-m3) $(BUILD)/functions-m3/object.o examples/03-rtos/lm3s6965.ld $(OUTLINE)
	$(Q)$(CHECKER_LINK)
