# SPDX-License-Identifier: Apache-2.0
# embed.mk - the engine for others: what `make install` puts where, the single-file build, the RTOS-shaped firmware.
PREFIX  ?= /usr/local
DESTDIR ?=

# ---- Cortex-M firmware: interpreter, checker, array, hash and ring maps, object loader; examples/03-rtos ----
CC_arm      ?= arm-none-eabi-gcc
# every room that a firmware may want; the linker drops what it does not call
RTOS_ENGINE := $(filter-out src/jit/% src/js/% src/mbpf/% src/sysbpf/% src/explain/% src/engine/explain.c src/engine/helper_%.c,$(ENGINE_SRC))
RTOS_SRC    := $(RTOS_ENGINE) $(filter-out %.bpf.c,$(wildcard port/rtos/*.c examples/03-rtos/*.c))
RTOS_FLAGS  := $(CSTD) $(WARN) -Wno-format -Os -g -mcpu=cortex-m3 -mthumb -ffreestanding -ffunction-sections -fdata-sections \
               -DAX_PAGE_BYTES=64 -DAX_SMALL -Iinclude -Isrc -Iport/rtos
$(eval $(call variant,rtos,$(CC_arm),RTOS_FLAGS,$(RTOS_SRC)))
$(BUILD)/rtos/object.o: $(BUILD)/bpf/03-rtos/imu.bpf.o $(BUILD)/bin/rk
	@mkdir -p $(@D)
	$(Q)llvm-strip -g $< -o $(@D)/stripped.o
	$(Q)$(BUILD)/bin/rk certify $(@D)/stripped.o -o $(@D)/imu.o
	$(Q)printf '.section .object,"a"\n.incbin "%s"\n' $(@D)/imu.o | $(CC_arm) -mcpu=cortex-m3 -x assembler -c - -o $@
$(BUILD)/rtos/firmware.elf: $(OBJ_rtos) $(BUILD)/rtos/object.o examples/03-rtos/lm3s6965.ld
	$(Q)$(CC_arm) -mcpu=cortex-m3 -mthumb -nostartfiles -Wl,--gc-sections -Wl,-Map=$(BUILD)/rtos/firmware.map \
		-T examples/03-rtos/lm3s6965.ld -o $@ $(OBJ_rtos) $(BUILD)/rtos/object.o

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

# What each part of the embedded engine weighs (text of Cortex-M4 at -Os, sections that nobody needs left out).
SIZE_FLAGS := $(subst cortex-m3,cortex-m4,$(RTOS_FLAGS))
$(eval $(call variant,m4,$(CC_arm),SIZE_FLAGS,$(RTOS_ENGINE)))
.PHONY: bench-size
bench-size:
	$(Q)sh mk/deps.sh build test
	$(Q)$(MAKE) $(OBJ_m4) $(BUILD)/rtos/firmware.elf
	$(Q)sh bench/size.sh $(BUILD)

# ---- the smallest build (-DAX_CHECKER): programs with full certificates; see docs/embedding.md ----
CHECKER_FLAGS := $(SIZE_FLAGS) -DAX_CHECKER
CHECKER_ENGINE := $(filter-out src/engine/task_helpers.c src/engine/printk.c src/verify/prove.c src/verify/summary.c src/engine/packet.c,$(RTOS_ENGINE))
$(eval $(call variant,checker,$(CC_arm),CHECKER_FLAGS,$(CHECKER_ENGINE) $(filter port/rtos/%,$(RTOS_SRC))))
