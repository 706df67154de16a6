/* SPDX-License-Identifier: Apache-2.0
 * fdt.c - the kernel's device tree reader: trees built here with one thing wrong at a time, QEMU's own trees, and both
 * cut and mutated at every place. */
#include <unistd.h>
#include "dev/fdt/machine.h"
#include "unit/test.h"

/* A tree under construction, as dtc lays it out. */
struct build {
	u8 tree[8192], strings[1024];
	u32 tree_bytes, strings_bytes;
	u64 reservations[8];
	u32 reservation_count;
};

static void put32(u8 *at, u32 value)
{
	at[0] = (u8)(value >> 24);
	at[1] = (u8)(value >> 16);
	at[2] = (u8)(value >> 8);
	at[3] = (u8)value;
}

static void put64(u8 *at, u64 value)
{
	put32(at, (u32)(value >> 32));
	put32(at + 4, (u32)value);
}

static void cell(struct build *b, u32 value)
{
	put32(b->tree + b->tree_bytes, value);
	b->tree_bytes += 4;
}

static void bytes(struct build *b, const void *data, u32 count)
{
	memcpy(b->tree + b->tree_bytes, data, count);
	b->tree_bytes += (count + 3) & ~3u;
}

static void node(struct build *b, const char *name)
{
	cell(b, 1);
	bytes(b, name, (u32)strlen(name) + 1);
}

static void end(struct build *b)
{
	cell(b, 2);
}

static void prop(struct build *b, const char *name, const void *data, u32 count)
{
	cell(b, 3);
	cell(b, count);
	cell(b, b->strings_bytes);
	strcpy((char *)b->strings + b->strings_bytes, name);
	b->strings_bytes += (u32)strlen(name) + 1;
	bytes(b, data, count);
}

static void text(struct build *b, const char *name, const char *value)
{
	prop(b, name, value, (u32)strlen(value) + 1);
}

static void cells(struct build *b, const char *name, u32 count, const u32 *values)
{
	u8 raw[64];
	u32 i;

	for (i = 0; i < count; i++)
		put32(raw + 4 * i, values[i]);
	prop(b, name, raw, 4 * count);
}
#define CELLS(b, name, ...)                                                                        \
	cells(b, name, sizeof((u32[]){__VA_ARGS__}) / 4, (u32[]){__VA_ARGS__})

/* An exact allocation, so that ASan sees one byte too many. */
static u8 *finish(struct build *b, u32 *size)
{
	u32 reserved = 40, tree = reserved + (b->reservation_count + 1) * 16;
	u32 strings, total, i;
	u8 *blob;

	cell(b, 9);
	strings = tree + b->tree_bytes;
	total = strings + b->strings_bytes;
	blob = calloc(1, total);
	put32(blob, 0xd00dfeed);
	put32(blob + 4, total);
	put32(blob + 8, tree);
	put32(blob + 12, strings);
	put32(blob + 16, reserved);
	put32(blob + 20, 17);
	put32(blob + 24, 16);
	put32(blob + 32, b->strings_bytes);
	put32(blob + 36, b->tree_bytes);
	for (i = 0; i < 2 * b->reservation_count; i++)
		put64(blob + reserved + 8 * i, b->reservations[i]);
	memcpy(blob + tree, b->tree, b->tree_bytes);
	memcpy(blob + strings, b->strings, b->strings_bytes);
	*size = total;
	return blob;
}

/* The start of every tree here: 2 address cells and 2 size cells. */
static struct build *root(void)
{
	struct build *b = calloc(1, sizeof(*b));

	node(b, "");
	CELLS(b, "#address-cells", 2);
	CELLS(b, "#size-cells", 2);
	return b;
}

static void memory(struct build *b, u64 base, u64 size)
{
	node(b, "memory");
	text(b, "device_type", "memory");
	CELLS(b, "reg", (u32)(base >> 32), (u32)base, (u32)(size >> 32), (u32)size);
	end(b);
}

static int read_blob(struct machine *machine, const u8 *blob, size_t size)
{
	struct fdt fdt;
	int err = fdt_open(&fdt, blob, size);

	return err ? err : machine_read(machine, &fdt);
}

