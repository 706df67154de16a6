/* SPDX-License-Identifier: Apache-2.0
 * packet.h - runs of a program on packets, as BPF_PROG_TEST_RUN makes them (docs/bpf-syscall.md). */
#ifndef TOOLS_RK_PACKET_H
#define TOOLS_RK_PACKET_H

#include <axiom/engine.h>
#include "pcap/pcap.h"
#include "rk/rk.h"

/* struct rk_packets - what --packet names: bytes, or a capture file with any number of packets. */
struct rk_packets {
	u8 *bytes;
	size_t size;
	struct pcap file; /* when `captured` */
	bool captured;
};
/* rk_packets_read - from "HEX" or "@FILE"; NULL: 64 zero bytes.  RK_OK, or RK_UNUSABLE with one line printed.  free(bytes). */
int rk_packets_read(const char *text, struct rk_packets *out);

/* rk_packet_type - do programs of this type get a packet, or a context that only BPF_PROG_TEST_RUN makes? */
bool rk_packet_type(u32 prog_type);

/* struct rk_packet_run - in: the packet (Ethernet header first), the caller's struct __sk_buff or xdp_md (ctx_size 0: none), how
 * often; out: the last result, the mean time of a run, and the packet as it left (`room` bytes of `out`, out_size used). */
struct rk_packet_run {
	const u8 *data, *ctx;
	u32 size, ctx_size, repeat;
	u32 retval, mean_ns;
	u8 *out;
	u32 room, out_size;
};
/* rk_packet_run - a status, as the command's errno. */
int rk_packet_run(struct ax_engine *engine, struct ax_prog *prog, struct rk_packet_run *run);

#endif
