/* SPDX-License-Identifier: Apache-2.0
 * btf.c - BTF made by hand: what is well-formed is read, what is not is refused. */
#include "object/btf.h"
#include "unit/object/object_test.h"

struct made {
	uint32_t words[256];
	uint32_t count; /* words of types */
	char strings[64];
	uint32_t string_bytes;
	uint8_t out[2048];
	size_t size;
};

#define INFO(kind, vlen) ((uint32_t)(kind) << 24 | (vlen))

static void start(struct made *m)
{
	memset(m, 0, sizeof(*m));
	memcpy(m->strings, "\0a\0map\0", 7); /* 1: "a", 3: "map" */
	m->string_bytes = 7;
}

static void add(struct made *m, uint32_t n, const uint32_t *words)
{
	memcpy(&m->words[m->count], words, n * 4);
	m->count += n;
}

#define ADD(m, ...) add(m, sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__})
#define ADD_INT(m)  ADD(m, 1, INFO(1, 0), 4, 32)

static void finish(struct made *m)
{
	uint32_t header[6] = {0x0001eb9f, 24, 0, m->count * 4, m->count * 4, m->string_bytes};

	memcpy(m->out, header, 24);
	memcpy(m->out + 24, m->words, m->count * 4);
	memcpy(m->out + 24 + m->count * 4, m->strings, m->string_bytes);
	m->size = 24 + m->count * 4 + m->string_bytes;
}

static int check(const void *data, size_t size, struct ax_object_error *error)
{
	uint8_t *exact = malloc(size ? size : 1), *memory = malloc(1 << 16);
	struct ax_arena arena;
	int rc;

	memcpy(exact, data, size);
	ax_arena_init(&arena, memory, 1 << 16);
	rc = axi_btf_check(exact, size, &arena, error);
	CHECK_EQ(arena.used, 0);
	free(exact);
	free(memory);
	return rc;
}

static void expect(struct made *m, int line, int code, const char *word)
{
	struct ax_object_error error = {.text = ""};
	int rc;

	finish(m);
	rc = check(m->out, m->size, &error);
	if (rc != code || !strstr(error.text, word))
		test_fail(__FILE__, line, "%d \"%s\", not %d \"%s\"", rc, error.text, code, word);
}

/* BTF made of an int (type 1) and the words given. */
#define TYPES(code, word, ...)                                                                     \
	do {                                                                                       \
		struct made m;                                                                     \
		start(&m);                                                                         \
		ADD_INT(&m);                                                                       \
		ADD(&m, __VA_ARGS__);                                                              \
		expect(&m, __LINE__, code, word);                                                  \
	} while (0)

TEST(object, btf_of_every_kind_is_accepted)
{
	TYPES(0, "", 0, INFO(2, 0), 1);                               /* PTR */
	TYPES(0, "", 0, INFO(2, 0), 0);                               /* void * */
	TYPES(0, "", 0, INFO(3, 0), 0, 1, 1, 4);                      /* ARRAY */
	TYPES(0, "", 1, INFO(4, 1), 8, 1, 1, 32);                     /* STRUCT */
	TYPES(0, "", 1, INFO(5, 1), 4, 1, 1, 0);                      /* UNION */
	TYPES(0, "", 1, INFO(6, 1), 4, 1, 7);                         /* ENUM */
	TYPES(0, "", 1, INFO(7, 0), 0);                               /* FWD */
	TYPES(0, "", 1, INFO(8, 0), 1);                               /* TYPEDEF */
	TYPES(0, "", 0, INFO(9, 0), 1);                               /* VOLATILE */
	TYPES(0, "", 0, INFO(10, 0), 1);                              /* CONST */
	TYPES(0, "", 0, INFO(11, 0), 1);                              /* RESTRICT */
	TYPES(0, "", 0, INFO(13, 1), 1, 1, 1, 1, INFO(12, 1), 2);     /* FUNC_PROTO, FUNC */
	TYPES(0, "", 1, INFO(14, 0), 1, 1, 3, INFO(15, 1), 4, 2, 0, 4); /* VAR, DATASEC */
	TYPES(0, "", 1, INFO(16, 0), 8);                              /* FLOAT */
	TYPES(0, "", 1, INFO(17, 0), 1, -1u);                         /* DECL_TAG */
	TYPES(0, "", 1, INFO(18, 0), 1);                              /* TYPE_TAG */
	TYPES(0, "", 1, INFO(19, 1), 8, 1, 7, 7);                     /* ENUM64 */
}

