/* SPDX-License-Identifier: Apache-2.0
 * core.c - CO-RE relocations: what the kinds give against targets that we wrote, and hostile BTF on both sides. */
#include "unit/object/object_test.h"
#include "core/edit.h"

#define POISON 0xbad2310
#define ARENA  (4u << 20)

struct target {
	uint8_t *file, *btf;
	size_t size, btf_size;
	struct ax_object object;
	struct ax_object_error error;
	struct ax_arena arena;
};

static void load(struct target *t, const char *object, const char *btf)
{
	memset(t, 0, sizeof(*t));
	t->file = object_file(object, &t->size);
	t->btf = object_file(btf, &t->btf_size);
	ax_arena_init(&t->arena, malloc(ARENA), ARENA);
}

static int resolve(struct target *t)
{
	struct ax_object_options options = {.target_btf = t->btf, .target_btf_size = t->btf_size};

	t->arena.used = 0;
	return ax_object_open_with(&t->object, t->file, t->size, &t->arena, &options, &t->error);
}

static void done(struct target *t)
{
	free(t->file);
	free(t->btf);
	free(t->arena.base);
}

static const struct ax_insn *first(const struct target *t, const char *name)
{
	for (uint32_t i = 0; i < t->object.prog_count; i++)
		if (!strcmp(t->object.progs[i].name, name))
			return t->object.progs[i].insns;
	test_fail(__FILE__, __LINE__, "no program %s", name);
}

/* What a program of one relocation returns; poison is -POISON. */
static int64_t gives(const struct target *t, const char *name)
{
	const struct ax_insn *insn = first(t, name);

	if (insn->opcode == AX_OP_CALL && insn->imm == POISON)
		return -(int64_t)POISON;
	if (insn->opcode == AX_OP_LDDW)
		return (int64_t)((uint64_t)(uint32_t)insn[1].imm << 32 | (uint32_t)insn->imm);
	return insn->opcode & 7 && (insn->opcode & 7) <= AX_STX ? insn->off : insn->imm;
}

struct expected {
	const char *name;
	int64_t value;
};

static void check_all(const char *btf, const struct expected *want, size_t count)
{
	struct target t;
	int rc;

	load(&t, "core/kinds.bpf.o", btf);
	rc = resolve(&t);
	if (rc)
		test_fail(__FILE__, __LINE__, "%s: %d %s", btf, rc, t.error.text);
	for (size_t i = 0; i < count; i++)
		if (gives(&t, want[i].name) != want[i].value)
			test_fail(__FILE__, __LINE__, "%s: %s is %lld", btf, want[i].name, (long long)gives(&t, want[i].name));
	done(&t);
}

/* Numbers by hand from tests/core/bpf/moved.c. */
TEST(object, core_relocations_take_the_layout_of_the_target)
{
	static const struct expected moved[] = {
		{"offset_x", 72}, {"offset_nested", 40}, {"offset_array", 80}, {"offset_many", 160}, {"offset_matrix", 112},
		{"offset_flexible", 388}, {"offset_hidden", 68}, {"offset_gone", -POISON}, {"size_x", 8}, {"size_in", 24},
		{"size_array", 12}, {"size_element", 24}, {"exists_x", 1}, {"exists_gone", 0}, {"exists_hidden", 1},
		{"exists_other", 0}, {"exists_element", 1}, {"signed_x", 1}, {"signed_grows", 0}, {"signed_bits", 0},
		{"lshift_bits", 61}, {"rshift_bits", 61}, {"lshift_wide", 0}, {"rshift_wide", 20}, {"rshift_sbits", 55},
		{"type_exists", 1}, {"type_missing", 0}, {"type_enum", 1}, {"type_typedef", 1}, {"type_union", 1},
		{"type_size", 24}, {"type_size_missing", 0}, {"id_missing", 0}, {"enum_exists", 1}, {"enum_missing", 0},
		{"enum_value", 77}, {"enum_negative", -100}, {"enum_poison", -POISON}, {"enum_flavor", 0}, {"load_x", 72},
		{"load_grows", 24}, {"load_signed_grows", -POISON}, {"load_gone", -POISON}, {"load_hidden", 68},
	};

	check_all("core/moved.btf", moved, sizeof(moved) / sizeof(moved[0]));
}

