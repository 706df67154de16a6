/* SPDX-License-Identifier: Apache-2.0
 * map_storm.c - maps of every type in one engine: threads run programs on them and use them from outside, maps in maps and programs in
 * arrays come and go under their users, and a signal handler runs programs in the middle of it.  Also under ThreadSanitizer: programs
 * touch values with atomics and through helpers only. */
#include <axiom/status.h>
#include <pthread.h>
#include <unistd.h>
#include "isa/asm.h"
#include "unit/engine/kit.h"
#include "unit/map/storm.h"

enum { THREADS = 2, KEYS = 24, STORM_MS = 400 };

/* What a program may do with a map of this type, by letters: u update, l look up and add, d delete, h push, p pop, k peek, e each,
 * i use the map in it, t call the program in it, r send a record, s push a sample and ask, w drain what user space has written. */
static const struct kind {
	u32 type, key, value, entries, flags;
	const char *ways;
} kinds[] = {
	{AX_MAP_HASH, 4, 8, 12, 0, "ulde"}, {AX_MAP_HASH, 4, 8, 16, AX_MAP_F_NO_PREALLOC, "ulde"}, {AX_MAP_LRU_HASH, 4, 8, 8, 0, "ulde"},
	{AX_MAP_PERCPU_HASH, 4, 8, 12, 0, "ulde"}, {AX_MAP_LRU_PERCPU_HASH, 4, 8, 8, 0, "ulde"}, {AX_MAP_ARRAY, 4, 8, 12, 0, "ule"},
	{AX_MAP_PERCPU_ARRAY, 4, 8, 12, 0, "ule"}, {AX_MAP_LPM_TRIE, 8, 8, 12, AX_MAP_F_NO_PREALLOC, "uld"}, {AX_MAP_QUEUE, 0, 8, 6, 0, "hpk"},
	{AX_MAP_STACK, 0, 8, 6, 0, "hpk"}, {AX_MAP_BLOOM_FILTER, 0, 8, 64, 0, "hk"}, {AX_MAP_ARRAY_OF_MAPS, 4, 4, 6, 0, "i"},
	{AX_MAP_HASH_OF_MAPS, 4, 4, 6, 0, "i"}, {AX_MAP_PROG_ARRAY, 4, 4, 6, 0, "t"}, {AX_MAP_RINGBUF, 0, 0, 4096, 0, "r"},
	{AX_MAP_SERIES, 4, sizeof(struct ax_series_stats) + 4 * sizeof(struct ax_sample), 6, 0, "s"},
	{AX_MAP_USER_RINGBUF, 0, 0, 4096, 0, "w"},
};
enum { KINDS = ARRAY_LEN(kinds), PROGS = 64, RING = 14, USER_RING = 16 };

static const struct ax_map_spec inner = {.type = AX_MAP_HASH, .key_size = 4, .value_size = 8, .max_entries = 8};

static struct {
	struct kit kit;
	struct ax_engine *engine;
	struct ax_map *maps[KINDS];
	struct ax_prog *progs[PROGS];
	u32 prog_count;
	_Atomic u64 ops;
} s;

static _Thread_local u64 in_signal; /* the handler's own numbers: the timer's signal comes to any thread */

/* The key is the context's first word (8 bytes with a length of 32 bits for tries), the value its second. */
#define BEGIN                                                                                             \
	"mov r6, r1\nldxdw r7, [r1]\nldxdw r8, [r1+8]\nstxdw [r10-24], r8\nmov r9, r7\nlsh r9, 32\nor r9, 32\n" \
	"stxw [r10-16], r7\nstw [r10-12], 0\n"
#define LONG_KEY "stxdw [r10-16], r9\n"
#define ARGS     "mov r2, r10\nadd r2, -16\nlddw r1, map[0]\n"
#define VALUE    "mov r2, r10\nadd r2, -24\nlddw r1, map[0]\n"
#define END      "out:\nmov r0, 0\nexit\n"

