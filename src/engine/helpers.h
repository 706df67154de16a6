/* SPDX-License-Identifier: Apache-2.0
 * helpers.h - the functions behind the rows of isa/helpers.def: axi_helper_NAME.  A row without its function does not link.
 * The verifier has checked every argument against the row. */
#ifndef ENGINE_HELPERS_H
#define ENGINE_HELPERS_H

#include "engine/engine.h"
#include "exec/exec.h"

#define HELPER_FN(name) u64 axi_helper_##name(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run)
#define HELPER(id, name, ...) HELPER_FN(name);
#include "isa/helpers.def"

/* helper_kfunc.c: the rows of isa/kfunc.def */
void axi_kfuncs_init(struct ax_engine *engine);
/* helper_packet.c: AX_PACKET_LOAD */
u64 axi_packet_load(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run);

/* axi_record_kept - `record` was reserved by the run, which has to give it back; NULL: there was no room for it.  axi_record_given: it
 * was.  axi_records_end: the run is over; what it still holds, because its budget ended it, is discarded and counted as lost. */
void *axi_record_kept(struct ax_run *run, void *record);
void axi_record_given(struct ax_run *run, const void *record);
void axi_records_abandon(struct ax_run *run);
static inline void axi_records_end(struct ax_run *run)
{
	if (UNLIKELY(run->record_count))
		axi_records_abandon(run);
}

static inline void *axi_ptr(u64 address)
{
	return (void *)(uintptr_t)address;
}

static inline u64 axi_status(long err)
{
	return (u64)(s64)err;
}

/* axi_clear_rest - the bytes of a program's memory that a helper has left alone, from `used` to `size`.  Linux leaves them as they
 * were, and so do we; but where programs may not see stale stack bytes (limits->no_leaks), the verifier counts on zeroes. */
static inline void axi_clear_rest(const struct ax_run *run, void *at, u32 used, u32 size)
{
	if (run->engine->limits->no_leaks && size > used)
		memset((u8 *)at + used, 0, size - used);
}

/* axi_read_string - copy a string from an address that nobody has checked, with its NUL, cut to `size` bytes.
 * Returns how many bytes that are, or -AX_EFAULT.  Any context. */
long axi_read_string(const struct ax_port *port, char *to, u32 size, u64 from, bool user);

#endif
