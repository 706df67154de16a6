/* SPDX-License-Identifier: Apache-2.0
 * table.c - the id tables: ascending ids, no reuse before the end, limits, memory. */
#include "engine/table.h"
#include "unit/test.h"

struct thing {
	u32 id;
	_Atomic u32 refs;
};

static _Atomic u32 *thing_refs(void *object)
{
	return &((struct thing *)object)->refs;
}

static u8 block[1 << 16] __attribute__((aligned(4096)));
static struct ax_pool pool;

static void table_new(struct axi_table *table, u32 limit)
{
	ax_pool_init(&pool, block, sizeof(block));
	axi_table_init(table, &pool.mem, limit);
}

TEST(engine, ids_ascend_from_one_and_are_not_reused)
{
	struct axi_table table;
	struct thing things[3] = {{.refs = 1}, {.refs = 1}, {.refs = 1}};

	table_new(&table, 10);
	for (u32 i = 0; i < 2; i++) {
		CHECK_EQ(axi_table_add(&table, &things[i], &things[i].id), 0);
		CHECK_EQ(things[i].id, i + 1);
	}
	axi_table_remove(&table, 2);
	CHECK_EQ(axi_table_add(&table, &things[2], &things[2].id), 0);
	CHECK_EQ(things[2].id, 3);
	CHECK(!axi_table_get(&table, 2, thing_refs));
	CHECK(axi_table_get(&table, 3, thing_refs) == &things[2]);
	CHECK_EQ(things[2].refs, 2);
	CHECK_EQ(axi_table_next(&table, 0), 1);
	CHECK_EQ(axi_table_next(&table, 1), 3);
	CHECK_EQ(axi_table_next(&table, 3), 0);
	CHECK_EQ(table.count, 2);
	axi_table_fini(&table);
	CHECK_EQ(pool.mem.used, 0);
}

TEST(engine, a_dying_object_is_not_found_by_id)
{
	struct axi_table table;
	struct thing thing = {.refs = 0};

	table_new(&table, 10);
	CHECK_EQ(axi_table_add(&table, &thing, &thing.id), 0);
	CHECK(!axi_table_get(&table, thing.id, thing_refs));
	CHECK_EQ(thing.refs, 0);
	axi_table_fini(&table);
}

TEST(engine, ids_wrap_past_those_in_use)
{
	struct axi_table table;
	struct thing first = {.refs = 1}, last = {.refs = 1}, next = {.refs = 1};

	table_new(&table, 10);
	CHECK_EQ(axi_table_add(&table, &first, &first.id), 0);
	table.last_id = AXI_ID_MAX - 1;
	CHECK_EQ(axi_table_add(&table, &last, &last.id), 0);
	CHECK_EQ(last.id, AXI_ID_MAX);
	CHECK_EQ(axi_table_add(&table, &next, &next.id), 0);
	CHECK_EQ(next.id, 2);
	CHECK(axi_table_get(&table, 2, thing_refs) == &next);
	CHECK(axi_table_get(&table, 1, thing_refs) == &first);
	CHECK(axi_table_get(&table, AXI_ID_MAX, thing_refs) == &last);
	axi_table_fini(&table);
}

TEST(engine, a_full_table_says_enospc_and_no_memory_enomem)
{
	struct axi_table table;
	struct thing thing[41];
	u32 i;

	table_new(&table, 40);
	for (i = 0; i < 40; i++) {
		thing[i].refs = 1;
		CHECK_EQ(axi_table_add(&table, &thing[i], &thing[i].id), 0);
	}
	CHECK_EQ(axi_table_add(&table, &thing[40], &thing[40].id), -AX_ENOSPC);
	for (i = 0; i < 40; i++)
		CHECK(axi_table_get(&table, thing[i].id, thing_refs) == &thing[i]);
	axi_table_remove(&table, thing[7].id);
	CHECK_EQ(axi_table_add(&table, &thing[40], &thing[40].id), 0);
	axi_table_fini(&table);

	table_new(&table, 40);
	pool.mem.limit = 64;
	CHECK_EQ(axi_table_add(&table, &thing[0], &thing[0].id), -AX_ENOMEM);
	CHECK_EQ(table.count, 0);
	CHECK_EQ(pool.mem.used, 0);
}

TEST(engine, random_adds_and_removes_agree_with_a_plain_list)
{
	struct axi_table table;
	struct thing thing[64] = {0};
	u64 random = test_seed();
	u32 live = 0;

	table_new(&table, 64);
	for (u32 round = 0; round < 20000; round++) {
		struct thing *t = &thing[test_random(&random) % 64];

		if (t->refs) {
			t->refs = 0;
			axi_table_remove(&table, t->id);
			live--;
		} else {
			t->refs = 1;
			CHECK_EQ(axi_table_add(&table, t, &t->id), 0);
			live++;
		}
		if (round % 64)
			continue;
		CHECK_EQ(table.count, live);
		for (u32 i = 0, id = 0; i < live; i++) {
			u32 next = axi_table_next(&table, id);
			struct thing *found = axi_table_get(&table, next, thing_refs);

			CHECK(next > id);
			CHECK(found && found->id == next);
			found->refs = 1;
			id = next;
		}
	}
	axi_table_fini(&table);
}
