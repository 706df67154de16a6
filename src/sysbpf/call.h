/* SPDX-License-Identifier: Apache-2.0
 * call.h - one bpf(2) call under way: what the files of this room share. */
#ifndef SYSBPF_CALL_H
#define SYSBPF_CALL_H

#include "engine/engine.h"
#include "map/map.h"
#include "sysbpf/sysbpf.h"
#include "sysbpf/uapi.h"

struct call {
	struct ax_engine *engine;
	const struct axi_bpf_host *host;
	struct ax_mem *mem;
	u64 uattr;             /* the caller's attributes, for results written back */
	u32 size;              /* as the caller said */
	union axi_attr attr;   /* our copy; zero where the caller gave less */
	struct axi_attr_more more; /* likewise; PROG_LOAD only */
};

/* The commands; `attr` has been copied, and what lies behind the command's last field is zero. */
long axi_cmd_map_create(struct call *call);
long axi_cmd_map_lookup(struct call *call);
long axi_cmd_map_update(struct call *call);
long axi_cmd_map_delete(struct call *call);
long axi_cmd_map_next_key(struct call *call);
long axi_cmd_map_lookup_and_delete(struct call *call);
long axi_cmd_map_freeze(struct call *call);
long axi_cmd_batch_lookup(struct call *call);
long axi_cmd_batch_take(struct call *call);
long axi_cmd_batch_update(struct call *call);
long axi_cmd_batch_delete(struct call *call);
/* axi_map_update - one element; in maps of objects the value is a descriptor. */
int axi_map_update(struct call *call, struct ax_map *map, const void *key, const void *value, u64 flags);
long axi_cmd_prog_load(struct call *call);
long axi_cmd_test_run(struct call *call);
long axi_cmd_next_prog(struct call *call);
long axi_cmd_next_map(struct call *call);
long axi_cmd_next_btf(struct call *call);
long axi_cmd_next_link(struct call *call);
long axi_cmd_prog_by_id(struct call *call);
long axi_cmd_map_by_id(struct call *call);
long axi_cmd_btf_by_id(struct call *call);
long axi_cmd_link_by_id(struct call *call);
long axi_cmd_info(struct call *call);
long axi_cmd_btf_load(struct call *call);
long axi_cmd_link_create(struct call *call);
long axi_cmd_link_update(struct call *call);
long axi_cmd_link_detach(struct call *call);
long axi_cmd_raw_tracepoint(struct call *call);
long axi_cmd_prog_attach(struct call *call);
long axi_cmd_prog_detach(struct call *call);
long axi_cmd_prog_query(struct call *call);
long axi_cmd_task_fd_query(struct call *call);
long axi_cmd_iter_create(struct call *call);
long axi_cmd_obj_pin(struct call *call);
long axi_cmd_obj_get(struct call *call);
long axi_cmd_enable_stats(struct call *call);
long axi_cmd_prog_bind_map(struct call *call);
long axi_cmd_token_create(struct call *call);
long axi_cmd_series_query(struct call *call); /* not in builds that are small */

/* test_run.c: `repeat` runs; *duration: mean nanoseconds of one.  -AX_EINTR.  test_packet.c: the types with a packet. */
int axi_test_repeat(struct call *call, struct ax_prog *prog, void *ctx, u32 repeat, u32 *retval, u32 *duration);
int axi_test_skb(struct call *call, struct ax_prog *prog);
int axi_test_xdp(struct call *call, struct ax_prog *prog);
/* test_flow.c: FLOW_DISSECTOR, SK_LOOKUP */
int axi_test_flow(struct call *call, struct ax_prog *prog);
int axi_test_lookup(struct call *call, struct ax_prog *prog);
/* test_packet.c, for all that take data or a context.  finish: `bytes` of data and the results go out; ctx_in: the caller's context,
 * `bytes` of it, *given: there is one (also when he only wants one back); ctx_out: it goes back. */
int axi_test_finish(struct call *call, const void *data, u32 bytes, u32 retval, u32 duration);
int axi_test_ctx_in(struct call *call, void *ctx, u32 bytes, bool *given);
int axi_test_ctx_out(struct call *call, const void *ctx, u32 bytes);

/* axi_call_in / out - the caller's memory; 0 bytes are always fine.  axi_call_result: u32 at `offset` of the attributes. */
int axi_call_in(struct call *call, void *to, u64 user, size_t bytes);
int axi_call_out(struct call *call, u64 user, const void *from, size_t bytes);
int axi_call_result(struct call *call, size_t offset, u32 value);
/* axi_call_zero - are the `bytes` at `user` all zero?  0, -AX_E2BIG when not, -AX_EFAULT. */
int axi_call_zero(struct call *call, u64 user, size_t bytes);

/* axi_call_fd - the object of `kind` behind a descriptor, a reference taken; -AX_EBADF, -AX_EINVAL (another kind). */
int axi_call_fd(struct call *call, u32 fd, enum ax_kind kind, void **object, u32 *flags);
/* axi_call_fd_any - whatever bpf object is behind a descriptor; kinds include AXI_KIND_STATS.  axi_call_put gives it back. */
int axi_call_fd_any(struct call *call, u32 fd, enum ax_kind *kind, void **object, u32 *flags);
void axi_call_put(struct call *call, enum ax_kind kind, void *object);
/* axi_call_install - hand the object's reference to a new descriptor; it is put when that fails. */
long axi_call_install(struct call *call, enum ax_kind kind, void *object, u32 flags);


/* A verifier log on its way to the caller (log.c). */
struct user_log {
	u64 buf;
	u32 size, level;
};
/* axi_log_check - Linux's rules for the three fields. */
int axi_log_check(const struct user_log *log);
/* axi_log_send - give the caller `length` bytes of text and a NUL; a cut text keeps its end (its beginning with
 * AXI_LOG_FIXED).  *true_size: the room that the whole needs.  0, -AX_ENOSPC (cut), -AX_EFAULT. */
int axi_log_send(struct call *call, const struct user_log *log, const char *text, u32 length, u32 *true_size);

/* lines.c: func_info and line_info of PROG_LOAD. */
struct source_lines {
	struct axi_btf_obj *btf;      /* a reference; NULL: there are no records */
	struct axi_func_info *funcs;  /* [func_count] */
	struct axi_line_info *lines;  /* [count] */
	u32 func_count, count;
	u32 exception_cb;             /* where the exception callback begins, by the BTF's tags; 0: none */
};
/* axi_lines_in - copy the records and check them against the program.  Whatever it returns, axi_lines_end gives back what
 * `out` holds. */
int axi_lines_in(struct call *call, const struct ax_insn *insns, struct source_lines *out);
void axi_lines_end(struct call *call, struct source_lines *lines);
/* axi_lines_find - the line that slot `insn` belongs to; false when there is none. */
bool axi_lines_find(const struct source_lines *lines, u32 insn, struct ax_line *out);

/* axi_listing - walk the program again: with `listing` its instructions and states, and why it was refused (diag) with the
 * chain of facts.  False: the refusal was not explained (no memory, or nothing to explain). */
struct axi_text;
bool axi_listing(struct call *call, const struct ax_prog_spec *spec, const struct source_lines *lines, const struct ax_diag *diag,
		 bool listing, struct axi_text *text);

#endif
