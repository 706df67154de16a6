# SPDX-License-Identifier: Apache-2.0
# realobjs: objects out of Debian's packages (fetched, never part of `make test`): how many open and verify.
# make realobjs OBJECTS=DIR [TYPE=sched_cls]: those below another folder.
REALOBJS := $(BUILD)/realobjs
$(REALOBJS)/extract: tests/realobjs/extract.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(CSTD) $(WARN) -O2 -o $@ $<
$(REALOBJS)/fetched: tests/realobjs/fetch.sh $(REALOBJS)/extract
	$(Q)sh tests/realobjs/fetch.sh $(REALOBJS) $(REALOBJS)/extract
	$(Q)touch $@

.PHONY: realobjs
realobjs: $(BUILD)/bin/rk $(if $(OBJECTS),,$(REALOBJS)/fetched)
	@mkdir -p $(REALOBJS)
	$(Q)sh tests/realobjs/count.sh $(BUILD)/bin/rk $(or $(OBJECTS),$(REALOBJS)/objects) $(REALOBJS)/verdicts $(TYPE)
