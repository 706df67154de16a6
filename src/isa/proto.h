/* SPDX-License-Identifier: Apache-2.0
 * proto.h - what helpers take and give, by helpers.def: for who checks calls. */
#ifndef ISA_PROTO_H
#define ISA_PROTO_H

#include <axiom/helper.h>
#include <axiom/limits.h>
#include <axiom/types.h>
#include "base/types.h"

/* Kinds of arguments and results, and flags: the words of helpers.def. */
enum axi_arg { ARG_NONE, ARG_ANY, ARG_REST, ARG_CTX, ARG_MAP, ARG_RING, ARG_KEY, ARG_VALUE, ARG_MEM, ARG_MEM_OUT, ARG_SIZE, ARG_SIZE0,
	   ARG_CONST, ARG_RECORD, ARG_MEM_NULL, ARG_VALUE_OUT, ARG_LONG_OUT, ARG_SOCK, ARG_SOCK_NULL, ARG_SOCK_HELD,
	   ARG_FUNC, ARG_FRAME, ARG_TIMER, ARG_VALUE_NULL, ARG_INT_OUT, ARG_STR, ARG_SOCK_ANY, ARG_CTX_NULL, ARG_LOCK, ARG_UNLOCK, ARG_ZERO,
	   ARG_TASK, ARG_FILE, ARG_SEQ_FILE, ARG_INODE, ARG_PATH, ARG_CGROUP, ARG_SKB, ARG_XDP_BUFF,
	   ARG_TASK_NULL, ARG_PERCPU, ARG_VALUE_BYTES, ARG_DYNPTR, ARG_DYNPTR_HELD, ARG_DYNPTR_OUT, ARG_MEM_OUT_NULL, ARG_SOCK_ANY_NULL,
	   ARG_ITER, ARG_ITER_NEW, ARG_ITER_END, ARG_BUFFER_NULL, ARG_LOOSE, ARG_TCP, ARG_ACKED,
	   ARG_CPUMASK, ARG_BPF_CPUMASK, ARG_CRYPTO, ARG_SOCK_ADDR, ARG_SOCK_COMMON, ARG_DYNPTR_NULL, ARG_CONN, ARG_CONN_INIT, ARG_XFRM, ARG_KEYS,
	   ARG_MEM20, ARG_MEM40,
	   ARG_KPTR, ARG_GIVEN, ARG_OWN, ARG_COUNTED, ARG_LIST, ARG_TREE, ARG_LIST_NODE, ARG_TREE_NODE, ARG_TREE_MEMBER, ARG_CSS, ARG_BPF_MAP, ARG_MEM16,
	   ARG_BITS, ARG_BITS_NEW, ARG_BITS_END, ARG_VMA, ARG_VMA_NEW, ARG_VMA_END, ARG_CSS_TASK, ARG_CSS_TASK_NEW, ARG_CSS_TASK_END,
	   ARG_TASKS, ARG_TASKS_NEW, ARG_TASKS_END, ARG_GROUPS, ARG_GROUPS_NEW, ARG_GROUPS_END };
enum axi_ret { RET_INT, RET_VALUE_OR_NULL, RET_MEM_OR_NULL, RET_VOID, RET_SIZED, RET_SOCK_OR_NULL, RET_COMMON_OR_NULL,
	   RET_FULLSOCK_OR_NULL, RET_TCP_OR_NULL, RET_LISTENER_OR_NULL, RET_VALUE, RET_TASK, RET_PT_REGS, RET_SK_OR_NULL,
	   RET_SLICE_OR_NULL, RET_ITEM_OR_NULL, RET_READ_SLICE_OR_NULL, RET_KERN_CTX, RET_CAST,
	   RET_STRUCT, RET_STRUCT_OR_NULL, RET_WORD, RET_OWN };
enum { FLAG_0 = 0, GPL = 1, MOVES = 2, PACKET = 4, SLEEPS = 8, THROWS = 16, TRUSTED = 32, RELEASES = 64, ACQUIRES = 128 };

struct axi_proto {
	const char *name;
	u8 ret, arg[AX_HELPER_ARGS], flags;
	u64 progs;
};

/* What loaders make calls of that refer to what the kernel has not; as libbpf, whose messages tools know: helper numbers of a CO-RE
 * relocation that found nothing, and, from there on, of weak kernel functions. */
#define AXI_POISON_CORE 0xbad2310
#define AXI_POISON_CALL 2002000000
#define AXI_POISON_EXTERNS 65536u /* of them, at the most */

/* axi_proto_of - of helper `id`; false: there is none. */
bool axi_proto_of(u32 id, struct axi_proto *out);
/* axi_proto_fit - to programs of this type, attach type and target, where they take something else; false: they may not call it. */
bool axi_proto_fit(u32 id, u32 type, u32 attach, const struct ax_target *target, struct axi_proto *p);
u32 axi_prog_bit(u32 type);         /* a program type's bit in axi_proto.progs */
/* axi_attach_tells - of CGROUP_SOCK_ADDR, attach types at which nothing is refused: recvmsg, getpeername, getsockname */
static inline bool axi_attach_tells(u32 attach)
{
	return attach == 19 || attach == 20 || (attach >= 29 && attach <= 32) || (attach >= 51 && attach <= 53);
}
u64 axi_helper_maps(u32 id);        /* map types that it works on, as bits: */
bool axi_map_waits(u32 type); /* may programs that wait use such maps?  Of others what they look up may be freed meanwhile */
bool axi_sockets_change(u32 id, u32 type, u32 attach); /* may programs of this type update (or delete from) maps of sockets? */
u64 axi_map_bit(u32 type);          /* 0: no helper works on it */
u16 axi_helper_reads(u32 id);       /* mask of argument registers */
bool axi_helper_calls(u32 id);      /* does it call a function of the program? */
const char *axi_struct_of_arg(enum axi_arg kind); /* the structure of the system that the argument is; NULL: none */
const char *axi_struct_of_ctx(u32 prog_type);    /* ... that a context is a view of; NULL: none */
const char *axi_struct_of_map(u32 type);          /* ... that a map is */
const char *axi_struct_of_cast(u32 id);           /* ... that the result is */

#endif