TEST(object, btf_with_bad_references_is_refused)
{
	TYPES(-AX_EINVAL, "kind 0", 0, INFO(0, 0), 0);
	TYPES(-AX_EINVAL, "kind above 19", 0, INFO(20, 0), 0);
	TYPES(-AX_EINVAL, "kind above 19", 0, INFO(31, 0), 0);
	TYPES(-AX_EINVAL, "reserved", 0, INFO(2, 0) | 1u << 29, 1);
	TYPES(-AX_EINVAL, "vlen", 0, INFO(2, 1), 1);
	TYPES(-AX_EINVAL, "cut off", 0, INFO(2, 0));
	TYPES(-AX_EINVAL, "cut off", 1, INFO(4, 65535), 8, 1, 1, 32);
	TYPES(-AX_EINVAL, "does not exist", 0, INFO(2, 0), 3);
	TYPES(-AX_EINVAL, "does not exist", 0, INFO(2, 0), -1u);
	TYPES(-AX_EINVAL, "name", 99, INFO(8, 0), 1);
	TYPES(-AX_EINVAL, "name is missing", 0, INFO(8, 0), 1);
	TYPES(-AX_EINVAL, "array", 0, INFO(3, 0), 0, 9, 1, 4);
	TYPES(-AX_EINVAL, "array", 0, INFO(3, 0), 0, 1, 9, 4);
	TYPES(-AX_EINVAL, "array", 0, INFO(3, 0), 4, 1, 1, 4);
	TYPES(-AX_EINVAL, "member", 1, INFO(4, 1), 8, 1, 9, 32);
	TYPES(-AX_EINVAL, "member", 1, INFO(4, 1), 8, 99, 1, 32);
	TYPES(-AX_EINVAL, "member", 1, INFO(4, 1), 8, 1, 1, -1u);
	TYPES(-AX_EINVAL, "no size", 1, INFO(4, 1), 8, 1, 0, 0);
	TYPES(-AX_EINVAL, "union", 1, INFO(5, 1), 8, 1, 1, 32);
	TYPES(-AX_EINVAL, "prototype", 1, INFO(12, 0), 1);
	TYPES(-AX_EINVAL, "parameter", 0, INFO(13, 1), 1, 1, 9);
	TYPES(-AX_EINVAL, "not a variable", 1, INFO(15, 1), 4, 1, 0, 4);
	TYPES(-AX_EINVAL, "not a variable", 1, INFO(15, 1), 4, 9, 0, 4);
	TYPES(-AX_EINVAL, "beyond its end", 1, INFO(14, 0), 1, 1, 3, INFO(15, 1), 4, 2, 4, 4);
	TYPES(-AX_EINVAL, "integer", 1, INFO(1, 0), 3, 24);
	TYPES(-AX_EINVAL, "integer", 1, INFO(1, 0), 4, 33);
	TYPES(-AX_ENOTSUPP, "encoding", 1, INFO(1, 0), 4, 32 | 3u << 24);
	TYPES(-AX_EINVAL, "enumeration", 1, INFO(6, 0), 3);
	TYPES(-AX_EINVAL, "float", 1, INFO(16, 0), 7);
	TYPES(-AX_EINVAL, "variable", 1, INFO(14, 0), 0, 1);
}

TEST(object, btf_loops_are_found)
{
	TYPES(-AX_EINVAL, "loop", 1, INFO(8, 0), 2);                    /* typedef of itself */
	TYPES(-AX_EINVAL, "loop", 0, INFO(10, 0), 3, 0, INFO(9, 0), 2); /* const of volatile of const */
	TYPES(-AX_EINVAL, "loop", 0, INFO(3, 0), 0, 2, 1, 4);           /* array of itself */
	TYPES(0, "", 1, INFO(4, 1), 8, 1, 3, 0, 0, INFO(2, 0), 2);      /* a list's struct: fine */
	struct made m;

	start(&m);
	ADD_INT(&m);
	for (uint32_t i = 0; i < AXI_BTF_DEPTH; i++)
		ADD(&m, 0, INFO(10, 0), i + 1);
	expect(&m, __LINE__, 0, "");
	ADD(&m, 0, INFO(10, 0), AXI_BTF_DEPTH + 1);
	expect(&m, __LINE__, -AX_EINVAL, "too long");
}

