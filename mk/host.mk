# SPDX-License-Identifier: Apache-2.0
# host.mk - the engine in a Linux process: libaxiom.a, the host tools, and both again under sanitizers for the tests.
# compact.c takes the place of interp.c in builds that count bytes (mk/embed.mk)
ENGINE_SRC := $(filter-out src/exec/compact.c,$(sort $(wildcard src/*/*.c)))
POSIX_SRC  := $(sort $(wildcard port/posix/*.c))
RK_SRC     := $(sort $(wildcard tools/rk/*.c) tools/pcap/pcap.c)
JSRUN_SRC  := $(sort $(wildcard tools/jsrun/*.c))
MBPF_SRC   := $(sort $(wildcard tools/mbpf/*.c tools/mbpf/*/*.c) tools/pcap/pcap.c)

# microBPF's objects, functions and names are in the JavaScript engine's tables wherever src/mbpf is linked
JS_EMBEDDER := -DJS_EMBEDDER_BUILTINS='"mbpf/builtins.def"' -DJS_EMBEDDER_ATOMS='"mbpf/atoms.def"' -DJS_EMBEDDER_ERRORS='"mbpf/errors.def"'
HOST_INC   := $(ENGINE_INC) -Iport/posix -Itools $(JS_EMBEDDER)
HOST_OPT   := -O2
HOST_FLAGS  = $(CSTD) $(WARN) $(HOST_OPT) -g -D_GNU_SOURCE $(HOST_INC) -DAX_VERSION='"$(VERSION)"'
SAN        := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
ASAN_FLAGS := $(CSTD) $(WARN) -O1 -g $(SAN) -D_GNU_SOURCE $(HOST_INC) -Itests -DAX_VERSION='"$(VERSION)"'

# the verifier is many small functions: inlining is worth a third of its time
$(foreach r,cfg verify range rank hint isa,$(BUILD)/host/src/$(r)/%.o): HOST_OPT := -O3
$(eval $(call variant,host,$(HOSTCC),HOST_FLAGS,$(sort $(ENGINE_SRC) $(POSIX_SRC) $(RK_SRC) $(JSRUN_SRC) $(MBPF_SRC))))
$(eval $(call variant,asan,$(HOSTCC),ASAN_FLAGS,$(sort $(ENGINE_SRC) $(POSIX_SRC) $(RK_SRC) $(JSRUN_SRC) $(MBPF_SRC))))

HOST_LIB := $(BUILD)/host/libaxiom.a
ASAN_LIB := $(BUILD)/asan/libaxiom.a
lib_objs = $(patsubst %,$(BUILD)/$(1)/%.o,$(ENGINE_SRC) $(POSIX_SRC))
rk_objs  = $(patsubst %,$(BUILD)/$(1)/%.o,$(RK_SRC))
# what every program with rk's objects is linked with
RK_LIBS := -lpthread -lz

$(HOST_LIB): $(call lib_objs,host)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(ASAN_LIB): $(call lib_objs,asan)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# The maker of full certificates, and their checker, as a microcontroller knows numbers (src/range/whole.c), under names of their
# own: device_certify_full and device_verify_certified, for `rk certify --device`.
PROVER_SRC := $(sort $(wildcard src/cfg/*.c src/verify/*.c src/hint/*.c src/kfunc/*.c src/rank/cost.c src/rank/trips.c src/check/*.c src/prove/*.c src/range/*.c)) \
	$(addprefix src/,isa/decode.c isa/proto.c isa/ctx.c base/arena.c base/divide.c base/str.c base/fmt.c)
PROVER_FLAGS      = $(HOST_FLAGS) -DAX_SMALL -DAX_DEVICE
PROVER_ASAN_FLAGS = $(ASAN_FLAGS) -DAX_SMALL -DAX_DEVICE
$(eval $(call variant,prover,$(HOSTCC),PROVER_FLAGS,$(PROVER_SRC)))
$(eval $(call variant,prover-asan,$(HOSTCC),PROVER_ASAN_FLAGS,$(PROVER_SRC)))
$(BUILD)/prover/device.o: $(OBJ_prover)
$(BUILD)/prover-asan/device.o: $(OBJ_prover-asan)
$(BUILD)/prover/device.o $(BUILD)/prover-asan/device.o:
	$(Q)$(HOSTCC) -r -nostdlib -o $@ $^
	$(Q)objcopy $(foreach s,certify_full verify_certified,--redefine-sym ax_$(s)=device_$(s) --keep-global-symbol=device_$(s)) $@

ifneq ($(RK_SRC),)
$(BUILD)/bin/rk: $(call rk_objs,host) $(BUILD)/prover/device.o $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ $(RK_LIBS)
$(BUILD)/asan/rk: $(call rk_objs,asan) $(BUILD)/prover-asan/device.o $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ $(RK_LIBS)
ALL += $(BUILD)/bin/rk
endif
# jsrun: JavaScript files compiled and run on this machine
$(BUILD)/bin/jsrun: $(patsubst %,$(BUILD)/host/%.o,$(JSRUN_SRC)) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread
$(BUILD)/asan/jsrun: $(patsubst %,$(BUILD)/asan/%.o,$(JSRUN_SRC)) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
ALL += $(BUILD)/bin/jsrun
# mbpf: microBPF packages; the same program under the names mbpfc, mbpf-keygen, mbpf-sign, mbpf-inspect
MBPF_NAMES := mbpfc mbpf-keygen mbpf-sign mbpf-inspect
$(BUILD)/bin/mbpf: $(patsubst %,$(BUILD)/host/%.o,$(MBPF_SRC)) $(HOST_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lpthread -lsodium -lm
	$(Q)for n in $(MBPF_NAMES); do ln -sf mbpf $(@D)/$$n; done
$(BUILD)/asan/mbpf: $(patsubst %,$(BUILD)/asan/%.o,$(MBPF_SRC)) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread -lsodium -lm
ALL += $(BUILD)/bin/mbpf
ALL += $(HOST_LIB)
