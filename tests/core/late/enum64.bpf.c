/* SPDX-License-Identifier: Apache-2.0
 * enum64.bpf.c - CO-RE on what clang 14 does not write: enumerations of 64 bits, and whether types match. */
#include "axiom_bpf.h"
#define TYPE(name, T, kind) SEC("socket") int name(struct __sk_buff *skb) { return __builtin_preserve_type_info(*(T *)0, kind); }
#define ENUM(name, T, value, kind) SEC("socket") int name(struct __sk_buff *skb) { unsigned long long v = __builtin_preserve_enum_value(*(T *)value, kind); return (int)(v >> 32) ^ (int)v; }
enum big { BIG = 0x1234567890abULL, SMALL = 1 };
enum big___gone { GONE = 0x1ffffffffULL };
enum negative { NEG = -0x123456789abcLL, ONE = 1 };
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct inner { int a; long b; };
struct fewer { int a; };
struct inner___fewer { int a; };
struct inner___more { int a; long b; int c; };
struct inner___other { char *a; };
#pragma clang attribute pop
typedef struct inner alias_t;
typedef int (*callback_t)(int, struct inner *);
ENUM(exists_big, enum big, BIG, 0)
ENUM(value_big, enum big, BIG, 1)
ENUM(value_small, enum big, SMALL, 1)
ENUM(exists_gone, enum big___gone, GONE, 0)
ENUM(value_negative, enum negative, NEG, 1)
TYPE(match_inner, struct inner, 2)
TYPE(match_fewer, struct inner___fewer, 2)
TYPE(match_more, struct inner___more, 2)
TYPE(match_other, struct inner___other, 2)
TYPE(match_nowhere, struct fewer, 2)
TYPE(match_alias, alias_t, 2)
TYPE(match_callback, callback_t, 2)
TYPE(match_enum, enum big, 2)
char LICENSE[] SEC("license") = "GPL";