static const char *text_of(const struct kind *kind, char way)
{
	bool trie = kind->key == 8;

	switch (way) {
	case 'u': return trie ? BEGIN LONG_KEY ARGS "mov r3, r10\nadd r3, -24\nmov r4, 0\ncall 2\n" END :
				BEGIN ARGS "mov r3, r10\nadd r3, -24\nmov r4, 0\ncall 2\n" END;
	case 'l': return trie ? BEGIN LONG_KEY ARGS "call 1\njeq r0, 0, out\nlock add [r0], r8\n" END :
				BEGIN ARGS "call 1\njeq r0, 0, out\nlock add [r0], r8\n" END;
	case 'd': return trie ? BEGIN LONG_KEY ARGS "call 3\n" END : BEGIN ARGS "call 3\n" END;
	case 'h': return BEGIN VALUE "mov r3, 0\ncall 87\n" END;
	case 'p': return BEGIN VALUE "call 88\n" END;
	case 'k': return BEGIN VALUE "call 89\n" END;
	case 'e': return BEGIN "lddw r1, map[0]\nlddw r2, func each\nmov r3, r10\nadd r3, -24\nmov r4, 0\ncall 164\n" END
			 "each:\nmov r1, 1\nlock add [r3], r1\nmov r0, 0\nexit\n";
	case 'i': return BEGIN ARGS "call 1\njeq r0, 0, out\nmov r6, r0\nmov r1, r0\nmov r2, r10\nadd r2, -16\nmov r3, r10\nadd r3, -24\n"
				    "mov r4, 0\ncall 2\nmov r1, r6\nmov r2, r10\nadd r2, -16\ncall 1\njeq r0, 0, out\nlock add [r0], r8\n"
				    "mov r1, r6\nmov r2, r10\nadd r2, -16\nstxw [r10-16], r8\ncall 3\n" END;
	case 't': return BEGIN "mov r1, r6\nlddw r2, map[0]\nmov r3, r7\ncall 12\n" END;
	/* the second word of each sample is the first, inverted; R0: how many are not so */
	case 'w': return "stdw [r10-8], 0\nlddw r1, map[0]\nlddw r2, func each\nmov r3, r10\nadd r3, -8\nmov r4, 0\ncall 209\n"
			 "ldxdw r0, [r10-8]\nexit\neach:\nmov r6, r2\nmov r3, r1\nmov r1, r10\nadd r1, -16\nmov r2, 16\nmov r4, 0\nmov r5, 0\n"
			 "call 201\njne r0, 0, bad\nldxdw r1, [r10-16]\nldxdw r2, [r10-8]\nxor r1, -1\njeq r1, r2, good\nbad:\nldxdw r1, [r6]\n"
			 "add r1, 1\nstxdw [r6], r1\ngood:\nmov r0, 0\nexit\n";
	case 'r': return BEGIN VALUE "mov r3, 8\nmov r4, 0\ncall 130\n" END;
	default: return BEGIN ARGS "mov r3, r8\nmov r4, 0\ncall 224\nstdw [r10-40], 0\nstdw [r10-32], 0\nmov r3, r10\nadd r3, -40\nmov r4, 16\n"
			      "mov r5, 0\nlddw r1, map[0]\nmov r2, r10\nadd r2, -16\ncall 225\n" END;
	}
}

static void load(u32 kind, char way)
{
	struct ax_insn insns[128];
	struct axi_asm_error error = {0};
	struct ax_prog_spec spec = {.type = AX_PROG_CUSTOM, .name = "storm", .insns = insns, .maps = &s.maps[kind], .map_count = 1,
				    .license = "GPL", .exec = AX_EXEC_INTERP, .verify = true};
	const char *text = text_of(&kinds[kind], way);
	int err, n = axi_asm(text, strlen(text), insns, ARRAY_LEN(insns), &error);

	if (n < 0)
		test_fail(__FILE__, __LINE__, "map %u way %c: line %u: %s", kind, way, error.line, error.text);
	spec.insn_count = (u32)n;
	err = ax_prog_load(s.engine, &spec, &s.progs[s.prog_count++], NULL);
	if (err)
		test_fail(__FILE__, __LINE__, "map %u way %c is refused: %d", kind, way, err);
}

