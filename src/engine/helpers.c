/* SPDX-License-Identifier: Apache-2.0
 * helpers.c - what the rows of isa/helpers.def do that every build has, and the table of all. */
#include "engine/helpers.h"
#include "map/map.h"

/* --- maps --- */

HELPER_FN(map_lookup_elem)
{
	return (u64)(uintptr_t)ax_map_lookup(axi_ptr(r1), axi_ptr(r2));
}

HELPER_FN(map_update_elem)
{
	return axi_status(ax_map_update(axi_ptr(r1), axi_ptr(r2), axi_ptr(r3), r4));
}

HELPER_FN(map_delete_elem)
{
	return axi_status(ax_map_delete(axi_ptr(r1), axi_ptr(r2)));
}

/* --- ring buffers --- */

HELPER_FN(ringbuf_output)
{
	return axi_status(ax_ring_output(axi_ptr(r1), axi_ptr(r2), r3, r4));
}

void *axi_record_kept(struct ax_run *run, void *record)
{
	if (!record || !run->records)
		return record;
	if (AXI_UNVERIFIED && UNLIKELY(run->record_count == AXI_RECORDS)) { /* the verifier allows no more */
		axi_ring_abandon(record);
		return NULL;
	}
	run->records[run->record_count++] = record;
	return record;
}

void axi_record_given(struct ax_run *run, const void *record)
{
	for (u32 i = run->record_count; i--;)
		if (run->records[i] == record)
			run->records[i] = run->records[--run->record_count];
}

void axi_records_abandon(struct ax_run *run)
{
	while (run->record_count)
		axi_ring_abandon(run->records[--run->record_count]);
}

HELPER_FN(ringbuf_reserve)
{
	return (u64)(uintptr_t)axi_record_kept(run, ax_ring_reserve(axi_ptr(r1), r2, r3));
}

HELPER_FN(ringbuf_submit)
{
	axi_record_given(run, axi_ptr(r1));
	ax_ring_submit(axi_ptr(r1), r2);
	return 0;
}

HELPER_FN(ringbuf_discard)
{
	axi_record_given(run, axi_ptr(r1));
	ax_ring_discard(axi_ptr(r1), r2);
	return 0;
}

HELPER_FN(ringbuf_query)
{
	return ax_ring_query(axi_ptr(r1), r2);
}

/* --- time, chance, place --- */

HELPER_FN(ktime_get_ns)
{
	return run->engine->port->now_ns();
}

HELPER_FN(ktime_get_boot_ns)
{
	return run->engine->port->boot_ns();
}

static struct axi_cpu *this_cpu(struct ax_engine *engine)
{
	u32 cpu = ax_cpu_id();

	return &engine->cpus[cpu < engine->cpu_count ? cpu : 0];
}

/* xorshift64* (Vigna, 2016), one state a CPU.  An interrupt between load and store repeats a number: allowed. */
HELPER_FN(get_prandom_u32)
{
	_Atomic u64 *state = &this_cpu(run->engine)->random;
	u64 x = atomic_load_explicit(state, memory_order_relaxed);

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	atomic_store_explicit(state, x, memory_order_relaxed);
	return (u32)((x * 0x2545f4914f6cdd1du) >> 32);
}

HELPER_FN(get_smp_processor_id)
{
	return ax_cpu_id();
}

/* --- the table --- */

/* Does this world have what the helper needs? */
static bool served(const struct ax_port *port, u32 id)
{
	switch (id) {
	case AX_HELPER_ktime_get_coarse_ns:
	case AX_HELPER_jiffies64:
	case AX_HELPER_ktime_get_ns: return port->now_ns;
	case AX_HELPER_ktime_get_tai_ns: return port->tai_ns;
	case AX_HELPER_probe_read:
	case AX_HELPER_probe_read_str:
	case AX_HELPER_probe_read_user:
	case AX_HELPER_probe_read_kernel:
	case AX_HELPER_probe_read_user_str:
	case AX_HELPER_probe_read_kernel_str: return port->probe_read;
	case AX_HELPER_kallsyms_lookup_name: return port->symbol;
	case AX_HELPER_get_stackid:
	case AX_HELPER_get_stack: return port->stack;
	case AX_HELPER_timer_init:
	case AX_HELPER_timer_set_callback:
	case AX_HELPER_timer_start:
	case AX_HELPER_timer_cancel: return port->now_ns && port->alarm_start;
	case AX_HELPER_ktime_get_boot_ns: return port->boot_ns;
	case AX_HELPER_trace_vprintk:
	case AX_HELPER_trace_printk: return port->trace;
	case AX_HELPER_get_current_task:
	case AX_HELPER_get_current_task_btf:
	case AX_HELPER_task_storage_get:
	case AX_HELPER_task_storage_delete:
	case AX_HELPER_get_current_pid_tgid:
	case AX_HELPER_get_current_uid_gid:
	case AX_HELPER_get_current_comm: return port->current_task;
	default: return true;
	}
}

void axi_helpers_init(struct ax_engine *engine)
{
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags)                             \
	engine->helpers[id] = served(engine->port, id) ? axi_helper_##name : NULL;
#include "isa/helpers.def"
	if (AXI_KFUNCS)
		axi_kfuncs_init(engine);
	if (AXI_LEGACY)
		engine->helpers[(u32)AX_PACKET_LOAD % AXI_HELPER_IDS] = axi_packet_load;
}

bool axi_helper_is_own(const struct ax_engine *engine, u32 id)
{
	switch (id) {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id: return engine->helpers[id] == axi_helper_##name;
#include "isa/helpers.def"
	default: return false;
	}
}

static bool has_row(u32 id)
{
	switch (id) {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) case id:
#define HELPER_BOUND(id, ...) case id:
#include "isa/helpers.def"
		return true;
	default: return false;
	}
}

void ax_engine_set_cpu(struct ax_engine *engine, const struct ax_cpu *cpu)
{
	engine->cpu = cpu;
}

int ax_engine_bind(struct ax_engine *engine, uint32_t id, ax_helper_fn fn)
{
	if (!has_row(id))
		return -AX_ENOENT;
	engine->helpers[id] = fn;
	return 0;
}
