/* SPDX-License-Identifier: Apache-2.0
 * world.h - what the rooms of the world share: world.c, and world_objects.c with locks, dynptrs and maps in maps, world_own.c with structures that programs own. */
#ifndef TESTS_VERIFY_FUZZ_WORLD_H
#define TESTS_VERIFY_FUZZ_WORLD_H

#include "exec/exec.h"
#include "verify-fuzz/fuzz.h"

#define VALUES      4
#define VALUE_BYTES 256
#define RECORDS     8
#define RING_BYTES  4096
#define PACKET_ROOM 4096
#define PACKET_MOST 600
#define DYNPTRS     16
#define SOCKS       4
#define ITERS       16
#define SYSTEMS     4
#define WORLD_BEFORE 2 /* instructions of our own before the program */

struct fuzz_world {
	u64 ctx[36];
	u8 value[FUZZ_SPECS][VALUES][VALUE_BYTES];
	u8 record[RECORDS][RING_BYTES];
	u8 *packet;            /* [PACKET_ROOM], at an address of 32 bits, as contexts hold */
	u32 meta, data, data_end; /* places in it */
	u64 key;               /* lent to a callback */
	bool lent;
	u32 held[RECORDS];     /* bytes; 0: free (a record of no bytes counts as 1 here) */
	u64 locked;            /* address of the lock that is held; 0: none */
	struct dynptr {
		u64 at, mark;  /* where it is; what is in it; 0: a free place */
		u8 *base;      /* of a packet's: its offset in it */
		bool packet;
		u32 group;     /* it and its clones */
		u32 size, record; /* bytes of memory; 1 + record of a ring buffer that it holds, RECORDS + 1: it holds none, but is to be given back */
	} dynptr[DYNPTRS];
	struct iter {
		u64 at, mark;  /* where it is; what is in it; 0: a free place */
		s64 next, to;
		s32 item;
		u32 came;
	} iter[ITERS];
	u32 groups, rcu, preempt, called_back; /* how deep */
	u8 sock[SOCKS][128];   /* of the system: struct bpf_sock, bpf_tcp_sock */
	u32 socks_held[SOCKS]; /* how often */
	u64 stack_top, stack_low;
	u32 used[AX_CALL_DEPTH], frames, stack_bytes; /* of each frame that is there, from its top down; how many there are; what the verdict says */
	u32 type;
	u64 calls, tails;
	u32 ordered;           /* how many trees are being put in order */
	bool unkept;           /* what nothing keeps is read, perhaps */
	struct timer {
		u64 function;  /* 0: none */
		bool ready, started;
	} timer[VALUES];
	bool later;            /* what timers call runs */
	u8 system[SYSTEMS][FUZZ_STRUCT]; /* what casts lead to */
	const struct fuzz_program *program;
	const u64 *regs;       /* before this instruction */
	struct ax_insn *insns; /* as linked: where main begins */
	u32 last;              /* instruction before this one */
	char why[160];
	s32 constants[64];     /* of the program: interesting inputs */
	u32 constant_count;
};
extern struct fuzz_world world;

u64 world_wrong(const char *what);
bool world_within(u64 at, u64 bytes, const void *base, u64 size);
/* world_given - may a helper be given these bytes, to read or to write? */
bool world_given(u64 at, u64 bytes, bool write);
/* world_value_of - the map whose value these bytes lie in, to be read or written; FUZZ_SPECS: none. */
u32 world_value_of(u64 at, u64 bytes, bool write);
u32 world_reserve(u64 bytes); /* a record; RECORDS: none */

/* world_objects.c */
extern const ax_helper_fn world_objects[];
extern const u32 world_object_count;
u8 *world_bytes(const struct dynptr *d, u32 at, u32 bytes); /* of its memory; NULL: not so much is there */
bool world_is_packet(u64 at, u64 bytes);
void world_move_packet(void);
struct dynptr *world_make_dynptr(u64 at); /* NULL: not there */
const char *world_objects_left(void); /* at the end of a run: what should not be left, or NULL */
struct dynptr *world_dynptr(u64 at);  /* the one there, whole; NULL: it is none */

/* world_own.c: pointers to structures, by what they live (STALE: until a lock was given back; UNKEPT: nothing keeps it any more) */
enum { LOAN_GONE, LOAN_OWNED, LOAN_SHARED, LOAN_RCU, LOAN_UNKEPT, LOAN_STALE };
struct loan {
	u32 type, state, object;
};
extern const ax_helper_fn world_own[];
extern const u32 world_own_count;
void world_own_begin(void);
const char *world_own_left(void);
bool world_own_lock(u64 at);       /* is a lock of one of these there? */
void world_own_unlocked(void);
void world_own_rcu_left(void);
bool world_own_under_lock(u32 id); /* may it be called while a lock is held? */
bool world_own_memory(u64 at, u32 bytes, bool write);
int world_own_value(u64 at, u32 bytes, bool write);
const struct loan *world_loan(u64 at); /* whose memory this is; NULL: of none */

/* world_later.c */
extern const ax_helper_fn world_later[];
extern const u32 world_later_count;
void world_forget_timers(void);
u64 world_run_timers(struct ax_run *run); /* the function of each timer that was started */
#define WORLD_LEGACY AX_KFUNC_END /* the helper that a legacy load is here, */
u64 world_legacy_load(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run);
u64 world_legacy_end(struct ax_run *run); /* or, beyond the packet, what ends its function */
u64 world_cast(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5, struct ax_run *run);

/* world_kfunc.c: by id, from AX_KFUNC_FIRST on */
extern const ax_helper_fn world_kfuncs[];
extern const u32 world_kfunc_count;
const char *world_kfuncs_left(void);
bool world_item(u64 at, u64 bytes);      /* are these bytes those of an iterator's item? */
const struct iter *world_iter(u64 at);   /* the one there; NULL: it is none */
bool world_in_record(u64 at, u64 bytes); /* that is held */
bool world_may_be_overwritten(u64 at, u64 bytes);
const char *world_left(void); /* at the end of a run, or at a throw: what should not be left, or NULL */

#endif
