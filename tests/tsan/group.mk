# SPDX-License-Identifier: Apache-2.0
# tsan: the concurrency tests of the maps, of the hooks and of microBPF under ThreadSanitizer.  gcc's does not model atomic_thread_fence (-Wtsan),
# which here only orders atomics among themselves.
# Not ring_options.c: what orders an overwritten record is a load that the sanitizer must not see (ring.c, peek).
TSAN       := -fsanitize=thread -fno-omit-frame-pointer
TSAN_FLAGS := $(CSTD) $(WARN) -Wno-tsan -O1 -g $(TSAN) -D_GNU_SOURCE $(HOST_INC) -Itests -I$(BUILD)/tsan
TSAN_TESTS := tests/unit/map/concurrent.c tests/unit/map/concurrent_kinds.c tests/unit/map/ring_wakes.c tests/unit/map/series.c tests/unit/map/locks.c tests/unit/engine/hook.c \
	tests/unit/engine/objects.c tests/unit/engine/timer_storm.c tests/unit/engine/map_storm.c tests/unit/engine/image_storm.c tests/unit/map/arena.c tests/unit/mbpf/concurrent.c
TSAN_SRC   := $(ENGINE_SRC) $(POSIX_SRC) tests/unit/main.c tests/unit/map/mapkit.c tests/unit/map/storm.c \
	tests/unit/map/linuxkit.c tests/unit/mbpf/kit.c tests/unit/object/common.c $(TSAN_TESTS)
$(eval $(call variant,tsan,$(HOSTCC),TSAN_FLAGS,$(TSAN_SRC)))
$(BUILD)/tsan/tests/unit/main.c.o: $(BUILD)/tsan/testlist.inc
$(BUILD)/tsan/testlist.inc: $(TSAN_TESTS) mk/testlist.sh
	@mkdir -p $(@D)
	$(Q)sh mk/testlist.sh $(TSAN_TESTS) > $@
$(BUILD)/tsan/unit: $(OBJ_tsan)
	$(Q)$(HOSTCC) $(TSAN) -o $@ $^ -lpthread
$(eval $(call test_group,tsan,$(BUILD)/tsan/unit $(BUILD)/bpf/tests/inner.bpf.o,$(BUILD)/tsan/unit))
