/* SPDX-License-Identifier: Apache-2.0
 * nothing.bpf.c - the smallest program: no map, no licence, no data. */
__attribute__((section("xdp"), used)) int pass(void *ctx)
{
	return 2;
}