static u64 random_of(u64 *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 24;
}

static void run_one(u64 *seed)
{
	u64 ctx[12] = {random_of(seed) % KEYS, random_of(seed) % KEYS};

	EXPECT(!ax_prog_run(s.progs[random_of(seed) % s.prog_count], ctx));
}

/* User space's side of the user ring: its pages, and what it has written and seen drained. */
static struct {
	u64 *consumer, *producer;
	u8 *data;
	u64 drained;
} user;

static void user_begin(void)
{
	void *page, *rest;

	CHECK_EQ(ax_map_mmap(s.maps[USER_RING], 0, AX_PAGE_BYTES, false, &page), 0);
	CHECK_EQ(ax_map_mmap(s.maps[USER_RING], AX_PAGE_BYTES, AX_PAGE_BYTES + 2 * 4096, true, &rest), 0);
	user.consumer = page;
	user.producer = rest;
	user.data = (u8 *)rest + AX_PAGE_BYTES;
	user.drained = 0;
}

/* One sample more, or one that is discarded, where there is room. */
static void user_writes(u64 *seed)
{
	u64 at = *user.producer, sample[2] = {random_of(seed), 0};
	u32 *header = (u32 *)(void *)(user.data + at % 4096);

	user.drained = __atomic_load_n(user.consumer, __ATOMIC_ACQUIRE);
	EXPECT(user.drained <= at);
	if (at + 8 + sizeof(sample) - user.drained > 4096)
		return;
	sample[1] = ~sample[0];
	memcpy(header + 2, sample, sizeof(sample));
	__atomic_store_n(header, (u32)sizeof(sample) | (random_of(seed) % 8 ? 0 : 1u << 30), __ATOMIC_RELEASE);
	__atomic_store_n(user.producer, at + 8 + sizeof(sample), __ATOMIC_RELEASE);
}

/* A map or a program goes to a place where another may be, or what is there goes. */
static void exchange(u32 kind, u64 *seed)
{
	struct ax_map *map = s.maps[kind], *fresh;
	u32 key = (u32)(random_of(seed) % 6);

	if (random_of(seed) % 4 == 0) {
		ax_map_user_delete(map, &key);
	} else if (ax_map_holds(map) == AX_HOLDS_PROG) {
		ax_map_put_object(map, &key, s.progs[random_of(seed) % s.prog_count], AX_ANY);
	} else if (!ax_engine_map_create(s.engine, &inner, &fresh)) {
		ax_map_put_object(map, &key, fresh, AX_ANY);
		ax_map_put(s.engine, fresh);
	}
}

/* What bpf(2) would do. */
static void use(u64 *seed)
{
	u32 kind = (u32)(random_of(seed) % KINDS);
	struct ax_map *map = s.maps[kind];
	u64 key = random_of(seed) % KEYS, values[64] = {random_of(seed) % KEYS}, next;

	if (kinds[kind].key == 8)
		key = key << 32 | 32;
	if (ax_map_holds(map) != AX_HOLDS_NONE) {
		exchange(kind, seed);
		return;
	}
	if (kinds[kind].type == AX_MAP_RINGBUF || kinds[kind].type == AX_MAP_USER_RINGBUF)
		return;
	for (u32 i = 1; i < ARRAY_LEN(values); i++)
		values[i] = values[0];
	EXPECT(ax_map_user_value_size(map) <= sizeof(values));
	switch (random_of(seed) % 5) {
	case 0: ax_map_user_lookup(map, &key, values, 0); break;
	case 1: ax_map_user_update(map, &key, values, AX_ANY); break;
	case 2: ax_map_user_delete(map, &key); break;
	case 3: ax_map_user_take(map, &key, values, 0); break;
	default: ax_map_next_key(map, random_of(seed) % 2 ? &key : NULL, &next); break;
	}
}

