/* SPDX-License-Identifier: Apache-2.0
 * machine.c - device tree to struct machine.  A node is judged when it ends, with all its
 * properties known; addresses are those of nodes whose parents translate them one to one (the root,
 * and buses with empty `ranges`). */
#include "dev/fdt/machine.h"
#include "base/str.h"

#define PAGE 4096ull

struct node {
	const char *name;
	struct fdt_item compatible, reg, interrupts, status, device_type, method;
	u32 address_cells, size_cells; /* for its children */
	bool identity;                 /* its children's addresses are CPU addresses */
};

struct reader {
	struct machine *machine;
	const struct fdt *fdt;
	struct node nodes[FDT_MAX_DEPTH + 1]; /* [0] stands for the parent of the root */
	u32 depth;
	struct fdt_item stdout_path;
	bool uart_is_stdout;
};

static void add_ram(struct machine *machine, u64 base, u64 bytes)
{
	struct machine_range *ram = machine->ram;
	u64 start, end;
	u32 at, i;

	if (base > UINT64_MAX - PAGE || bytes > UINT64_MAX - PAGE - base)
		return;
	start = align_up(base, PAGE);
	end = (base + bytes) & ~(PAGE - 1);
	if (start >= end)
		return;
	for (at = 0; at < machine->ram_count && ram[at].base + ram[at].bytes < start; at++)
		;
	/* swallow every range that the new one touches */
	while (at < machine->ram_count && ram[at].base <= end) {
		start = min_u64(start, ram[at].base);
		end = max_u64(end, ram[at].base + ram[at].bytes);
		machine->ram_count--;
		for (i = at; i < machine->ram_count; i++)
			ram[i] = ram[i + 1];
	}
	if (machine->ram_count == MACHINE_RANGES)
		return;
	for (i = machine->ram_count; i > at; i--)
		ram[i] = ram[i - 1];
	ram[at] = (struct machine_range){start, end - start};
	machine->ram_count++;
}

int machine_add_reserved(struct machine *machine, u64 base, u64 bytes)
{
	u64 end;

	if (!bytes)
		return 0;
	end = bytes > UINT64_MAX - PAGE - base || base > UINT64_MAX - PAGE
	              ? UINT64_MAX & ~(PAGE - 1)
	              : align_up(base + bytes, PAGE);
	if (machine->reserved_count == MACHINE_RANGES)
		return -AX_ENOSPC;
	base &= ~(PAGE - 1);
	machine->reserved[machine->reserved_count++] = (struct machine_range){base, end - base};
	return 0;
}

/* Entry n of a node's reg, in the cells of its parent. */
static bool node_reg(const struct reader *reader, const struct node *node, u32 n,
                     struct machine_range *out)
{
	const struct node *parent = &reader->nodes[reader->depth - 1];
	u32 address = parent->address_cells, size = parent->size_cells;
	u32 cells = address + size;

	if (!parent->identity || address < 1 || address > 2 || size > 2)
		return false;
	if (node->reg.bytes / 4 / cells <= n)
		return false;
	out->base = fdt_number(&node->reg, n * cells, address);
	out->bytes = size ? fdt_number(&node->reg, n * cells + address, size) : 0;
	return true;
}

/* A GIC interrupt specifier (arm,gic.yaml): kind, number, flags. 0 when there is none. */
static u32 node_irq(const struct node *node, u32 n)
{
	u32 kind = fdt_cell(&node->interrupts, n * 3),
	    number = fdt_cell(&node->interrupts, n * 3 + 1);

	if (node->interrupts.bytes / 12 <= n)
		return 0;
	if (kind == 0 && number < 988)
		return number + 32;
	if (kind == 1 && number < 16)
		return number + 16;
	return 0;
}

static bool text_is(const struct fdt_item *item, const char *text)
{
	return item->bytes == axi_strlen(text) + 1 && !memcmp(item->data, text, item->bytes);
}

