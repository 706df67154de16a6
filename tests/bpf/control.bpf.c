/* SPDX-License-Identifier: Apache-2.0
 * control.bpf.c - what programs of microcontrollers do with numbers: indices that are clamped, in either order, tables that are
 * interpolated, windows, loops up and down, sorting.  tests/embed certifies all of them for a device (rk certify --device). */
#include "axiom_bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");
int table[64];
unsigned head;

SEC("custom/1") int clamp_low_first(struct ax_custom_args *c)
{
	int x = (int)c->args[0];

	if (x < 0)
		x = 0;
	if (x > 63)
		x = 63;
	return table[x];
}

SEC("custom/2") int clamp_high_first(struct ax_custom_args *c)
{
	int x = (int)c->args[0];

	if (x > 63)
		x = 63;
	if (x < 0)
		x = 0;
	return table[x];
}

SEC("custom/3") int interpolate(struct ax_custom_args *c)
{
	unsigned x = (unsigned)c->args[0] & 0xfff, i = x >> 6, f = x & 63;

	if (i > 62)
		i = 62;
	return (table[i] * (64 - (int)f) + table[i + 1] * (int)f) >> 6;
}

SEC("custom/4") int up(struct ax_custom_args *c)
{
	int sum = 0;

	for (int i = 0; i < 64; i++)
		sum += table[i];
	return sum;
}

SEC("custom/5") int down(struct ax_custom_args *c)
{
	int sum = 0;

	for (int i = 63; i >= 0; i--)
		sum += table[i] * (i - 5);
	return sum;
}

SEC("custom/6") int grid(struct ax_custom_args *c)
{
	int sum = 0;

	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 8; j++)
			sum += table[i * 8 + j];
	return sum;
}

SEC("custom/7") int window(struct ax_custom_args *c)
{
	unsigned n = (unsigned)c->args[0];
	int sum = 0;

	if (n > 64)
		n = 64;
	for (unsigned i = 0; i < n; i++)
		sum += table[i];
	return sum;
}

SEC("custom/8") int absolute(struct ax_custom_args *c)
{
	int x = (int)c->args[0];
	unsigned k = x < 0 ? -x : x;

	return table[k % 64] + k / 7;
}

SEC("custom/9") int count(struct ax_custom_args *c)
{
	unsigned key = (unsigned)c->args[0];
	long *value = bpf_map_lookup_elem(&counts, &key);

	if (!value)
		return 0;
	*value += 1;
	return (int)*value;
}

SEC("custom/10") int centre(struct ax_custom_args *c)
{
	int e = (int)c->args[0] - (int)c->args[1];

	if (e > 31)
		e = 31;
	if (e < -32)
		e = -32;
	return table[e + 32];
}

SEC("custom/11") int median(struct ax_custom_args *c)
{
	int a[3];

	for (int i = 0; i < 3; i++)
		a[i] = (int)c->args[i];
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2 - i; j++)
			if (a[j] > a[j + 1]) {
				int t = a[j];

				a[j] = a[j + 1];
				a[j + 1] = t;
			}
	return a[1];
}

SEC("custom/12") int ring(struct ax_custom_args *c)
{
	unsigned h = head;

	table[h % 64] = (int)c->args[0];
	head = (h + 1) % 64;
	return 0;
}

SEC("custom/13") int ones(struct ax_custom_args *c)
{
	unsigned n = 0;
	unsigned long x = c->args[0];

	for (int i = 0; i < 64; i++, x >>= 1)
		n += x & 1;
	return n < 64 ? table[n] : 0;
}

char LICENSE[] SEC("license") = "GPL";