static int read_tree(struct machine *machine, struct build *b)
{
	u32 size;
	u8 *blob = finish(b, &size);
	int err = read_blob(machine, blob, size);

	free(blob);
	free(b);
	return err;
}

static void check_machine(const struct machine *machine)
{
	u32 i;

	CHECK(machine->ram_count <= MACHINE_RANGES && machine->reserved_count <= MACHINE_RANGES);
	for (i = 0; i < machine->ram_count; i++) {
		CHECK(!(machine->ram[i].base & 4095) && !(machine->ram[i].bytes & 4095));
		CHECK(machine->ram[i].bytes && machine->ram[i].base + machine->ram[i].bytes > machine->ram[i].base);
		if (i)
			CHECK(machine->ram[i - 1].base + machine->ram[i - 1].bytes < machine->ram[i].base);
	}
	for (i = 0; i < machine->reserved_count; i++)
		CHECK(machine->reserved[i].base + machine->reserved[i].bytes > machine->reserved[i].base);
	CHECK(!machine->seed_bytes || machine->seed_at >= 40);
	CHECK(memchr(machine->cmdline, 0, sizeof(machine->cmdline)));
}

TEST(fdt, memory_is_sorted_merged_and_cut_to_pages)
{
	struct machine machine;
	struct build *b = root();

	memory(b, 0x80000000, 0x10000000);
	memory(b, 0x40000400, 0x1000000); /* not on a page */
	memory(b, 0x90000000, 0x1000);    /* touches the first */
	memory(b, 0x100000000, 0xfff);    /* less than a page */
	memory(b, 0x88000000, 0x1000);    /* inside the first */
	memory(b, 0xfffffffffffff000, 0x2000);
	end(b);
	CHECK_EQ(read_tree(&machine, b), 0);
	check_machine(&machine);
	CHECK_EQ(machine.ram_count, 2);
	CHECK_EQ(machine.ram[0].base, 0x40001000);
	CHECK_EQ(machine.ram[0].bytes, 0x1000000 - 0x1000);
	CHECK_EQ(machine.ram[1].base, 0x80000000);
	CHECK_EQ(machine.ram[1].bytes, 0x10001000);
}

TEST(fdt, more_memory_ranges_than_room_are_dropped)
{
	struct machine machine;
	struct build *b = root();
	u32 i;

	for (i = 0; i < 40; i++)
		memory(b, 0x40000000 + i * 0x200000ull, 0x1000);
	end(b);
	CHECK_EQ(read_tree(&machine, b), 0);
	check_machine(&machine);
	CHECK_EQ(machine.ram_count, MACHINE_RANGES);
}

TEST(fdt, a_tree_without_memory_is_refused)
{
	struct machine machine;
	struct build *b = root();

	end(b);
	CHECK_EQ(read_tree(&machine, b), -AX_EINVAL);
	b = root();
	node(b, "memory");
	text(b, "device_type", "memory");
	CELLS(b, "reg", 0, 0x40000000, 0); /* one cell short */
	end(b);
	end(b);
	CHECK_EQ(read_tree(&machine, b), -AX_EINVAL);
	b = root();
	node(b, "memory");
	text(b, "device_type", "memory");
	text(b, "status", "disabled");
	CELLS(b, "reg", 0, 0x40000000, 0, 0x1000000);
	end(b);
	end(b);
	CHECK_EQ(read_tree(&machine, b), -AX_EINVAL);
}

TEST(fdt, absurd_cell_counts_are_ignored)
{
	static const u32 counts[] = {0, 3, 0x7fffffff, 0xffffffff};
	struct machine machine;
	u32 i;

	for (i = 0; i < ARRAY_LEN(counts); i++) {
		struct build *b = root();

		memory(b, 0x40000000, 0x1000000);
		node(b, "bus");
		CELLS(b, "#address-cells", counts[i]);
		CELLS(b, "#size-cells", counts[i]);
		prop(b, "ranges", "", 0);
		memory(b, 0x80000000, 0x1000000);
		end(b);
		end(b);
		CHECK_EQ(read_tree(&machine, b), 0);
		CHECK_EQ(machine.ram_count, 1);
	}
}