static void *worker(void *arg)
{
	u64 seed = (u64)(uintptr_t)arg * 77 + 5;

	axp_set_cpu((int)(uintptr_t)arg);
	while (!atomic_load(&stop)) {
		if (random_of(&seed) % 3)
			run_one(&seed);
		else
			use(&seed);
		atomic_fetch_add(&s.ops, 1);
	}
	return NULL;
}

static void in_the_middle(void)
{
	for (u32 i = 0; i < 3; i++)
		run_one(&in_signal);
}

TEST(engine, maps_of_every_type_are_used_by_threads_and_interrupts)
{
	pthread_t threads[THREADS];
	struct reader reader;
	u64 seed = test_seed(), records = 0, until;
	u32 length;

	memset(&s, 0, sizeof(s));
	start();
	kit_init(&s.kit);
	kit_cpus(&s.kit, 4);
	CHECK_EQ(ax_engine_create(&s.engine, &s.kit.port, &ax_limits_cloud), 0);
	for (u32 i = 0; i < KINDS; i++) {
		bool of_maps = kinds[i].type == AX_MAP_ARRAY_OF_MAPS || kinds[i].type == AX_MAP_HASH_OF_MAPS;
		struct ax_map_spec spec = {.type = kinds[i].type, .key_size = kinds[i].key, .value_size = kinds[i].value,
					   .max_entries = kinds[i].entries, .flags = kinds[i].flags, .inner = of_maps ? &inner : NULL};
		int err = ax_engine_map_create(s.engine, &spec, &s.maps[i]);

		if (err)
			test_fail(__FILE__, __LINE__, "map %u: %d", i, err);
		for (const char *way = kinds[i].ways; *way; way++)
			load(i, *way);
	}
	reader_init(&reader, s.maps[RING], true);
	user_begin();
	axp_set_cpu(0);
	interrupts_on(in_the_middle); /* first: a lock that a thread holds already is not covered */
	for (uintptr_t i = 0; i < THREADS; i++)
		CHECK_EQ(pthread_create(&threads[i], NULL, worker, (void *)(i + 1)), 0);
	for (until = now() + STORM_MS * UINT64_C(1000000) * (getenv("STORM") ? (u64)atoi(getenv("STORM")) : 1); !interrupted_enough(until) || (!broken && atomic_load(&s.ops) < 1000);) {
		use(&seed);
		run_one(&seed);
		user_writes(&seed);
		while (reader_next(&reader, &length)) {
			EXPECT(length == 8);
			reader_done(&reader, length);
			records++;
		}
	}
	atomic_store(&stop, true);
	for (u32 i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	interrupts_off();
	axp_set_cpu(-1);
	CHECK_EQ(broken, 0);
	CHECK(records);
	CHECK(user.drained);
	ax_map_munmap(s.maps[USER_RING], true);
	CHECK(atomic_load(&s.ops) > 1000);
	for (u32 i = 0; i < KINDS; i++) /* programs in an array hold it: a ring that only emptying opens */
		for (u32 key = 0; ax_map_holds(s.maps[i]) == AX_HOLDS_PROG && key < 6; key++)
			ax_map_user_delete(s.maps[i], &key);
	for (u32 i = 0; i < s.prog_count; i++)
		ax_prog_put(s.progs[i]);
	for (u32 i = 0; i < KINDS; i++)
		ax_map_put(s.engine, s.maps[i]);
	axp_run_deferred();
	CHECK_EQ(ax_engine_count(s.engine, AX_KIND_PROG), 0);
	CHECK_EQ(ax_engine_count(s.engine, AX_KIND_MAP), 0);
	kit_engine_end(&s.kit, s.engine);
}
