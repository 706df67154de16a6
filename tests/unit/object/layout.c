/* SPDX-License-Identifier: Apache-2.0
 * layout.c - what structures hold that is no data, of BTF made by hand: telling it takes no time without end. */
#include <time.h>
#include "object/reader.h"
#include "unit/object/object_test.h"

#define TYPES  9 /* with lists: more than are remembered */
#define OTHERS 2000
#define INFO(kind, vlen) ((uint32_t)(kind) << 24 | (vlen))

static const char strings[] = "\0a\0bpf_spin_lock\0bpf_list_head\0bpf_list_node\0node\0contains:node:a";
enum { A = 1, LOCK = 3, HEAD = 17, NODE = 31, ELEMENT = 45, TAG = 50 };

TEST(object, layouts_of_many_types_are_not_told_for_ever)
{
	static uint32_t words[6 + 4 * OTHERS + 32 * TYPES + sizeof(strings)];
	uint32_t type[TYPES], n = 6, id = 4, told = 0;
	struct ax_arena arena;
	struct ax_object_error error = {.text = ""};
	struct ax_object object = {0};
	struct ax_layout layout;
	void *memory = malloc(1 << 20);
	struct axi_reader rd = {.arena = &arena, .err = &error, .has_btf = true};

#define ADD(...) (memcpy(&words[n], (uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__})), n += sizeof((uint32_t[]){__VA_ARGS__}) / 4)
	ADD(A, INFO(1, 0), 4, 32);
	ADD(LOCK, INFO(4, 1), 4, A, 1, 0);
	ADD(HEAD, INFO(4, 0), 16);
	ADD(NODE, INFO(4, 0), 24);
	for (uint32_t i = 0; i < TYPES; i++) {
		type[i] = ++id;
		ADD(A, INFO(4, 2), 24, A, 2, 0, A, 3, 64);
		ADD(TAG, INFO(17, 0), id++, 1);
	}
	for (uint32_t i = 0; i < OTHERS; i++)
		ADD(A, INFO(1, 0), 4, 32);
	ADD(ELEMENT, INFO(4, 1), 24, A, 4, 0);
	memcpy(words, (uint32_t[]){0x0001eb9f, 24, 0, 4 * (n - 6), 4 * (n - 6), sizeof(strings)}, 24);
	memcpy(&words[n], strings, sizeof(strings));

	ax_arena_init(&arena, memory, 1 << 20);
	if (axi_btf_open(&rd.btf, words, 4 * n + sizeof(strings), &arena, &error) || axi_layouts_open(&rd, &object))
		test_fail(__FILE__, __LINE__, "%s", error.text);
	while (told < 20000 && object.own.layout(object.own.arg, type[told % TYPES], &layout)) {
		CHECK_EQ(layout.count, 2);
		told++;
	}
	CHECK(told > 1000 && told < 20000);
	free(memory);
}

TEST(object, one_layout_of_many_lists_is_refused_at_once)
{
	enum { LISTS = 30000, MANY = 150000, ROOM = 4u << 20 };
	uint32_t *words = malloc(4u * (6 + 4 * MANY + 3 * LISTS + 32) + sizeof(strings)), n = 6;
	struct ax_arena arena;
	struct ax_object_error error = {.text = ""};
	struct ax_object object = {0};
	struct ax_layout layout;
	void *memory = malloc(ROOM);
	struct axi_reader rd = {.arena = &arena, .err = &error, .has_btf = true};
	clock_t began;

	ADD(HEAD, INFO(4, 0), 16);
	ADD(A, INFO(4, LISTS), 16 * LISTS);
	for (uint32_t i = 0; i < LISTS; i++)
		ADD(A, 1, 128 * i);
	for (uint32_t i = 0; i < MANY; i++)
		ADD(A, INFO(1, 0), 4, 32);
	memcpy(words, (uint32_t[]){0x0001eb9f, 24, 0, 4 * (n - 6), 4 * (n - 6), sizeof(strings)}, 24);
	memcpy(&words[n], strings, sizeof(strings));

	ax_arena_init(&arena, memory, ROOM);
	if (axi_btf_open(&rd.btf, words, 4 * n + sizeof(strings), &arena, &error) || axi_layouts_open(&rd, &object))
		test_fail(__FILE__, __LINE__, "%s", error.text);
	began = clock();
	CHECK(!object.own.layout(object.own.arg, 2, &layout));
	CHECK((clock() - began) / CLOCKS_PER_SEC < 2); /* of the CPU: all types for each list took 40 */
	free(memory);
	free(words);
}
