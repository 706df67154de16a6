# SPDX-License-Identifier: Apache-2.0
# embed.mk - the engine for others: what `make install` puts where, the single-file build, the RTOS-shaped firmware.
PREFIX  ?= /usr/local
DESTDIR ?=

# ---- Cortex-M firmware: interpreter, checker, array, hash and ring maps, object loader; examples/03-rtos ----
CC_arm      ?= arm-none-eabi-gcc
# every room that a firmware may want, in the build for microcontrollers (src/base/profile.h); the linker drops what nobody calls
RTOS_ENGINE := $(filter-out src/jit/% src/js/% src/mbpf/% src/sysbpf/% src/explain/% src/engine/explain.c src/engine/helper_%.c \
	src/engine/task_helpers.c src/engine/timer.c src/engine/printk.c src/engine/packet.c src/engine/code.c src/engine/keep.c \
	src/exec/interp.c src/exec/checked.c src/isa/asm.c src/isa/disasm.c src/isa/cpu.c,$(ENGINE_SRC)) src/exec/compact.c
RTOS_PORT   := $(wildcard port/rtos/*.c)
RTOS_SRC    := $(RTOS_ENGINE) $(RTOS_PORT) $(filter-out %.bpf.c,$(wildcard examples/03-rtos/*.c))
RTOS_FLAGS  := $(CSTD) $(WARN) -Wno-format -Os -g -mcpu=cortex-m3 -mthumb -ffreestanding -ffunction-sections -fdata-sections \
               -DAX_PAGE_BYTES=64 -DAX_SMALL -DAX_DEVICE -Iinclude -Isrc -Iport/rtos
$(eval $(call variant,rtos,$(CC_arm),RTOS_FLAGS,$(RTOS_SRC)))
$(BUILD)/rtos/object.o: $(BUILD)/bpf/03-rtos/imu.bpf.o $(BUILD)/bin/rk
	@mkdir -p $(@D)
	$(Q)llvm-strip -g $< -o $(@D)/stripped.o
	$(Q)$(BUILD)/bin/rk certify $(@D)/stripped.o -o $(@D)/imu.o
	$(Q)printf '.section .object,"a"\n.incbin "%s"\n' $(@D)/imu.o | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
$(BUILD)/rtos/firmware.elf: $(OBJ_rtos) $(BUILD)/rtos/object.o examples/03-rtos/lm3s6965.ld
	$(Q)$(CC_arm) -mcpu=cortex-m3 -mthumb -nostartfiles -Wl,--gc-sections -Wl,-Map=$(BUILD)/rtos/firmware.map \
		-T examples/03-rtos/lm3s6965.ld -o $@ $(OBJ_rtos) $(BUILD)/rtos/object.o

# ---- the same board with microBPF: a signed JavaScript package in flash; examples/04-rtos-js ----
JS_COMPILER := $(wildcard src/js/lex.c src/js/parse*.c src/js/scope.c src/js/emit*.c src/js/pack.c)
RTOSJS_SRC  := $(filter-out $(JS_COMPILER) src/mbpf/manifest_write.c src/mbpf/ebpf.c,$(filter src/js/% src/mbpf/%,$(ENGINE_SRC))) examples/04-rtos-js/main.c
RTOSJS_FLAGS = $(RTOS_FLAGS) $(JS_EMBEDDER) -DMBPF_NO_EBPF -Iexamples/03-rtos -I$(BUILD)/rtosjs
$(eval $(call variant,rtosjs,$(CC_arm),RTOSJS_FLAGS,$(RTOSJS_SRC)))
$(BUILD)/rtosjs/guard.mbpf: examples/04-rtos-js/guard.js examples/04-rtos-js/manifest.json $(BUILD)/bin/mbpf
	@mkdir -p $(@D)
	$(Q)rm -f $(@D)/release.*
	$(Q)$(BUILD)/bin/mbpf-keygen $(@D)/release
	$(Q)$(BUILD)/bin/mbpfc --strip $< -m examples/04-rtos-js/manifest.json -o $@
	$(Q)$(BUILD)/bin/mbpf-sign $(@D)/release.sec $@
$(BUILD)/rtosjs/key.h: $(BUILD)/rtosjs/guard.mbpf
	$(Q)sed 's/../0x&,/g; s/^/#define TRUSTED_KEY /' $(@D)/release.pub >$@
$(BUILD)/rtosjs/examples/04-rtos-js/main.c.o: $(BUILD)/rtosjs/key.h
$(BUILD)/rtosjs/package.o: $(BUILD)/rtosjs/guard.mbpf
	$(Q)printf '.section .object,"a"\n.balign 8\n.incbin "%s"\n' $< | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
RTOSJS_OBJ = $(filter-out %/03-rtos/main.c.o,$(OBJ_rtos)) $(OBJ_rtosjs) $(BUILD)/rtosjs/package.o
$(BUILD)/rtosjs/firmware.elf: $(RTOSJS_OBJ) examples/03-rtos/lm3s6965.ld
	$(Q)$(CC_arm) -mcpu=cortex-m3 -mthumb -nostartfiles -Wl,--gc-sections -Wl,-Map=$(BUILD)/rtosjs/firmware.map \
		-T examples/03-rtos/lm3s6965.ld -o $@ $(RTOSJS_OBJ)

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
	$(Q)install -d $(INC_TO)/axiom $(INC_TO)/isa $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include/axiom-bpf
	$(Q)install -m 644 include/axiom/* $(INC_TO)/axiom
	$(Q)install -m 644 src/isa/*.def $(INC_TO)/isa
	$(Q)install -m 644 bpf/*.h $(DESTDIR)$(PREFIX)/include/axiom-bpf
	$(Q)install -m 644 $(HOST_LIB) $(DESTDIR)$(PREFIX)/lib
	$(Q)install -m 755 $(BUILD)/bin/rk $(DESTDIR)$(PREFIX)/bin
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' mk/axiom.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/axiom.pc

# ---- how small: Cortex-M4, the build that infers and the smallest one (-DAX_CERTIFIED: programs with full certificates alone) ----
SIZE_FLAGS    := $(subst cortex-m3,cortex-m4,$(RTOS_FLAGS))
# what makes -Os smaller still on this CPU; the same to compile and to link
CHECKER_OPT   := -Os -flto -flto-partition=one -fno-ipa-cp -fno-tree-sra -fno-schedule-insns2 -fno-inline-small-functions
DEVICE_FLAGS  := $(SIZE_FLAGS) $(CHECKER_OPT)
CHECKER_FLAGS := $(DEVICE_FLAGS) -DAX_CERTIFIED
CHECKER_ENGINE := $(filter-out src/prove/% src/verify/walk.c src/verify/loop.c src/verify/summary.c src/verify/callback.c src/verify/cost.c src/exec/callback.c src/exec/tail.c,$(RTOS_ENGINE))
$(eval $(call variant,device,$(CC_arm),DEVICE_FLAGS,$(RTOS_ENGINE) $(RTOS_PORT)))
$(eval $(call variant,checker,$(CC_arm),CHECKER_FLAGS,$(CHECKER_ENGINE) $(RTOS_PORT)))
# what bench/size.sh links
$(BUILD)/size/objects: $(OBJ_device) $(OBJ_checker)
	@mkdir -p $(@D)
	$(Q)printf '%s="%s"\n' CHECKER_OPT "$(CHECKER_OPT)" CHECKER_OBJ "$(OBJ_checker)" DEVICE_OBJ "$(OBJ_device)" >$@
# JavaScript: with and without regular expressions
SIZEJS_FLAGS = $(SIZE_FLAGS) $(JS_EMBEDDER) -DMBPF_NO_EBPF -Iexamples/03-rtos -I$(BUILD)/rtosjs
$(eval $(call variant,m4js,$(CC_arm),SIZEJS_FLAGS,$(RTOSJS_SRC)))
SIZENORE_FLAGS = $(SIZEJS_FLAGS) -DJS_NO_REGEXP
$(eval $(call variant,m4nore,$(CC_arm),SIZENORE_FLAGS,$(RTOSJS_SRC)))
$(BUILD)/m4js/examples/04-rtos-js/main.c.o $(BUILD)/m4nore/examples/04-rtos-js/main.c.o: $(BUILD)/rtosjs/key.h
SIZE_LINK = $(CC_arm) -mcpu=cortex-m4 -mthumb -nostartfiles -Wl,--gc-sections -Wl,-Map=$(@:.elf=.map) -T examples/03-rtos/lm3s6965.ld -o $@ $^
$(BUILD)/m4js/firmware.elf: $(OBJ_m4js) $(filter-out %/03-rtos/main.c.o,$(OBJ_rtos)) $(BUILD)/rtosjs/package.o
	$(Q)$(SIZE_LINK)
$(BUILD)/m4nore/firmware.elf: $(OBJ_m4nore) $(filter-out %/03-rtos/main.c.o,$(OBJ_rtos)) $(BUILD)/rtosjs/package.o
	$(Q)$(SIZE_LINK)
.PHONY: bench-size
bench-size:
	$(Q)sh mk/deps.sh build test
	$(Q)$(MAKE) $(BUILD)/size/objects $(BUILD)/rtos/firmware.elf $(BUILD)/checker-m3/firmware.elf \
		$(BUILD)/m4js/firmware.elf $(BUILD)/m4nore/firmware.elf
	$(Q)sh bench/size.sh $(BUILD)
	$(Q)python3 bench/size-js.py $(BUILD)/m4js/firmware.map $(BUILD)/m4nore/firmware.map

# The smallest build in a firmware (tests/embed/checker.c), on the part that examples/03-rtos runs on.
CHECKER_SRC := $(CHECKER_ENGINE) $(RTOS_PORT) examples/03-rtos/board.c tests/embed/checker.c
CHECKER_M3_FLAGS := $(subst cortex-m4,cortex-m3,$(CHECKER_FLAGS)) -Iexamples/03-rtos
$(eval $(call variant,checker-m3,$(CC_arm),CHECKER_M3_FLAGS,$(CHECKER_SRC)))
$(BUILD)/checker-m3/object.o: $(BUILD)/bpf/03-rtos/imu.bpf.o $(BUILD)/bin/rk
	@mkdir -p $(@D)
	$(Q)llvm-strip -g $< -o $(@D)/stripped.o
	$(Q)$(BUILD)/bin/rk certify --full $(@D)/stripped.o -o $(@D)/imu.o
	$(Q)printf '.section .object,"a"\n.incbin "%s"\n' $(@D)/imu.o | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
$(BUILD)/checker-m3/firmware.elf: $(OBJ_checker-m3) $(BUILD)/checker-m3/object.o examples/03-rtos/lm3s6965.ld
	$(Q)$(CC_arm) -mcpu=cortex-m3 -mthumb $(CHECKER_OPT) -nostartfiles -Wl,--gc-sections -Wl,-Map=$(@D)/firmware.map \
		-T examples/03-rtos/lm3s6965.ld -o $@ $(OBJ_checker-m3) $(BUILD)/checker-m3/object.o