TEST(fdt, chosen_gives_command_line_and_initrd)
{
	struct machine machine;
	struct build *b = root();

	memory(b, 0x40000000, 0x10000000);
	node(b, "chosen");
	text(b, "bootargs", "init=/bin/x panic=off");
	prop(b, "rng-seed", "0123456789", 10);
	CELLS(b, "linux,initrd-start", 0x48000123);
	CELLS(b, "linux,initrd-end", 0, 0x48002001);
	end(b);
	end(b);
	b->reservations[0] = 0x41000000;
	b->reservations[1] = 1;
	b->reservation_count = 1;
	CHECK_EQ(read_tree(&machine, b), 0);
	CHECK_STR(machine.cmdline, "init=/bin/x panic=off");
	CHECK_EQ(machine.seed_bytes, 10);
	CHECK_EQ(machine.initrd, 0x48000123);
	CHECK_EQ(machine.initrd_bytes, 0x48002001 - 0x48000123);
	CHECK_EQ(machine.reserved_count, 2);
	CHECK_EQ(machine.reserved[0].base, 0x48000000);
	CHECK_EQ(machine.reserved[0].bytes, 0x3000);
	CHECK_EQ(machine.reserved[1].base, 0x41000000);
	CHECK_EQ(machine.reserved[1].bytes, 0x1000);
}

TEST(fdt, an_initrd_that_ends_before_it_starts_is_none)
{
	struct machine machine;
	struct build *b = root();

	memory(b, 0x40000000, 0x10000000);
	node(b, "chosen");
	prop(b, "bootargs", "abc", 3); /* not terminated */
	CELLS(b, "linux,initrd-start", 0x48000000);
	CELLS(b, "linux,initrd-end", 0x47000000);
	end(b);
	end(b);
	CHECK_EQ(read_tree(&machine, b), 0);
	CHECK_STR(machine.cmdline, "");
	CHECK_EQ(machine.initrd, 0);
	CHECK_EQ(machine.initrd_bytes, 0);
	CHECK_EQ(machine.reserved_count, 0);
}

static void uart(struct build *b, const char *name, u32 base, const char *status)
{
	node(b, name);
	prop(b, "compatible", "arm,pl011\0arm,primecell", 24);
	CELLS(b, "reg", 0, base, 0, 0x1000);
	CELLS(b, "interrupts", 0, base >> 16 & 0xff, 4);
	if (status)
		text(b, "status", status);
	end(b);
}

TEST(fdt, the_console_is_the_stdout_path_or_the_first_port)
{
	struct machine machine;
	int order;

	for (order = 0; order < 3; order++) { /* chosen after the ports, before them, absent */
		struct build *b = root();

		memory(b, 0x40000000, 0x10000000);
		if (order == 1) {
			node(b, "chosen");
			text(b, "stdout-path", "/serial@9020000:115200");
			end(b);
		}
		uart(b, "serial@9000000", 0x9000000, "disabled");
		uart(b, "serial@9010000", 0x9010000, NULL);
		uart(b, "serial@9020000", 0x9020000, "okay");
		uart(b, "serial@9030000", 0x9030000, NULL);
		if (order == 0) {
			node(b, "chosen");
			text(b, "stdout-path", "/serial@9020000");
			end(b);
		}
		end(b);
		CHECK_EQ(read_tree(&machine, b), 0);
		CHECK_EQ(machine.uart.base, order < 2 ? 0x9020000 : 0x9010000);
		CHECK_EQ(machine.uart_irq, 32 + (order < 2 ? 2 : 1));
	}
}

TEST(fdt, addresses_behind_a_translating_bus_are_not_taken)
{
	struct machine machine;
	struct build *b = root();

	memory(b, 0x40000000, 0x10000000);
	node(b, "soc");
	CELLS(b, "#address-cells", 2);
	CELLS(b, "#size-cells", 2);
	CELLS(b, "ranges", 0, 0, 0, 0xfe000000, 0, 0x1000000);
	uart(b, "serial@201000", 0x201000, NULL);
	end(b);
	node(b, "plain");
	CELLS(b, "#address-cells", 2);
	CELLS(b, "#size-cells", 2);
	prop(b, "ranges", "", 0);
	uart(b, "serial@9000000", 0x9000000, NULL);
	end(b);
	end(b);
	CHECK_EQ(read_tree(&machine, b), 0);
	CHECK_EQ(machine.uart.base, 0x9000000);
}

