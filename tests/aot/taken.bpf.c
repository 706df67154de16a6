/* SPDX-License-Identifier: Apache-2.0
 * taken.bpf.c - programs whose names are like those that the C text has for functions, data and maps of its own. */
#define SEC(name) __attribute__((section(name), used))

int counter;
static __attribute__((noinline)) int twice(int x) { return counter + 2 * x; }
SEC("socket") int a(unsigned *ctx) { return twice((int)ctx[0]); }
SEC("socket") int a_f0(void *ctx) { return 5; }
SEC("socket") int a_0(void *ctx) { return 5; }
SEC("socket") int f_a(void *ctx) { return twice(3); }
SEC("socket") int data0(void *ctx) { return counter++; }
SEC("socket") int data_0(void *ctx) { return 7; }
#ifdef MAP
SEC("socket") int MAP(void *ctx) { return 8; }
#endif