/* Does /chosen/stdout-path name the node by its full path?  Aliases are not followed. */
static bool is_stdout(const struct reader *reader, const struct node *node)
{
	const struct fdt_item *path = &reader->stdout_path;
	size_t length = axi_strlen(node->name);

	if (path->bytes < length + 2 || path->data[0] != '/' ||
	    memcmp(path->data + 1, node->name, length))
		return false;
	return !path->data[length + 1] || path->data[length + 1] == ':';
}

static void end_uart(struct reader *reader, const struct node *node)
{
	struct machine *machine = reader->machine;
	struct machine_range reg;

	if (!node_reg(reader, node, 0, &reg) || !reg.bytes)
		return;
	if (machine->uart.bytes && (reader->uart_is_stdout || !is_stdout(reader, node)))
		return;
	machine->uart = reg;
	machine->uart_irq = node_irq(node, 0);
	reader->uart_is_stdout = is_stdout(reader, node);
}

static void end_gic(struct reader *reader, const struct node *node, enum machine_gic kind)
{
	struct machine *machine = reader->machine;
	struct machine_range dist, cpu;

	if (machine->gic != GIC_NONE || !node_reg(reader, node, 0, &dist) ||
	    !node_reg(reader, node, 1, &cpu))
		return;
	machine->gic = kind;
	machine->gic_dist = dist;
	machine->gic_cpu = cpu;
}

static void end_memory(struct reader *reader, const struct node *node)
{
	struct machine_range reg;
	u32 i;

	for (i = 0; node_reg(reader, node, i, &reg); i++)
		add_ram(reader->machine, reg.base, reg.bytes);
}

static void end_reserved(struct reader *reader, const struct node *node)
{
	struct machine_range reg;
	u32 i;

	for (i = 0; node_reg(reader, node, i, &reg); i++)
		machine_add_reserved(reader->machine, reg.base, reg.bytes);
}

static void end_node(struct reader *reader)
{
	struct machine *machine = reader->machine;
	const struct node *node = &reader->nodes[reader->depth];
	struct machine_range reg;

	if (node->status.bytes && !text_is(&node->status, "okay") && !text_is(&node->status, "ok"))
		return;
	if (text_is(&node->device_type, "memory"))
		end_memory(reader, node);
	else if (reader->depth == 3 && axi_streq(reader->nodes[2].name, "reserved-memory"))
		end_reserved(reader, node);
	else if (fdt_has_string(&node->compatible, "arm,pl011"))
		end_uart(reader, node);
	else if (fdt_has_string(&node->compatible, "arm,cortex-a15-gic") ||
	         fdt_has_string(&node->compatible, "arm,gic-400"))
		end_gic(reader, node, GIC_V2);
	else if (fdt_has_string(&node->compatible, "arm,gic-v3"))
		end_gic(reader, node, GIC_V3);
	else if (fdt_has_string(&node->compatible, "arm,pl031") && node_reg(reader, node, 0, &reg))
		machine->rtc = reg.base;
	else if (fdt_has_string(&node->compatible, "arm,armv8-timer"))
		machine->timer_irq = node_irq(node, 2); /* secure, physical, virtual, hypervisor */
	else if (fdt_has_string(&node->compatible, "arm,psci-0.2") ||
	         fdt_has_string(&node->compatible, "arm,psci-1.0"))
		machine->psci = text_is(&node->method, "hvc")   ? PSCI_HVC
		                : text_is(&node->method, "smc") ? PSCI_SMC
		                                                : PSCI_NONE;
}