TEST(object, btf_sizes_are_computed_and_do_not_wrap)
{
	static const uint32_t wanted[] = {4, 20, 60, 8, 0};
	uint8_t memory[1024];
	struct ax_object_error error;
	struct axi_btf_view view;
	struct ax_arena arena;
	struct made m;
	u32 bytes;

	start(&m);
	ADD_INT(&m);
	ADD(&m, 0, INFO(3, 0), 0, 1, 1, 5);
	ADD(&m, 0, INFO(3, 0), 0, 2, 1, 3);
	ADD(&m, 0, INFO(2, 0), 3);
	ADD(&m, 0, INFO(3, 0), 0, 1, 1, 0);
	ADD(&m, 0, INFO(3, 0), 0, 3, 1, 0x40000000); /* 60 * 2^30 */
	ADD(&m, 0, INFO(10, 0), 0);                  /* const void */
	finish(&m);
	ax_arena_init(&arena, memory, sizeof(memory));
	CHECK_EQ(axi_btf_open(&view, m.out, m.size, &arena, &error), 0);
	for (u32 id = 1; id <= 5; id++) {
		CHECK_EQ(axi_btf_size(&view, id, &bytes), 0);
		CHECK_EQ(bytes, wanted[id - 1]);
	}
	CHECK_EQ(axi_btf_size(&view, 6, &bytes), -AX_EINVAL);
	CHECK_EQ(axi_btf_size(&view, 7, &bytes), -AX_EINVAL);
	CHECK_EQ(axi_btf_size(&view, 0, &bytes), -AX_EINVAL);
}

TEST(object, btf_headers_are_checked)
{
	struct ax_object_error error;
	struct made m;

	for (int word = 0; word < 6; word++) {
		static const uint32_t values[] = {0xffffffff, 0x7fffffff, 0x80000000, 1, 0xfffffffc};

		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
			start(&m);
			ADD_INT(&m);
			finish(&m);
			memcpy(m.out + 4 * word, &values[i], 4);
			/* A string part of one byte is well-formed, but then a name is out of range. */
			CHECK(check(m.out, m.size, &error) < 0 && error.text[0]);
		}
	}
	start(&m);
	ADD_INT(&m);
	finish(&m);
	for (size_t n = 0; n < m.size; n++)
		CHECK(check(m.out, n, &error) < 0);
	CHECK_EQ(check(m.out, m.size, &error), 0);
	m.out[m.size - 1] = 'x';
	CHECK_EQ(check(m.out, m.size, &error), -AX_EINVAL);
}

TEST(object, btf_mutations_are_harmless)
{
	struct opened o;
	uint64_t random = test_seed();
	uint32_t accepted = 0, runs = 20000;
	uint8_t *copy, *memory = malloc(1 << 16);
	struct ax_object_error error;
	struct ax_arena arena;

	object_open(&o, "tests/features.bpf.o");
	CHECK_EQ(check(o.object.btf, o.object.btf_size, &error), 0);
	copy = malloc(o.object.btf_size);
	for (uint32_t n = 0; n < runs; n++) {
		struct axi_btf_view view;
		u32 bytes;

		memcpy(copy, o.object.btf, o.object.btf_size);
		for (uint32_t i = test_random(&random) % 3 + 1; i; i--)
			copy[test_random(&random) % o.object.btf_size] = (uint8_t)test_random(&random);
		ax_arena_init(&arena, memory, 1 << 16);
		if (axi_btf_open(&view, copy, o.object.btf_size, &arena, &error))
			continue;
		accepted++;
		for (u32 id = 0; id <= view.count; id++)
			axi_btf_size(&view, axi_btf_skip(&view, id), &bytes);
	}
	CHECK(accepted > runs / 100);
	free(copy);
	free(memory);
	object_close(&o);
}
