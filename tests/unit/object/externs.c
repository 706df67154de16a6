/* SPDX-License-Identifier: Apache-2.0
 * externs.c - names that objects expect of a kernel: .kconfig values, weak symbols. */
#include "unit/object/object_test.h"

static const char config[] = "# a comment\nCONFIG_SMP=y\nCONFIG_SMPX=n\nCONFIG_HZ=250\nCONFIG_NF_TABLES=m\n"
			     "# CONFIG_MODULES is not set\nCONFIG_DEFAULT_HOSTNAME=\"axiom\"\nCONFIG_PAGE_OFFSET=0xffff888000000000";

static int open_with(struct opened *o, const char *name, const struct ax_object_options *options)
{
	o->file = object_file(name, &o->size);
	ax_arena_init(&o->arena, malloc(1 << 20), 1 << 20);
	return ax_object_open_with(&o->object, o->file, o->size, &o->arena, options, &o->error);
}

/* The value of the extern with that size which the program reads, by the order of the declarations. */
static uint64_t value(const struct opened *o, uint32_t index, uint32_t bytes)
{
	const struct ax_object_map *map = &o->object.maps[object_map(o, ".kconfig")];
	uint64_t v = 0;
	uint32_t at = 0;

	/* every value lies at a multiple of 8; the text of 16 bytes takes two */
	for (uint32_t i = 0; i < index; i++)
		at += 8;
	CHECK(at + bytes <= map->data_size);
	memcpy(&v, (const uint8_t *)map->data + at, bytes);
	return v;
}

static bool has_value(const struct opened *o, uint64_t wanted, uint32_t bytes)
{
	const struct ax_object_map *map = &o->object.maps[object_map(o, ".kconfig")];

	for (uint32_t i = 0; i < map->data_size / 8; i++)
		if (value(o, i, bytes) == wanted)
			return true;
	return false;
}

TEST(object, kconfig_values_come_from_the_given_configuration)
{
	struct ax_object_options options = {.kernel_version = 0x060c05, .syscall_wrapper = true, .kconfig = config,
					    .kconfig_size = sizeof(config) - 1};
	struct opened o;
	uint64_t text = 0;

	CHECK_EQ(open_with(&o, "tests/externs.bpf.o", &options), 0);
	const struct ax_object_map *map = &o.object.maps[object_map(&o, ".kconfig")];

	CHECK(map->internal && map->freeze);
	CHECK_EQ(map->spec.flags, AX_MAP_F_RDONLY_PROG);
	memcpy(&text, "axiom", 5);
	CHECK(has_value(&o, 0x060c05, 8));
	CHECK(has_value(&o, 250, 8));
	CHECK(has_value(&o, 0xffff888000000000, 8));
	CHECK(has_value(&o, text, 8));
	CHECK_EQ(map->data_size, 9 * 8);
	object_close(&o);
}

TEST(object, values_are_not_looked_for_without_end)
{
	struct opened o;
	struct ax_object_options options = {.kernel_version = 0x060c05, .kconfig_size = 64u << 20};
	char *text = calloc(1, options.kconfig_size); /* each name takes a walk over all of it: the fifth is one too many */

	options.kconfig = text;
	CHECK_EQ(open_with(&o, "tests/externs.bpf.o", &options), -AX_ENOTSUPP);
	CHECK(strstr(o.error.text, "too many values"));
	object_close(&o);
	free(text);
}

TEST(object, weak_kconfig_values_are_0_when_nobody_knows_them)
{
	struct ax_object_options options = {.kernel_version = 0x060c05};
	struct opened o;

	CHECK_EQ(open_with(&o, "tests/externs.bpf.o", &options), 0);
	CHECK(has_value(&o, 0x060c05, 8));
	CHECK(!has_value(&o, 250, 8));
	object_close(&o);
	options.kernel_version = 0; /* a strong one then */
	CHECK_EQ(open_with(&o, "tests/externs.bpf.o", &options), -AX_ENOENT);
	CHECK(strstr(o.error.text, "LINUX_KERNEL_VERSION"));
	object_close(&o);
}

TEST(object, values_that_do_not_fit_their_type_are_not_taken)
{
	static const char wrong[] = "CONFIG_SMP=m\nCONFIG_HZ=y\nCONFIG_DEFAULT_HOSTNAME=axiom\nCONFIG_PAGE_OFFSET=99999999999999999999\n";
	struct ax_object_options options = {.kernel_version = 0x060c05, .kconfig = wrong, .kconfig_size = sizeof(wrong) - 1};
	struct opened o;

	CHECK_EQ(open_with(&o, "tests/externs.bpf.o", &options), 0);
	const struct ax_object_map *map = &o.object.maps[object_map(&o, ".kconfig")];
	uint32_t set = 0;

	for (uint32_t i = 0; i < map->data_size; i++)
		set += ((const uint8_t *)map->data)[i] != 0;
	CHECK_EQ(set, 3); /* the bytes of the version */
	object_close(&o);
}

TEST(object, weak_symbols_are_0_and_their_calls_are_poison)
{
	struct ax_object_options options = {.kernel_version = 0x060c05};
	const struct ax_object_prog *p;
	struct opened o;
	bool zero = false, poison = false;

	CHECK_EQ(open_with(&o, "tests/externs.bpf.o", &options), 0);
	p = object_prog(&o, "guarded");
	CHECK_EQ(p->prog_type, 1);
	for (uint32_t i = 0; i < p->insn_count; i++) {
		const struct ax_insn *insn = &p->insns[i];

		zero |= insn->opcode == AX_OP_LDDW && !insn->src && !insn->imm && !insn[1].imm;
		poison |= insn->opcode == AX_OP_CALL && !insn->src && insn->imm >= 2002000000;
		i += insn->opcode == AX_OP_LDDW;
	}
	CHECK(zero && poison);
	p = object_prog(&o, "values");
	CHECK_EQ(p->func_count, 2); /* the weak function is there */
	object_close(&o);
}
