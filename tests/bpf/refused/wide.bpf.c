/* SPDX-License-Identifier: Apache-2.0
 * wide.bpf.c - a value whose type has 512 members, each of which has 512, and so on: nobody looks at them all. */
#include "axiom_bpf.h"

#define EIGHT(of, type, name) \
	of(type, name##0) of(type, name##1) of(type, name##2) of(type, name##3) \
	of(type, name##4) of(type, name##5) of(type, name##6) of(type, name##7)
#define ONE(type, name) type name;
#define ROW(type, name) EIGHT(ONE, type, name)
#define ROWS(type, name) EIGHT2(ROW, type, name)
#define EIGHT2(of, type, name) \
	of(type, name##0) of(type, name##1) of(type, name##2) of(type, name##3) \
	of(type, name##4) of(type, name##5) of(type, name##6) of(type, name##7)
#define ALL(type) ROWS(type, a) ROWS(type, b) ROWS(type, c) ROWS(type, d) ROWS(type, e) ROWS(type, f) ROWS(type, g) ROWS(type, h)

struct none {};
struct first { ALL(struct none) };
struct second { ALL(struct first) };
struct third { ALL(struct second) };
struct value { int number; ALL(struct third) };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} wide SEC(".maps");

SEC("socket")
int program(struct __sk_buff *skb)
{
	int zero = 0;

	return !bpf_map_lookup_elem(&wide, &zero);
}