static void chosen_property(struct reader *reader, const struct fdt_item *item)
{
	struct machine *machine = reader->machine;
	u32 cells = item->bytes == 8 ? 2 : 1;

	if (axi_streq(item->name, "bootargs") && item->bytes && !item->data[item->bytes - 1])
		axi_strcopy(machine->cmdline, (const char *)item->data, sizeof(machine->cmdline));
	else if (axi_streq(item->name, "rng-seed")) {
		machine->seed_at = (u32)(item->data - reader->fdt->blob);
		machine->seed_bytes = item->bytes;
	} else if (axi_streq(item->name, "linux,initrd-start"))
		machine->initrd = fdt_number(item, 0, cells);
	else if (axi_streq(item->name, "linux,initrd-end"))
		machine->initrd_bytes = fdt_number(item, 0, cells); /* its end, for now */
}

static void property(struct reader *reader, const struct fdt_item *item)
{
	struct node *node = &reader->nodes[reader->depth];

	if (reader->depth == 2 && axi_streq(node->name, "chosen"))
		chosen_property(reader, item);
	else if (axi_streq(item->name, "compatible"))
		node->compatible = *item;
	else if (axi_streq(item->name, "reg"))
		node->reg = *item;
	else if (axi_streq(item->name, "interrupts"))
		node->interrupts = *item;
	else if (axi_streq(item->name, "status"))
		node->status = *item;
	else if (axi_streq(item->name, "device_type"))
		node->device_type = *item;
	else if (axi_streq(item->name, "method"))
		node->method = *item;
	else if (axi_streq(item->name, "#address-cells"))
		node->address_cells = fdt_cell(item, 0);
	else if (axi_streq(item->name, "#size-cells"))
		node->size_cells = fdt_cell(item, 0);
	else if (axi_streq(item->name, "ranges") && !item->bytes)
		node->identity = reader->nodes[reader->depth - 1].identity;
}

static void begin_node(struct reader *reader, const struct fdt_item *item)
{
	reader->nodes[reader->depth] = (struct node){
		.name = item->name,
		.address_cells = 2, /* the specification's defaults */
		.size_cells = 1,
		.identity = reader->depth == 1, /* the root; others by `ranges` */
	};
}

static void check_initrd(struct machine *machine)
{
	u64 end = machine->initrd_bytes;

	machine->initrd_bytes = 0;
	if (machine->initrd && end > machine->initrd) {
		machine->initrd_bytes = end - machine->initrd;
		machine_add_reserved(machine, machine->initrd, machine->initrd_bytes);
	} else {
		machine->initrd = 0;
	}
}

/* /chosen may stand after the ports that it chooses from: a pass of its own. */
static void find_stdout(struct reader *reader, const struct fdt *fdt)
{
	struct fdt_cursor cursor = {0};
	struct fdt_item item;
	bool chosen = false;
	int token;

	while ((token = fdt_next(fdt, &cursor, &item)) > FDT_DONE) {
		if (token == FDT_NODE && cursor.depth == 2)
			chosen = axi_streq(item.name, "chosen");
		else if (token == FDT_PROPERTY && cursor.depth == 2 && chosen &&
		         axi_streq(item.name, "stdout-path"))
			reader->stdout_path = item;
	}
}

int machine_read(struct machine *machine, const struct fdt *fdt)
{
	struct reader reader = {.machine = machine, .fdt = fdt};
	struct fdt_cursor cursor = {0};
	struct fdt_item item;
	u64 base, bytes;
	int token;
	u32 i;

	*machine = (struct machine){0};
	find_stdout(&reader, fdt);
	while ((token = fdt_next(fdt, &cursor, &item)) > FDT_DONE) {
		reader.depth = token == FDT_NODE_END ? cursor.depth + 1 : cursor.depth;
		if (token == FDT_NODE)
			begin_node(&reader, &item);
		else if (token == FDT_NODE_END)
			end_node(&reader);
		else
			property(&reader, &item);
	}
	machine->broken = token < 0;
	check_initrd(machine);
	for (i = 0; fdt_reservation(fdt, i, &base, &bytes); i++)
		if (machine_add_reserved(machine, base, bytes))
			break;
	return machine->ram_count ? 0 : -AX_EINVAL;
}
