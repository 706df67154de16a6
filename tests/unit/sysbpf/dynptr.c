/* SPDX-License-Identifier: Apache-2.0
 * dynptr.c - what dynptrs and user ring buffers do when programs run: the same programs here and on the host's Linux. */
#include <linux/btf.h>
#include "isa/asm.h"
#include "selftests/static_function.h"
#include "unit/sysbpf/world.h"

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* Linux takes a function's address when it knows that the function is static: BTF with one function of that kind. */
static int functions(struct world *world)
{
	union bpf_attr attr = {.btf = at(&static_function_btf), .btf_size = STATIC_FUNCTION_BYTES};

	return (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr));
}

/* Load a classifier from text, run it on 16 bytes, and remember its result. */
static void run(struct world *world, const char *text, const int *maps)
{
	struct ax_insn insns[256];
	struct axi_asm_error err = {0};
	u8 packet[16] = {1, 2, 3, 4};
	int n = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &err), fd, btf = -1;
	u32 info[2][2] = {{0, STATIC_FUNCTION_TYPE}, {0, STATIC_FUNCTION_TYPE}};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SCHED_CLS, .insns = at(insns), .insn_cnt = (u32)n, .license = at("GPL"), .fd_array = at(maps),
	};

	if (n < 0)
		test_fail(__FILE__, __LINE__, "line %u: %s", err.line, err.text);
	for (int i = 0; i < n && btf < 0; i++)
		if (insns[i].opcode == AX_OP_LDDW && insns[i].src == AX_PSEUDO_FUNC) {
			info[1][0] = (u32)(i + 1 + insns[i].imm);
			btf = functions(world);
			attr.prog_btf_fd = (u32)btf;
			attr.func_info = at(info);
			attr.func_info_cnt = 2;
			attr.func_info_rec_size = 8;
		}
	fd = (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
	attr = (union bpf_attr){.test = {.prog_fd = (u32)fd, .data_in = at(packet), .data_size_in = sizeof(packet)}};
	world_bpf(world, BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	world_note(world, attr.test.retval);
	world_close(world, fd);
	world_close(world, btf);
}

static void value_told(struct world *world, int fd)
{
	u64 value[8] = {0};
	u32 key = 0;
	union bpf_attr attr = {.map_fd = (u32)fd, .key = at(&key), .value = at(value)};

	world_bpf(world, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
	for (u32 i = 0; i < ARRAY_LEN(value); i++)
		world_note(world, (u32)value[i]);
}

/* `make` with these numbers; R0 is its result, and then that of reading `len` bytes at `offset`. */
static void make_and_read(struct world *world, const int *maps, u32 size, u32 flags, u32 offset, u32 len, u32 read_flags)
{
	char text[1024];

	snprintf(text, sizeof(text),
		 "lddw r1, map[0]+0\nmov r2, %u\nmov r3, %u\nmov r4, r10\nadd r4, -16\ncall 197\nmov r6, r0\n"
		 "stdw [r10-32], 0\nstdw [r10-24], 0\n"
		 "mov r1, r10\nadd r1, -32\nmov r2, %u\nmov r3, r10\nadd r3, -16\nmov r4, %u\nmov r5, %u\ncall 201\n"
		 "ldxdw r1, [r10-32]\nlsh r1, 16\nadd r0, r1\nlsh r6, 8\nadd r0, r6\nexit\n",
		 size, flags, len, offset, read_flags);
	run(world, text, maps);
}

static void values(struct world *world)
{
	int maps[] = {world_map(world, BPF_MAP_TYPE_ARRAY, 4, 64, 1, 0)};
	u64 value[8] = {0x0102030405060708, 0x1112131415161718, 3, 4, 5, 6, 7, 8};
	u32 key = 0;
	union bpf_attr attr = {.map_fd = (u32)maps[0], .key = at(&key), .value = at(value)};

	world_bpf(world, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr));
	make_and_read(world, maps, 64, 0, 0, 8, 0);
	make_and_read(world, maps, 64, 0, 1, 8, 0);
	make_and_read(world, maps, 64, 0, 56, 8, 0);
	make_and_read(world, maps, 64, 0, 57, 8, 0);
	make_and_read(world, maps, 64, 0, 64, 0, 0);
	make_and_read(world, maps, 64, 0, 65, 0, 0);
	make_and_read(world, maps, 64, 0, UINT32_MAX, 8, 0);
	make_and_read(world, maps, 16, 0, 16, 8, 0);
	make_and_read(world, maps, 0, 0, 0, 8, 0);
	make_and_read(world, maps, 0, 0, 0, 0, 0);
	make_and_read(world, maps, 64, 1, 0, 8, 0);
	make_and_read(world, maps, 64, 0, 0, 8, 1);
	/* write: inside, beyond, with flags; through a slice */
	for (u32 flags = 0; flags < 2; flags++)
		for (u32 offset = 0; offset < 72; offset += 19) {
			char text[1024];

			snprintf(text, sizeof(text),
				 "lddw r1, map[0]+0\nmov r2, 64\nmov r3, 0\nmov r4, r10\nadd r4, -16\ncall 197\n"
				 "lddw r1, 0x7766554433221100\nadd r1, %u\nstxdw [r10-24], r1\n"
				 "mov r1, r10\nadd r1, -16\nmov r2, %u\nmov r3, r10\nadd r3, -24\nmov r4, 8\nmov r5, %u\ncall 202\n"
				 "mov r6, r0\n"
				 "mov r1, r10\nadd r1, -16\nmov r2, %u\nmov r3, 4\ncall 203\njeq r0, 0, none\n"
				 "ldxw r1, [r0]\nadd r1, 1\nstxw [r0], r1\nmov r0, r6\nexit\nnone:\nmov r0, r6\nadd r0, 1000\nexit\n",
				 offset, offset, flags, offset + 2);
			run(world, text, maps);
			value_told(world, maps[0]);
		}
	/* source and destination overlap */
	run(world, "lddw r1, map[0]+0\nmov r2, 64\nmov r3, 0\nmov r4, r10\nadd r4, -16\ncall 197\n"
		   "mov r1, r10\nadd r1, -16\nmov r2, 3\nlddw r3, map[0]+0\nmov r4, 40\nmov r5, 0\ncall 202\n"
		   "mov r6, r0\nlddw r1, map[0]+1\nmov r2, 30\nmov r3, r10\nadd r3, -16\nmov r4, 2\nmov r5, 0\ncall 201\nadd r0, r6\nexit\n", maps);
	value_told(world, maps[0]);
	world_close(world, maps[0]);
}

TEST(sysbpf, dynptrs_of_values_do_as_on_linux)
{
	world_compare("values", values);
}

/* Reserve, write, take a slice, give back; the result says what each of them returned and how much is in the ring. */
static void reserve(struct world *world, const int *maps, u32 size, u32 flags, u32 give, u32 give_flags)
{
	char text[1024];

	snprintf(text, sizeof(text),
		 "lddw r1, map[0]\nlddw r2, %u\nmov r3, %u\nmov r4, r10\nadd r4, -16\ncall 198\nmov r6, r0\n"
		 "stdw [r10-24], 77\n"
		 "mov r1, r10\nadd r1, -16\nmov r2, 4\nmov r3, r10\nadd r3, -24\nmov r4, 8\nmov r5, 0\ncall 202\nmov r7, r0\n"
		 "mov r1, r10\nadd r1, -16\nmov r2, 0\nmov r3, 8\ncall 203\njeq r0, 0, give\nstdw [r0], 5\nadd r7, 100\n"
		 "give:\nmov r1, r10\nadd r1, -16\nmov r2, %u\ncall %u\n"
		 "lddw r1, map[0]\nmov r2, 0\ncall 134\nlsh r0, 16\nlsh r6, 8\nadd r0, r6\nadd r0, r7\nexit\n",
		 size, flags, give_flags, give);
	run(world, text, maps);
}

static void records(struct world *world)
{
	int maps[] = {world_map(world, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0)};

	reserve(world, maps, 16, 0, 199, 0);
	reserve(world, maps, 16, 0, 200, 0);
	reserve(world, maps, 16, 1, 199, 0);
	reserve(world, maps, 16, 2, 200, 1);
	reserve(world, maps, 4, 0, 199, 1);
	reserve(world, maps, 0, 0, 199, 2);
	reserve(world, maps, 5000, 0, 199, 0);
	reserve(world, maps, 1u << 24, 0, 199, 0);
	reserve(world, maps, (1u << 24) - 1, 0, 200, 0);
	reserve(world, maps, UINT32_MAX, 0, 200, 0);
	for (u32 i = 0; i < 6; i++)
		reserve(world, maps, 1000, 0, i & 1 ? 200 : 199, 0);
	world_close(world, maps[0]);
}

TEST(sysbpf, dynptrs_of_ring_buffers_do_as_on_linux)
{
	world_compare("records", records);
}

/* ---- user ring buffers ---- */

struct ring {
	u64 *consumer, *producer;
	u8 *data;
};

static void put(struct ring *ring, u64 value, u32 len, u32 flags)
{
	u64 pos = *ring->producer;
	u32 *header = (u32 *)(void *)(ring->data + (pos & 4095));

	memcpy(header + 2, &value, len < 8 ? len : 8);
	header[0] = len | flags;
	__atomic_store_n(ring->producer, pos + ((len + 15) & ~7u), __ATOMIC_RELEASE);
}

/* Adds up the samples' first 8 bytes in R6's frame; stops after one that is 99. */
static const char *const drain =
	"stdw [r10-8], 0\nlddw r1, map[0]\nlddw r2, func body\nmov r3, r10\nadd r3, -8\nmov r4, %u\ncall 209\n"
	"mov r6, r0\nldxdw r0, [r10-8]\nlsh r0, 8\nadd r0, r6\nexit\n"
	"body:\nmov r6, r1\nmov r7, r2\nmov r2, 0\nmov r3, 8\ncall 203\njeq r0, 0, none\n"
	"ldxdw r8, [r0]\nldxdw r1, [r7]\nadd r1, r8\nstxdw [r7], r1\n"
	"mov r1, r10\nadd r1, -8\nmov r2, 8\nmov r3, r6\nmov r4, 0\nmov r5, 0\ncall 201\n"
	"jne r0, 0, none\nldxdw r1, [r10-8]\nmov r0, 0\njne r1, 99, out\nmov r0, 1\nout:\nexit\n"
	"none:\nldxdw r1, [r7]\nadd r1, 1000\nstxdw [r7], r1\nmov r0, 0\nexit\n";

static void drain_once(struct world *world, const int *maps, struct ring *ring, u32 flags)
{
	char text[2048];

	snprintf(text, sizeof(text), drain, flags);
	run(world, text, maps);
	world_note(world, *ring->producer - *ring->consumer);
}

static void samples(struct world *world)
{
	int maps[] = {world_map(world, BPF_MAP_TYPE_USER_RINGBUF, 0, 0, 4096, 0)};
	struct ring ring = {
		.consumer = world_mmap(world, maps[0], 0, 4096, false), .producer = world_mmap(world, maps[0], 4096, 3 * 4096, true),
	};

	ring.data = (u8 *)ring.producer + 4096;
	drain_once(world, maps, &ring, 0);
	for (u32 i = 1; i < 20; i++)
		put(&ring, i, i == 7 ? 4 : 8, i == 5 ? BPF_RINGBUF_DISCARD_BIT : 0);
	drain_once(world, maps, &ring, 0);
	put(&ring, 3, 8, 0);
	put(&ring, 99, 8, 0);
	put(&ring, 4, 8, 0);
	drain_once(world, maps, &ring, BPF_RB_NO_WAKEUP);
	drain_once(world, maps, &ring, BPF_RB_FORCE_WAKEUP);
	drain_once(world, maps, &ring, 4);
	put(&ring, 5, 8, BPF_RINGBUF_BUSY_BIT);
	drain_once(world, maps, &ring, 0);
	*ring.producer += 3; /* not a multiple of 8 */
	drain_once(world, maps, &ring, 0);
	*ring.producer = *ring.consumer;
	put(&ring, 5, 8, 0);
	((u32 *)(void *)(ring.data + (*ring.consumer & 4095)))[0] = 4096; /* longer than what is there */
	drain_once(world, maps, &ring, 0);
	*ring.producer = *ring.consumer + (1u << 20);
	((u32 *)(void *)(ring.data + (*ring.consumer & 4095)))[0] = 8192; /* longer than the ring */
	drain_once(world, maps, &ring, 0);
	world_munmap(world, maps[0], ring.consumer, 4096, false);
	world_munmap(world, maps[0], ring.producer, 3 * 4096, true);
	world_close(world, maps[0]);
}

TEST(sysbpf, programs_drain_user_ring_buffers_as_on_linux)
{
	world_compare("samples", samples);
}