TEST(fdt, nesting_has_a_limit)
{
	struct machine machine;
	int deep;

	for (deep = 0; deep < 2; deep++) {
		struct build *b = root();
		u32 i, depth = FDT_MAX_DEPTH - 1 + (u32)deep;

		memory(b, 0x40000000, 0x10000000);
		for (i = 0; i < depth; i++)
			node(b, "n");
		for (i = 0; i < depth; i++)
			end(b);
		end(b);
		CHECK_EQ(read_tree(&machine, b), 0);
		CHECK_EQ(machine.broken, deep);
	}
}

TEST(fdt, a_header_that_lies_is_refused)
{
	static const struct {
		u32 at, value;
	} lies[] = {
		{0, 0xd00dfeee}, {4, 39}, {4, 0xffffffff}, {4, FDT_MAX_BYTES + 1}, {8, 0xfffffffc}, {8, 41},
		{12, 0x10000}, {20, 16}, {24, 18}, {32, 0xffffffff}, {36, 0xffffffff}, {36, 0x10000},
	};
	struct build *b = root();
	struct machine machine;
	u32 size, i;
	u8 *blob;

	memory(b, 0x40000000, 0x10000000);
	end(b);
	blob = finish(b, &size);
	for (i = 0; i < ARRAY_LEN(lies); i++) {
		u8 *copy = malloc(size);

		memcpy(copy, blob, size);
		put32(copy + lies[i].at, lies[i].value);
		if (read_blob(&machine, copy, size) != -AX_EINVAL)
			test_fail(__FILE__, __LINE__, "header + %u = 0x%x was accepted", lies[i].at, lies[i].value);
		free(copy);
	}
	CHECK_EQ(read_blob(&machine, blob, size), 0);
	CHECK_EQ(read_blob(&machine, blob, 39), -AX_EINVAL);
	free(blob);
	free(b);
}

TEST(fdt, padding_is_not_counted_as_used)
{
	struct build *b = root();
	u32 size;
	u8 *blob, *padded = calloc(1, 65536);
	struct fdt fdt;

	memory(b, 0x40000000, 0x10000000);
	b->reservation_count = 2;
	b->reservations[0] = b->reservations[1] = b->reservations[2] = b->reservations[3] = 4096;
	end(b);
	blob = finish(b, &size);
	CHECK_EQ(fdt_open(&fdt, blob, size), 0);
	CHECK_EQ(fdt.used, size);
	memcpy(padded, blob, size);
	put32(padded + 4, 65536);
	CHECK_EQ(fdt_open(&fdt, padded, 65536), 0);
	CHECK_EQ(fdt.used, size);
	free(padded);
	free(blob);
	free(b);
}

/* QEMU's tree, without the padding that QEMU adds; NULL when there is no QEMU. */
static u8 *qemu_tree(const char *options, u32 *size)
{
	char path[] = "/tmp/axiom-fdt-XXXXXX", command[400];
	int fd = mkstemp(path);
	u8 header[40] = {0}, *blob = NULL;
	FILE *file;

	if (fd < 0)
		return NULL;
	snprintf(command, sizeof(command),
		 "timeout 30 qemu-system-aarch64 -M virt,dumpdtb=%s%s -cpu cortex-a72 -m 256 -display none >/dev/null 2>&1",
		 path, options);
	close(fd); /* QEMU replaces the file */
	if (!system(command) && (file = fopen(path, "rb"))) {
		if (fread(header, 1, 40, file) == 40) {
			u32 tree = __builtin_bswap32(*(u32 *)(header + 8)) + __builtin_bswap32(*(u32 *)(header + 36));
			u32 strings = __builtin_bswap32(*(u32 *)(header + 12)) + __builtin_bswap32(*(u32 *)(header + 32));

			*size = tree > strings ? tree : strings;
			blob = calloc(1, *size);
			rewind(file);
			if (fread(blob, 1, *size, file) != *size)
				*size = 0;
			put32(blob + 4, *size);
		}
		fclose(file);
	}
	unlink(path);
	return blob;
}