TEST(object, core_relocations_against_the_same_types_change_nothing)
{
	static const struct expected same[] = {
		{"offset_x", 0}, {"offset_nested", 32}, {"offset_matrix", 124}, {"offset_flexible", 180}, {"offset_gone", 140},
		{"size_in", 16}, {"exists_gone", 1}, {"signed_bits", 1}, {"lshift_bits", 59}, {"rshift_wide", 24},
		{"type_size", 16}, {"enum_value", 2}, {"enum_negative", -3}, {"enum_poison", 9}, {"load_gone", 140},
	};

	check_all("core/same.btf", same, sizeof(same) / sizeof(same[0]));
}

TEST(object, what_no_target_type_has_is_0_or_poison)
{
	static const struct expected nothing[] = {
		{"offset_x", -POISON}, {"size_in", -POISON}, {"signed_x", -POISON}, {"lshift_x", -POISON}, {"exists_x", 0},
		{"type_exists", 0}, {"type_size", 0}, {"id_target", 0}, {"enum_exists", 0}, {"enum_value", -POISON},
		{"load_x", -POISON},
	};

	check_all("core/nothing.btf", nothing, sizeof(nothing) / sizeof(nothing[0]));
}

TEST(object, loads_take_the_size_of_the_target_where_that_is_safe)
{
	struct target t;

	load(&t, "core/kinds.bpf.o", "core/moved.btf");
	CHECK_EQ(resolve(&t), 0);
	CHECK_EQ(first(&t, "load_x")->opcode, AX_LDX | AX_MEM | AX_W);
	CHECK_EQ(first(&t, "load_grows")->opcode, AX_LDX | AX_MEM | AX_DW); /* unsigned: zero-extends alike */
	done(&t);
}

TEST(object, candidates_that_disagree_refuse_the_object)
{
	struct target t;

	load(&t, "core/kinds.bpf.o", "core/twice.btf");
	CHECK_EQ(resolve(&t), -AX_EINVAL);
	CHECK(strstr(t.error.text, "thing___mine") && strstr(t.error.text, "differ"));
	CHECK_EQ(t.arena.used, 0);
	done(&t);
}

TEST(object, core_without_a_target_is_refused)
{
	struct target t;

	load(&t, "core/kinds.bpf.o", "core/same.btf");
	CHECK_EQ(ax_object_open(&t.object, t.file, t.size, &t.arena, &t.error), -AX_ENOTSUPP);
	t.btf_size = 23;
	CHECK_EQ(resolve(&t), -AX_EINVAL);
	CHECK(strstr(t.error.text, "target"));
	done(&t);
}

/* A record of .BTF.ext, found by its kind: the words insn_off, type, access, kind. */
static uint32_t *find_record(struct target *t, uint32_t kind)
{
	for (size_t at = 0; at + 32 <= t->size; at += 4) {
		uint32_t *h = (uint32_t *)(t->file + at);

		if ((*h & 0xffffff) != 0x01eb9f || h[1] != 32)
			continue; /* the header of .BTF.ext */
		uint32_t *r = (uint32_t *)((uint8_t *)h + h[1] + h[6]), *end = (uint32_t *)((uint8_t *)r + h[7]);

		for (r++; r < end;) {
			uint32_t count = r[1];

			for (r += 2; count--; r += 4)
				if (r[3] == kind)
					return r;
		}
	}
	test_fail(__FILE__, __LINE__, "no record of kind %u", kind);
}

