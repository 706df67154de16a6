# SPDX-License-Identifier: Apache-2.0
# js: programs whose output is in their own comments (//= line), run three ways: as shipped, under ASan and UBSan, and in
# the build that moves every object at every allocation.
JS_CORE := $(sort $(wildcard src/js/*.c tools/jsrun/*.c))
# without an embedder
JSSTRESS_FLAGS := $(filter-out -DJS_EMBEDDER%,$(ASAN_FLAGS)) -DJS_STRESS
$(eval $(call variant,jsstress,$(HOSTCC),JSSTRESS_FLAGS,$(JS_CORE)))
$(BUILD)/asan/jsstress: $(patsubst %,$(BUILD)/jsstress/%.o,$(JS_CORE)) $(ASAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
# the other format of values: as on a 32-bit machine
JS32_FLAGS := $(filter-out -DJS_EMBEDDER%,$(ASAN_FLAGS)) -DJS_VALUE_BITS=32
$(eval $(call variant,js32,$(HOSTCC),JS32_FLAGS,$(JS_CORE)))
$(BUILD)/asan/jsrun32: $(patsubst %,$(BUILD)/js32/%.o,$(JS_CORE)) $(ASAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
JSSTRESS32_FLAGS := $(JS32_FLAGS) -DJS_STRESS
$(eval $(call variant,jsstress32,$(HOSTCC),JSSTRESS32_FLAGS,$(JS_CORE)))
$(BUILD)/asan/jsstress32: $(patsubst %,$(BUILD)/jsstress32/%.o,$(JS_CORE)) $(ASAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
$(BUILD)/asan/jsfuzz32: tests/js/fuzz.c $(patsubst %,$(BUILD)/js32/%.o,$(filter src/%,$(JS_CORE))) $(ASAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(JS32_FLAGS) -o $@ $^ -lpthread
# 32 bits, big-endian, under qemu-user
CC_ppc    ?= powerpc-linux-gnu-gcc
JSPPC_SRC := $(JS_CORE) $(wildcard src/base/*.c)
JSPPC_FLAGS := $(CSTD) $(WARN) -Wno-missing-field-initializers -Os -D_GNU_SOURCE $(ENGINE_INC) -Iport/posix -Itools
$(eval $(call variant,jsppc,$(CC_ppc),JSPPC_FLAGS,$(JSPPC_SRC)))
$(BUILD)/ppc/jsrun: $(OBJ_jsppc)
	@mkdir -p $(@D)
	$(Q)$(CC_ppc) -static -o $@ $^
# values from C, where everything moves
$(BUILD)/asan/jshandles: tests/js/handles.c $(patsubst %,$(BUILD)/jsstress/%.o,$(filter src/%,$(JS_CORE))) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(JSSTRESS_FLAGS) -o $@ $^ -lpthread
$(BUILD)/asan/jshandles32: tests/js/handles.c $(patsubst %,$(BUILD)/jsstress32/%.o,$(filter src/%,$(JS_CORE))) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(JSSTRESS32_FLAGS) -o $@ $^ -lpthread
# without regular expressions
JSNORE_FLAGS := $(ASAN_FLAGS) -DJS_NO_REGEXP
$(eval $(call variant,jsnore,$(HOSTCC),JSNORE_FLAGS,src/js/regexp_compile.c src/js/regexp_match.c $(wildcard src/js/lib_*regexp*.c)))
$(BUILD)/asan/jsrun-noregexp: $(OBJ_jsnore) $(patsubst %,$(BUILD)/asan/%.o,$(JSRUN_SRC)) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $^ -lpthread
# with the compiler on board; and with values of 32 bits, where everything moves
JSEVAL_FLAGS := $(filter-out -DJS_EMBEDDER%,$(ASAN_FLAGS)) -DJS_EVAL
$(eval $(call variant,jseval,$(HOSTCC),JSEVAL_FLAGS,$(JS_CORE)))
JSEVAL32_FLAGS := $(JS32_FLAGS) -DJS_EVAL -DJS_STRESS
$(eval $(call variant,jseval32,$(HOSTCC),JSEVAL32_FLAGS,$(JS_CORE)))
$(BUILD)/asan/jseval $(BUILD)/asan/jseval32: $(BUILD)/asan/%: $(foreach v,jseval jseval32,$(patsubst %,$(BUILD)/$(v)/%.o,$(JS_CORE))) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(SAN) -o $@ $(patsubst %,$(BUILD)/$*/%.o,$(JS_CORE)) $(ASAN_LIB) -lpthread
$(BUILD)/asan/jsfuzz-eval: tests/js/fuzz.c $(patsubst %,$(BUILD)/jseval/%.o,$(filter src/%,$(JS_CORE))) $(ASAN_LIB)
	$(Q)$(HOSTCC) $(JSEVAL_FLAGS) -o $@ $^ -lpthread
JS_BINARIES := $(BUILD)/asan/jseval $(BUILD)/asan/jseval32 $(BUILD)/asan/jsfuzz-eval $(BUILD)/asan/jshandles $(BUILD)/asan/jshandles32 $(BUILD)/asan/jsrun-noregexp $(BUILD)/ppc/jsrun $(BUILD)/jsm4/jsrun.elf $(BUILD)/bin/jsrun $(patsubst %,$(BUILD)/asan/%,jsrun jsstress jsfuzz jsrun32 jsstress32 jsfuzz32)
# jsfuzz: hostile images and texts, allocations that fail; `make fuzz-js` runs it longer
$(BUILD)/asan/jsfuzz: tests/js/fuzz.c $(ASAN_LIB)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(ASAN_FLAGS) -o $@ $^ -lpthread
$(eval $(call test_group,js,$(JS_BINARIES),sh tests/js/run.sh $(BUILD)))

.PHONY: fuzz-js fuzz-js-engine test262 test262-eval
# mutated images of each program: more than a million in all, in each format of values
FUZZ_JS_ROUNDS ?= 200000
FUZZ_JS_SEED   ?= $(shell date +%s)
# (tests/mbpf adds the packages)
fuzz-js: fuzz-js-engine
fuzz-js-engine: $(BUILD)/asan/jsfuzz $(BUILD)/asan/jsfuzz32
	@echo "seed $(FUZZ_JS_SEED)"
	$(Q)$(BUILD)/asan/jsfuzz $(FUZZ_JS_ROUNDS) $(FUZZ_JS_SEED) $(wildcard tests/js/*.js)
	$(Q)$(BUILD)/asan/jsfuzz32 $(FUZZ_JS_ROUNDS) $(FUZZ_JS_SEED) $(wildcard tests/js/*.js)
# test262: TEST262=DIR is a checkout of github.com/tc39/test262; nothing is fetched
test262: $(BUILD)/bin/jsrun
	$(Q)test -n "$(TEST262)" || { echo "make test262 TEST262=DIR (a checkout of tc39/test262)"; exit 2; }
	$(Q)python3 tests/test262/run.py $(TEST262) $(BUILD)/bin/jsrun -v
# the same with the compiler on board: the tests of Function and eval, too
test262-eval: $(BUILD)/asan/jseval
	$(Q)test -n "$(TEST262)" || { echo "make test262-eval TEST262=DIR (a checkout of tc39/test262)"; exit 2; }
	$(Q)ASAN_OPTIONS=detect_leaks=0 python3 tests/test262/run.py $(TEST262) $(BUILD)/asan/jseval -v --eval