TEST(fdt, qemu_trees_are_read_whole)
{
	static const struct {
		const char *options;
		enum machine_gic gic;
		u64 gic_cpu;
		enum machine_psci psci;
	} rows[] = {
		{",gic-version=2", GIC_V2, 0x8010000, PSCI_HVC},
		{",gic-version=3", GIC_V3, 0x80a0000, PSCI_HVC},
		{",gic-version=3,virtualization=on", GIC_V3, 0x80a0000, PSCI_SMC},
	};
	u32 i, size = 0;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct machine machine;
		u8 *blob = qemu_tree(rows[i].options, &size);

		if (!blob)
			test_skip("no qemu-system-aarch64");
		CHECK_EQ(read_blob(&machine, blob, size), 0);
		check_machine(&machine);
		CHECK(!machine.broken);
		CHECK_EQ(machine.ram_count, 1);
		CHECK_EQ(machine.ram[0].base, 0x40000000);
		CHECK_EQ(machine.ram[0].bytes, 256u << 20);
		CHECK_EQ(machine.gic, rows[i].gic);
		CHECK_EQ(machine.gic_dist.base, 0x8000000);
		CHECK_EQ(machine.gic_cpu.base, rows[i].gic_cpu);
		CHECK_EQ(machine.uart.base, 0x9000000);
		CHECK_EQ(machine.uart_irq, 33);
		CHECK_EQ(machine.rtc, 0x9010000);
		CHECK_EQ(machine.timer_irq, 27);
		CHECK_EQ(machine.psci, rows[i].psci);
		free(blob);
	}
}

static void cut_and_mutate(const u8 *blob, u32 size, u32 rounds)
{
	uint64_t seed = test_seed();
	struct machine machine;
	u32 i, n;

	for (i = 0; i < size; i += 1 + size / 2000) {
		u8 *copy = malloc(i ? i : 1);

		memcpy(copy, blob, i);
		CHECK(read_blob(&machine, copy, i) == -AX_EINVAL);
		if (i >= 40) { /* the header admits the cut: only the blocks lie outside */
			put32(copy + 4, i);
			if (!read_blob(&machine, copy, i))
				check_machine(&machine);
		}
		free(copy);
	}
	for (i = 0; i < rounds; i++) {
		u8 *copy = malloc(size);

		memcpy(copy, blob, size);
		for (n = 1 + test_random(&seed) % 4; n; n--) {
			u32 at = (u32)(test_random(&seed) % size);

			if (test_random(&seed) % 2)
				copy[at] = (u8)test_random(&seed);
			else if (at + 4 <= size)
				put32(copy + at, (u32)(1u << test_random(&seed) % 32) - (u32)(test_random(&seed) % 3));
		}
		if (!read_blob(&machine, copy, size))
			check_machine(&machine);
		free(copy);
	}
}

TEST(fdt, any_damage_stays_inside_the_blob)
{
	struct build *b = root();
	u32 size;
	u8 *blob;

	memory(b, 0x40000000, 0x10000000);
	node(b, "reserved-memory");
	CELLS(b, "#address-cells", 2);
	CELLS(b, "#size-cells", 2);
	prop(b, "ranges", "", 0);
	node(b, "secret@44000000");
	CELLS(b, "reg", 0, 0x44000000, 0, 0x1000);
	end(b);
	end(b);
	node(b, "chosen");
	text(b, "bootargs", "x");
	CELLS(b, "linux,initrd-start", 0x48000000);
	CELLS(b, "linux,initrd-end", 0x48010000);
	end(b);
	uart(b, "serial@9010000", 0x9010000, NULL);
	end(b);
	b->reservation_count = 1;
	b->reservations[0] = 0x41000000;
	b->reservations[1] = 0x1000;
	blob = finish(b, &size);
	cut_and_mutate(blob, size, 100000);
	free(blob);
	free(b);
	blob = qemu_tree("", &size);
	if (blob)
		cut_and_mutate(blob, size, 10000);
	free(blob);
}
