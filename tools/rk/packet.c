/* SPDX-License-Identifier: Apache-2.0
 * packet.c - see packet.h.  The command itself is called, as a program would, with this process as its own caller: what the
 * context holds and what comes back is written down once (src/sysbpf/test_packet.c). */
#include <stdlib.h>
#include <string.h>
#include "engine/packet.h"
#include "rk/packet.h"
#include "sysbpf/sysbpf.h"
#include "sysbpf/uapi.h"

enum { DEFAULT_BYTES = 64 };

bool rk_packet_type(u32 prog_type)
{
	return axi_packet_type(prog_type);
}

static bool is_capture(const u8 *bytes, size_t size)
{
	static const u8 magic[][4] = {
		{0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1},
	};

	for (u32 i = 0; size >= 4 && i < ARRAY_LEN(magic); i++)
		if (!memcmp(bytes, magic[i], 4))
			return true;
	return false;
}

int rk_packets_read(const char *text, struct rk_packets *out)
{
	const char *wrong;
	int status = RK_OK;

	*out = (struct rk_packets){0};
	if (!text) {
		out->bytes = calloc(1, DEFAULT_BYTES);
		out->size = DEFAULT_BYTES;
		return out->bytes ? RK_OK : RK_UNUSABLE;
	}
	status = text[0] == '@' ? rk_read(text + 1, &out->bytes, &out->size)
				: rk_hex("--packet", text, strlen(text), &out->bytes, &out->size);
	if (status)
		out->bytes = NULL; /* nothing was given */
	if (status || text[0] != '@' || !is_capture(out->bytes, out->size))
		return status;
	out->captured = true;
	wrong = pcap_open(&out->file, out->bytes, out->size);
	if (wrong)
		rk_error("%s: %s", text + 1, wrong);
	return wrong ? RK_UNUSABLE : RK_OK;
}

/* --- the caller of bpf(2), in the same address space --- */

static int copy_in(void *arg, void *to, u64 user, size_t bytes)
{
	(void)arg;
	memcpy(to, (const void *)(uintptr_t)user, bytes);
	return 0;
}

static int copy_out(void *arg, u64 user, const void *from, size_t bytes)
{
	(void)arg;
	memcpy((void *)(uintptr_t)user, from, bytes);
	return 0;
}

/* the only descriptor: the program */
static int fd_get(void *arg, int fd, enum ax_kind *kind, void **object, u32 *flags)
{
	(void)fd;
	axi_sysbpf_object_get(AX_KIND_PROG, arg);
	*kind = AX_KIND_PROG;
	*object = arg;
	*flags = 0;
	return 0;
}

static bool privileged(void *arg)
{
	(void)arg;
	return true;
}

int rk_packet_run(struct ax_engine *engine, struct ax_prog *prog, struct rk_packet_run *run)
{
	const struct axi_bpf_host host = {
		.arg = prog, .copy_in = copy_in, .copy_out = copy_out, .fd_get = fd_get, .privileged = privileged,
	};
	union axi_attr attr;
	long err;

	memset(&attr, 0, sizeof(attr));
	attr.test = (struct axi_attr_test_run){
		.data_in = (uintptr_t)run->data, .data_size_in = run->size,
		.data_out = (uintptr_t)run->out, .data_size_out = run->room,
		.ctx_in = run->ctx_size ? (uintptr_t)run->ctx : 0, .ctx_size_in = run->ctx_size,
		.repeat = run->repeat,
	};
	err = axi_sysbpf(engine, &host, AXI_BPF_PROG_TEST_RUN, (uintptr_t)&attr, sizeof(attr));
	run->retval = attr.test.retval;
	run->mean_ns = attr.test.duration;
	run->out_size = attr.test.data_size_out;
	return (int)err;
}
