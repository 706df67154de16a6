/* SPDX-License-Identifier: Apache-2.0
 * types.h - the types of the system whose objects programs look at: what the verifier asks of its BTF.
 *
 * Programs of some types (tracing, lsm, struct_ops) get pointers into the system: their contexts are the arguments of a
 * function.  The answers come from who knows the system (its kernel, or its BTF in a file) and are trusted. */
#ifndef AXIOM_TYPES_H
#define AXIOM_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/arena.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_types {
	/* field - what reading `size` bytes at `off` of struct type `id` gives: a negative number: no such field; 0: a number;
	 * else the struct type that it points to, and AX_FIELD_KEPT: that lives as long as what it is read from. */
#define AX_FIELD_KEPT     (INT64_C(1) << 32)
	/* a number that functions of struct tcp_congestion_ops may write */
#define AX_FIELD_WRITABLE (INT64_C(1) << 33)
	/* that lives as long as a region of RCU lasts, when what it is read from is there */
#define AX_FIELD_RCU      (INT64_C(1) << 34)
	/* a number that programs on packets may write in a connection that they hold */
#define AX_FIELD_MARK     (INT64_C(1) << 35)
	/* a number behind the structure's end, in an array without a number of elements: perhaps nothing is there */
#define AX_FIELD_BEHIND   (INT64_C(1) << 36)
	/* ... and it may be NULL where the structure is there for certain (elsewhere anything may be read, and cannot fault) */
#define AX_FIELD_OR_NULL  (INT64_C(1) << 37)
	int64_t (*field)(void *arg, uint32_t id, int64_t off, uint32_t size);
	/* is - does a struct of this name lie at byte `off` of struct type `id`? */
	bool (*is)(void *arg, uint32_t id, int64_t off, const char *name);
	uint32_t (*named)(void *arg, const char *name); /* the struct type of that name; 0: none */
	void *arg;
};

/* enum ax_special_kind - what a field is that programs do not access as data: a kernel pointer (KPTR_UNKEPT: that nothing keeps there), the
 * head of a list, the root of a tree, a node of one of them, a count of references; OTHER: there is nothing that they may do with it. */
enum ax_special_kind {
	AX_SPECIAL_NONE, AX_SPECIAL_OTHER, AX_SPECIAL_LOCK, AX_SPECIAL_TIMER, AX_SPECIAL_KPTR, AX_SPECIAL_KPTR_UNKEPT, AX_SPECIAL_LIST, AX_SPECIAL_TREE,
	AX_SPECIAL_LIST_NODE, AX_SPECIAL_TREE_NODE, AX_SPECIAL_REFCOUNT,
};
/* struct ax_special - such a field, at byte `at`. */
struct ax_special {
	uint32_t at, bytes, kind;
	uint32_t type;     /* pointers: the program's type that it points to, 0: it has none; lists, trees: that they are of */
	uint32_t node_at;  /* lists, trees: where in it the node lies */
	const char *name;  /* pointers: the type's name, which may be one of the system's */
};
#define AX_SPECIALS 11 /* in a structure at most (Linux BTF_FIELDS_MAX) */
/* struct ax_layout - a structure of the program's, or a section of its variables. */
struct ax_layout {
	uint32_t bytes, count;
	struct ax_special field[AX_SPECIALS];
};
/* struct ax_own_types - the program's own types: of values of its maps, and of what it allocates.  layout - of type `type`; false: it is no
 * structure, or one that must not be (two locks, a list without a lock, lists that contain each other).  Trusted: who answers has seen that. */
struct ax_own_types {
	bool (*layout)(void *arg, uint32_t type, struct ax_layout *out);
	void *arg;
};

#define AX_TARGET_MEMORY (1u << 16)
#define AX_TARGET_ARGS 13 /* of a function at most, with its result */

/* struct ax_target - what a program attaches to: its context is `args` words of 8 bytes. */
struct ax_target {
	uint32_t args;
	uint32_t type[AX_TARGET_ARGS]; /* 0: a number; else the struct type that it points to */
	uint32_t null;                 /* bits of those that may be NULL */
	uint32_t memory, read_only;    /* bits of those that point to memory of a size that only the map walked over tells, and of
					* those of it that are only read: at most AX_TARGET_MEMORY bytes are taken to be there, and who
					* attaches the program must see that it accesses no more than are (nothing here attaches iterators) */
	bool no_result;                /* the function returns nothing: nor need the program */
	bool writes;                   /* it may write fields that are AX_FIELD_WRITABLE */
	bool closed;                   /* no program may attach there */
	bool awake;                    /* nor one that sleeps */
	bool paths;                    /* it may call bpf_d_path */
	bool locked;                   /* the socket that it is given is locked: its options may be set */
	bool trusted;                  /* structures that it is given live while it runs: kernel functions take them */
	bool limited;                  /* R0 must be in ret_min .. ret_max */
	int32_t ret_min, ret_max;
	uint32_t result;               /* 1 + the word that an earlier program returned, in ret_min .. ret_max, too; 0: none */
};

/* struct ax_btf_types - ax_types that come from a system's BTF; it and what was given to ax_types_open must outlive its use. */
struct ax_btf_types {
	struct ax_types types;
	const void *view;
};
/* ax_types_open - check the BTF (as hostile as any file); the arena keeps 4 bytes a type.
 * -AX_EINVAL, -AX_ENOMEM, -AX_ENOTSUPP as BTF is malformed, large or newer. */
int ax_types_open(struct ax_btf_types *out, const void *btf, size_t size, struct ax_arena *arena);
/* ax_types_target - what SEC("tp_btf/NAME"), "fentry/NAME", "lsm/NAME" ... attach to.  -AX_ENOENT: no such thing there
 * (a program may name its target when it is loaded), -AX_EINVAL: this section has none. */
int ax_types_target(const struct ax_btf_types *types, const char *section, struct ax_target *out);
/* ax_types_ops - the same for the function that is this member of a structure (struct_ops).  -AX_ENOENT: there is none. */
int ax_types_ops(const struct ax_btf_types *types, const char *ops, const char *member, struct ax_target *out);
/* ax_types_target_id - the same for a type of that BTF (attach_btf_id of bpf(2)) and Linux's enum bpf_attach_type: BPF_TRACE_RAW_TP
 * to BPF_TRACE_ITER.  -AX_ENOENT: there is no such type; -AX_EINVAL: it is nothing to attach to in this way. */
int ax_types_target_id(const struct ax_btf_types *types, uint32_t id, uint32_t attach_type, struct ax_target *out);

/* ax_types_func - the name of function `id` of that BTF; NULL: it is no function. */
const char *ax_types_func(const struct ax_btf_types *types, uint32_t id);

#ifdef __cplusplus
}
#endif

#endif