static void expect_bad(int line, uint32_t kind, uint32_t word, uint32_t value, const char *text)
{
	struct target t;
	int rc;

	load(&t, "core/kinds.bpf.o", "core/same.btf");
	find_record(&t, kind)[word] = value;
	rc = resolve(&t);
	if (!rc || rc == -AX_ENOMEM || !strstr(t.error.text, text))
		test_fail(__FILE__, line, "%d %s", rc, t.error.text);
	done(&t);
}

TEST(object, bad_core_records_are_refused)
{
	expect_bad(__LINE__, 0, 1, 0, "CO-RE");
	expect_bad(__LINE__, 0, 1, 1000000, "CO-RE");
	expect_bad(__LINE__, 0, 2, 0xffffffff, "CO-RE");
	expect_bad(__LINE__, 0, 2, 0, "CO-RE");       /* "" is no access */
	expect_bad(__LINE__, 0, 3, 13, "CO-RE");
	expect_bad(__LINE__, 0, 3, 0xffffffff, "CO-RE");
	expect_bad(__LINE__, 0, 3, 10, "CO-RE");      /* a struct is no enumeration */
	expect_bad(__LINE__, 0, 3, 8, "CO-RE");       /* "0:0" is no access to a whole type */
	expect_bad(__LINE__, 10, 3, 0, "CO-RE");
	expect_bad(__LINE__, 0, 0, 4, "offset");
	expect_bad(__LINE__, 0, 0, 8, "CO-RE");       /* exit is not relocated */
	expect_bad(__LINE__, 0, 0, 0x7ffffff8, "offset");
}

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Whatever the bytes of the object, of its BTF or of the target's: an answer, soon, and no memory kept. */
TEST(object, hostile_core_input_is_harmless)
{
	static const char *const targets[] = {"core/moved.btf", "core/same.btf"};
	uint32_t seed = 12345, opened = 0;

	for (uint32_t round = 0; round < 3000; round++) {
		struct target t;
		uint32_t edits = 1 + next(&seed) % 4;

		load(&t, "core/kinds.bpf.o", targets[round % 2]);
		for (uint32_t i = 0; i < edits; i++) {
			bool ours = next(&seed) & 1;
			size_t size = ours ? t.size : t.btf_size, at = next(&seed) % size;
			uint8_t *byte = (ours ? t.file : t.btf) + at;

			*byte = next(&seed) & 1 ? (uint8_t)next(&seed) : (uint8_t)(*byte + 1);
		}
		if (resolve(&t)) {
			CHECK_EQ(t.arena.used, 0);
			CHECK(t.error.text[0]);
		} else {
			opened++;
		}
		done(&t);
	}
	CHECK(opened > 100);
}

/* The same by the words of records and types, which bytes anywhere seldom hit: access strings, ids, kinds, offsets, counts, types that
 * are their own members. */
TEST(object, hostile_core_records_are_harmless)
{
	uint64_t seed = test_seed();
	uint32_t opened = 0;

	for (uint32_t round = 0; round < 4000; round++) {
		uint8_t edits[4 * EDIT_BYTES];
		uint32_t count = 1 + round % 4;
		struct edit_places places;
		struct target t;

		load(&t, "core/kinds.bpf.o", "core/moved.btf");
		for (uint32_t i = 0; i < sizeof(edits); i++)
			edits[i] = (uint8_t)test_random(&seed);
		edit_find(&places, t.file, t.btf, t.btf_size, "socket");
		edit_all(&places, edits, count * EDIT_BYTES);
		if (resolve(&t)) {
			CHECK_EQ(t.arena.used, 0);
			CHECK(t.error.text[0]);
		} else {
			opened++;
		}
		done(&t);
	}
	CHECK(opened > 100);
}

TEST(object, core_with_too_little_memory_says_so)
{
	struct target t;

	load(&t, "core/kinds.bpf.o", "core/moved.btf");
	for (size_t bytes = 0, rc = 1; rc; bytes += 512) {
		t.arena.size = bytes;
		rc = (size_t)resolve(&t);
		CHECK(!rc || (int)rc == -AX_ENOMEM);
		CHECK(bytes < ARENA);
	}
	done(&t);
}
