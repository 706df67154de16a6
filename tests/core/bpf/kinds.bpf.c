/* SPDX-License-Identifier: Apache-2.0
 * kinds.bpf.c - every kind of CO-RE relocation, one a program: what the program returns is what the relocation says. */
#include "axiom_bpf.h"

#define FIELD(name, access, kind)                                                                  \
	SEC("socket") int name(struct __sk_buff *skb)                                              \
	{                                                                                          \
		struct thing___mine *t = (void *)skb;                                              \
		return __builtin_preserve_field_info(t->access, kind);                             \
	}
#define TYPE(name, T, kind)                                                                        \
	SEC("socket") int name(struct __sk_buff *skb)                                              \
	{                                                                                          \
		return __builtin_preserve_type_info(*(T *)0, kind);                                \
	}
#define TYPE_ID(name, T, kind)                                                                     \
	SEC("socket") int name(struct __sk_buff *skb)                                              \
	{                                                                                          \
		return (int)__builtin_btf_type_id(*(T *)0, kind);                                  \
	}
#define ENUM(name, T, value, kind)                                                                 \
	SEC("socket") int name(struct __sk_buff *skb)                                              \
	{                                                                                          \
		return (int)__builtin_preserve_enum_value(*(T *)value, kind);                      \
	}
#define LOAD(name, T, access)                                                                      \
	SEC("raw_tp") int name(T *t)                                                               \
	{                                                                                          \
		return (int)t->access;                                                             \
	}
#define STORE(name, T, access)                                                                     \
	SEC("raw_tp") int name(T *t)                                                               \
	{                                                                                          \
		t->access = 1;                                                                     \
		return 0;                                                                          \
	}
enum { OFFSET, SIZE, EXISTS, SIGNED, LSHIFT, RSHIFT };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct inner {
	int a;
	long b;
};
struct nowhere {
	int a;
};
union both {
	int number;
	char text[4];
};
struct thing___mine {
	int x;
	unsigned int grows;
	int signed_grows;
	void *pointer;
	struct inner in;
	int array[4];
	struct inner many[3];
	int matrix[2][3];
	unsigned int bits : 5;
	int sbits : 7;
	unsigned long wide : 40;
	int hidden;
	int gone;
	int other_type;
	struct inner *link;
	int last[];
};
#pragma clang attribute pop
typedef int (*callback_t)(int, struct inner *);
typedef struct inner alias_t;
enum color { RED = 1, GREEN = 2, BLUE = -3, NONE = 9 };
enum color___ours { OURS = 1 };

FIELD(offset_x, x, OFFSET)
FIELD(offset_nested, in.b, OFFSET)
FIELD(offset_array, array[2], OFFSET)
FIELD(offset_many, many[1].b, OFFSET)
FIELD(offset_matrix, matrix[1][2], OFFSET)
FIELD(offset_flexible, last[5], OFFSET)
FIELD(offset_hidden, hidden, OFFSET)
FIELD(offset_gone, gone, OFFSET)
FIELD(offset_bits, bits, OFFSET)
FIELD(size_x, grows, SIZE)
FIELD(size_in, in, SIZE)
FIELD(size_array, array, SIZE)
FIELD(size_element, many[1], SIZE)
FIELD(size_bits, wide, SIZE)
FIELD(exists_x, x, EXISTS)
FIELD(exists_gone, gone, EXISTS)
FIELD(exists_hidden, hidden, EXISTS)
FIELD(exists_other, other_type, EXISTS)
FIELD(exists_element, array[3], EXISTS)
FIELD(signed_x, x, SIGNED)
FIELD(signed_grows, grows, SIGNED)
FIELD(signed_bits, sbits, SIGNED)
FIELD(lshift_bits, bits, LSHIFT)
FIELD(lshift_sbits, sbits, LSHIFT)
FIELD(lshift_wide, wide, LSHIFT)
FIELD(rshift_bits, bits, RSHIFT)
FIELD(rshift_sbits, sbits, RSHIFT)
FIELD(rshift_wide, wide, RSHIFT)
FIELD(lshift_x, x, LSHIFT)
FIELD(rshift_x, x, RSHIFT)
TYPE(type_exists, struct thing___mine, 0)
TYPE(type_missing, struct nowhere, 0)
TYPE(type_enum, enum color, 0)
TYPE(type_typedef, callback_t, 0)
TYPE(type_alias, alias_t, 0)
TYPE(type_union, union both, 0)
TYPE(type_inner, struct inner, 0)
TYPE(type_size, struct inner, 1)
TYPE(type_size_missing, struct nowhere, 1)
TYPE_ID(id_local, struct inner, 0)
TYPE_ID(id_target, struct inner, 1)
TYPE_ID(id_missing, struct nowhere, 1)
ENUM(enum_exists, enum color, GREEN, 0)
ENUM(enum_missing, enum color, NONE, 0)
ENUM(enum_value, enum color, GREEN, 1)
ENUM(enum_negative, enum color, BLUE, 1)
ENUM(enum_poison, enum color, NONE, 1)
ENUM(enum_flavor, enum color___ours, OURS, 0)
LOAD(load_x, struct thing___mine, x)
LOAD(load_grows, struct thing___mine, grows)
LOAD(load_signed_grows, struct thing___mine, signed_grows)
LOAD(load_array, struct thing___mine, array[1])
LOAD(load_gone, struct thing___mine, gone)
LOAD(load_hidden, struct thing___mine, hidden)
STORE(store_x, struct thing___mine, x)
STORE(store_grows, struct thing___mine, grows)
STORE(store_gone, struct thing___mine, gone)

/* The guard is how programs use it: the poisoned load behind it never runs. */
SEC("raw_tp") int guarded(struct thing___mine *t)
{
	if (__builtin_preserve_field_info(t->gone, EXISTS))
		return t->gone;
	return 42;
}

SEC("raw_tp") int follows(struct thing___mine *t)
{
	return (int)t->link->b + (int)(long)t->pointer;
}

char _license[] SEC("license") = "GPL";
