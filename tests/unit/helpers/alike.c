/* SPDX-License-Identifier: Apache-2.0
 * alike.c - helpers here and on the host's Linux: generated calls, the same program and the same bytes in both worlds.
 *
 * A trial is a program that calls helpers with arguments drawn from a seed and keeps each result in a map's value, beside the
 * bytes that they read and write; then the whole value, what the test run returns and the packet must be equal - also the bytes
 * around what was written, and behind a helper that failed.  $AX_SEED starts elsewhere, $AX_PROOF=N makes N times as many. */
#include <linux/btf.h>
#include <sched.h>
#include <stdarg.h>
#include <axiom/posix.h>
#include <axiom/types.h>
#include "isa/asm.h"
#include "selftests/static_function.h"
#include "unit/sysbpf/world.h"
#undef MAP_TYPE /* map.h has used the name */
#include <sys/mman.h>

enum { DATA = 1024, TEXT = 256, RESULTS = 16, IN = 128, OUT = 512, PACKET = 160, RING_BYTES = 4096 };
enum { TRIALS = 300 }; /* of each family, in the short form */

/* places of fd_array */
enum { M_DATA, M_TEXT, M_OTHER, M_ALSO, MAPS };

struct trial {
	u32 type;               /* of the program */
	u8 data[DATA], text[TEXT], packet[PACKET];
	u32 packet_bytes;       /* 0: a test run without a packet */
	char program[12288];
	u32 length, results;
	bool early;             /* Linux may refuse at load, by -EINVAL, what gives -EINVAL as result 0 here */
};

struct outcome {
	long loaded, ran;
	u32 retval, packet_bytes;
	u8 data[DATA], packet[512];
};

static struct world worlds[2];       /* ours, Linux's */
static int maps[2][MAPS];
static u64 random_state;

static u64 at(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* 0 .. n-1 */
static u32 pick(u32 n)
{
	return (u32)((test_random(&random_state) >> 33) % n);
}

static u64 odd_number(void)
{
	static const u64 some[] = {0, 1, 2, 3, 4, 7, 8, 15, 16, 64, 255, 256, 4095, 65535, 65536, INT32_MAX, UINT64_C(1) << 31,
				   UINT32_MAX, UINT64_C(1) << 32, INT64_MAX, UINT64_C(1) << 63, UINT64_MAX, UINT64_MAX - 1};

	return pick(3) ? some[pick(ARRAY_LEN(some))] : test_random(&random_state) >> pick(64);
}

__attribute__((format(printf, 2, 3))) static void say(struct trial *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->program + t->length, sizeof(t->program) - t->length, format, args);
	va_end(args);
	t->length += (u32)n;
	CHECK(t->length < sizeof(t->program));
}

/* Keep R0. */
static void keep(struct trial *t)
{
	CHECK(t->results < RESULTS);
	say(t, "lddw r9, map[%u]+%u\nstxdw [r9], r0\n", M_DATA, 8 * t->results++);
}

static void number_to(struct trial *t, u32 r, u64 number)
{
	say(t, "lddw r%u, 0x%" PRIx64 "\n", r, number);
}

static void data_to(struct trial *t, u32 r, u32 place)
{
	say(t, "lddw r%u, map[%u]+%u\n", r, M_DATA, place);
}

static void call(struct trial *t, u32 helper)
{
	say(t, "call %u\n", helper);
	keep(t);
}

static void begin(struct trial *t, u32 type)
{
	*t = (struct trial){.type = type, .packet_bytes = type == BPF_PROG_TYPE_RAW_TRACEPOINT || type == BPF_PROG_TYPE_SYSCALL ? 0 : 64};
	for (u32 i = 0; i < DATA; i++)
		t->data[i] = (u8)(0xa0 + i % 61);
	memset(t->data, 0, 8 * RESULTS);
	for (u32 i = 0; i < PACKET; i++)
		t->packet[i] = (u8)(3 * i + 1); /* no IP: Linux would look at it */
	say(t, "mov r6, r1\n");
}

/* --- worlds --- */

static long bpf(struct world *world, int command, union bpf_attr *attr)
{
	world->count = 0;
	world_bpf(world, command, attr, sizeof(*attr));
	return world->answers[0];
}

static int new_map(struct world *world, union bpf_attr attr)
{
	int fd;

	world->count = 0;
	fd = (int)world_bpf(world, BPF_MAP_CREATE, &attr, sizeof(attr));
	if (fd < 0)
		test_fail(__FILE__, __LINE__, "map of type %u: %d", attr.map_type, fd);
	return fd;
}

static void data_map(struct world *world, int fd, int command, void *value)
{
	u32 key = 0;
	union bpf_attr attr = {.map_fd = (u32)fd, .key = at(&key), .value = at(value)};

	CHECK_EQ(bpf(world, command, &attr), 0);
}

/* Text that nobody writes: formats lie there. */
static int text_map(struct world *world, const u8 *text)
{
	int fd = new_map(world, (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = TEXT, .max_entries = 1,
						 .map_flags = BPF_F_RDONLY_PROG});
	union bpf_attr freeze = {.map_fd = (u32)fd};

	data_map(world, fd, BPF_MAP_UPDATE_ELEM, (void *)(uintptr_t)text);
	CHECK_EQ(bpf(world, BPF_MAP_FREEZE, &freeze), 0);
	return fd;
}

/* Linux takes a function's address when BTF says that the function is static. */
static int functions(struct world *world)
{
	union bpf_attr attr = {.btf = at(&static_function_btf), .btf_size = STATIC_FUNCTION_BYTES};

	world->count = 0;
	return (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr));
}

/* A value with a timer, and two numbers behind it. */
static const struct {
	struct btf_header head;
	u32 types[29];
	char strings[24];
} timer_btf = {
	{.magic = BTF_MAGIC, .version = 1, .hdr_len = sizeof(struct btf_header), .type_len = 116, .str_off = 116, .str_len = 24},
	{1, BTF_KIND_INT << 24, 4, 32,                                          /* 1: unsigned of 4 bytes */
	 5, BTF_KIND_INT << 24, 8, 64,                                          /* 2: of 8 bytes */
	 0, BTF_KIND_ARRAY << 24, 0, 2, 1, 2,                                   /* 3: two of them */
	 10, BTF_KIND_STRUCT << 24 | 1, 16, 20, 3, 0,                           /* 4: struct bpf_timer */
	 22, BTF_KIND_STRUCT << 24 | 2, 32, 20, 4, 0, 22, 3, 128},              /* 5: the value */
	"\0int\0long\0bpf_timer\0o\0v",
};
enum { TIMER_KEY = 1, TIMER_VALUE = 5 };

static int timer_types(struct world *world)
{
	union bpf_attr attr = {.btf = at(&timer_btf), .btf_size = sizeof(timer_btf)};

	world->count = 0;
	return (int)world_bpf(world, BPF_BTF_LOAD, &attr, sizeof(attr));
}

static union bpf_attr inner_attr; /* of the maps in a map of maps */
static char linux_log[65536];

static int load(struct world *world, const struct trial *t, const int *fds, struct outcome *out)
{
	static struct ax_insn insns[1024];
	struct axi_asm_error err = {0};
	int n = axi_asm(t->program, t->length, insns, ARRAY_LEN(insns), &err), fd, btf = -1;
	u32 info[2][2] = {{0, STATIC_FUNCTION_TYPE}, {0, STATIC_FUNCTION_TYPE}};
	union bpf_attr attr = {
		.prog_type = t->type, .insns = at(insns), .insn_cnt = (u32)n, .license = at("GPL"), .fd_array = at(fds),
		.prog_flags = t->type == BPF_PROG_TYPE_SYSCALL ? BPF_F_SLEEPABLE : 0,
		.log_level = 1, .log_buf = at(linux_log), .log_size = sizeof(linux_log),
	};

	if (n < 0)
		test_fail(__FILE__, __LINE__, "line %u: %s in\n%s", err.line, err.text, t->program);
	linux_log[0] = 0;
	for (int i = 0; i < n && btf < 0; i++)
		if (insns[i].opcode == AX_OP_LDDW && insns[i].src == AX_PSEUDO_FUNC) {
			info[1][0] = (u32)(i + 1 + insns[i].imm);
			btf = functions(world);
			attr.prog_btf_fd = (u32)btf;
			attr.func_info = at(info);
			attr.func_info_cnt = 2;
			attr.func_info_rec_size = 8;
		}
	world->count = 0;
	fd = (int)world_bpf(world, BPF_PROG_LOAD, &attr, sizeof(attr));
	out->loaded = fd < 0 ? fd : 0;
	world_close(world, btf);
	return fd;
}

static void perform(u32 which, const struct trial *t, struct outcome *out)
{
	struct world *world = &worlds[which];
	union bpf_attr attr = {.test = {
		.data_in = at(t->packet), .data_size_in = t->packet_bytes, .data_out = at(out->packet), .data_size_out = sizeof(out->packet),
	}};
	int fds[MAPS], fd;

	memset(out, 0, sizeof(*out));
	memcpy(fds, maps[which], sizeof(fds));
	fds[M_TEXT] = text_map(world, t->text);
	data_map(world, fds[M_DATA], BPF_MAP_UPDATE_ELEM, (void *)(uintptr_t)t->data);
	fd = load(world, t, fds, out);
	if (!t->packet_bytes)
		memset(&attr.test, 0, sizeof(attr.test));
	attr.test.prog_fd = (u32)fd;
	out->ran = fd < 0 ? 0 : bpf(world, BPF_PROG_TEST_RUN, &attr);
	out->retval = attr.test.retval;
	out->packet_bytes = t->packet_bytes ? attr.test.data_size_out : 0;
	data_map(world, fds[M_DATA], BPF_MAP_LOOKUP_ELEM, out->data);
	world_close(world, fd);
	world_close(world, fds[M_TEXT]);
}

static void differ(const struct trial *t, const struct outcome *us, const struct outcome *them)
{
	char what[1200] = "";
	u32 n = 0;

	if (us->loaded != them->loaded)
		test_fail(__FILE__, __LINE__, "load: we say %ld, Linux %ld: %.300s\n%s", us->loaded, them->loaded, linux_log, t->program);
	for (u32 i = 0; i < DATA && n < 400; i++)
		if (us->data[i] != them->data[i])
			n += (u32)snprintf(what + n, sizeof(what) - n, " %u:%02x/%02x", i, us->data[i], them->data[i]);
	for (u32 i = 0; i < sizeof(us->packet) && n < 600; i++)
		if (us->packet[i] != them->packet[i])
			n += (u32)snprintf(what + n, sizeof(what) - n, " p%u:%02x/%02x", i, us->packet[i], them->packet[i]);
	for (u32 i = 0; i < t->results; i++)
		printf("# result %u: %lld/%lld\n", i, *(const long long *)(const void *)(us->data + 8 * i), *(const long long *)(const void *)(them->data + 8 * i));
	printf("# text \"%.200s\"\n# in \"%.100s\"\n# out \"%.200s\"\n%s", (const char *)t->text, (const char *)t->data + IN,
	       (const char *)t->data + OUT, t->program);
	test_fail(__FILE__, __LINE__, "ran %ld/%ld returned %u/%u packet %u/%u bytes (ours/Linux's):%s", us->ran, them->ran, us->retval,
		  them->retval, us->packet_bytes, them->packet_bytes, what);
}

/* How many programs both worlds took: a family whose programs are refused compares nothing. */
static u32 taken;

static void both(struct trial *t)
{
	static struct outcome us, them;

	say(t, "mov r0, 0\nexit\n%s", strstr(t->program, "func back") ? "back:\nmov r0, 0\nexit\n" : "");
	perform(0, t, &us);
	perform(1, t, &them);
	taken += !us.loaded;
	if (t->early && !us.loaded && them.loaded == -AX_EINVAL && !memcmp(us.data, &(s64){-AX_EINVAL}, 8))
		return;
	if (us.loaded != them.loaded || us.ran != them.ran || us.retval != them.retval || us.packet_bytes != them.packet_bytes ||
	    memcmp(us.data, them.data, DATA) || memcmp(us.packet, them.packet, sizeof(us.packet)))
		differ(t, &us, &them);
}

/* The map `other`: like `also` are the maps in a map of maps, of which the first and the third place hold one; values may have a
 * timer. */
static int other_map(u32 w, union bpf_attr attr)
{
	bool of_maps = attr.map_type == BPF_MAP_TYPE_ARRAY_OF_MAPS || attr.map_type == BPF_MAP_TYPE_HASH_OF_MAPS;
	int fd;

	attr.inner_map_fd = of_maps ? (u32)maps[w][M_ALSO] : 0;
	attr.btf_fd = attr.btf_value_type_id ? (u32)timer_types(&worlds[w]) : 0;
	fd = new_map(&worlds[w], attr);
	if (attr.btf_fd)
		world_close(&worlds[w], (int)attr.btf_fd);
	for (u32 key = 0; of_maps && key < 4; key += 2) {
		int inner = key ? new_map(&worlds[w], inner_attr) : maps[w][M_ALSO];
		union bpf_attr put = {.map_fd = (u32)fd, .key = at(&key), .value = at(&inner)};

		CHECK_EQ(bpf(&worlds[w], BPF_MAP_UPDATE_ELEM, &put), 0);
		if (key)
			world_close(&worlds[w], inner);
	}
	return fd;
}

/* `other`, `also`: attributes of two more maps, or NULL. */
static void family(void (*one)(struct trial *t), const union bpf_attr *other, const union bpf_attr *also)
{
	static struct trial t;
	const char *why = world_linux_refuses();
	u32 rounds = test_rounds(TRIALS);
	cpu_set_t before, one_cpu;

	if (why)
		test_skip(why);
	/* both worlds on one CPU: some maps have values for each */
	CPU_ZERO(&one_cpu);
	CPU_SET((u32)sched_getcpu(), &one_cpu);
	CHECK(!sched_getaffinity(0, sizeof(before), &before) && !sched_setaffinity(0, sizeof(one_cpu), &one_cpu));
	random_state = test_seed();
	taken = 0;
	world_ours(&worlds[0]);
	world_linux(&worlds[1]);
	for (u32 w = 0; w < 2; w++) {
		union bpf_attr data = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = DATA, .max_entries = 1};

		maps[w][M_DATA] = new_map(&worlds[w], data);
		maps[w][M_ALSO] = also ? new_map(&worlds[w], *also) : maps[w][M_DATA];
		inner_attr = also ? *also : data;
		maps[w][M_OTHER] = other ? other_map(w, *other) : maps[w][M_DATA];
	}
	for (u32 i = 0; i < rounds; i++) {
		one(&t);
		both(&t);
	}
	for (u32 w = 0; w < 2; w++) {
		for (u32 m = M_OTHER; m < MAPS; m++)
			if (maps[w][m] != maps[w][M_DATA])
				world_close(&worlds[w], maps[w][m]);
		world_close(&worlds[w], maps[w][M_DATA]);
		worlds[w].count = 0;
		axp_run_deferred(); /* programs that timers kept go in a task */
		world_end(&worlds[w]);
	}
	sched_setaffinity(0, sizeof(before), &before);
	if (taken < rounds / 2)
		test_fail(__FILE__, __LINE__, "only %u of %u programs were taken", taken, rounds);
}

/* --- numbers from text --- */

static void put_char(struct trial *t, u32 *n, u32 c)
{
	if (*n < OUT)
		t->data[(*n)++] = (u8)c;
}

static u32 number_text(struct trial *t)
{
	static const char *const edges[] = {"9223372036854775807", "9223372036854775808", "9223372036854775809", "18446744073709551615",
					    "18446744073709551616", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff",
					    "10000000000000000", "1777777777777777777777", "777777777777777777777", "0x", "0X1g", "00", ""};
	static const u8 blanks[] = {' ', '\t', '\n', '\v', '\f', '\r', 0xa0, 0x85, 0, 0x1f};
	static const char digits[] = "0123456789abcdefABCDEFgxX_-+. ";
	u32 n = IN;

	while (!pick(3))
		put_char(t, &n, blanks[pick(ARRAY_LEN(blanks))]);
	if (!pick(3))
		put_char(t, &n, pick(3) ? '-' : '+');
	if (!pick(3)) {
		put_char(t, &n, '0');
		put_char(t, &n, pick(3) ? 'x' : 'X');
	}
	if (pick(2))
		for (const char *e = edges[pick(ARRAY_LEN(edges))]; *e; e++)
			put_char(t, &n, (u8)*e);
	else
		for (u32 left = pick(10) ? pick(20) : pick(90), hard = pick(8); left; left--)
			put_char(t, &n, (u8)digits[pick(hard ? 10 : sizeof(digits) - 1)]);
	if (pick(2))
		put_char(t, &n, pick(2) ? 0 : '\n');
	return n - IN;
}

static void numbers(struct trial *t)
{
	static const u32 bases[] = {0, 8, 10, 16, 0, 10, 16, 2, 1, 31, 32, 36};
	u32 bytes;

	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	bytes = number_text(t);
	for (u32 helper = 105; helper <= 106; helper++) {
		data_to(t, 1, IN);
		number_to(t, 2, bytes && pick(3) ? bytes : 1 + pick(bytes + 3));
		number_to(t, 3, pick(12) ? bases[pick(ARRAY_LEN(bases))] : odd_number());
		data_to(t, 4, OUT + 8 * helper % 64);
		call(t, helper);
	}
}

TEST(helpers, numbers_are_read_from_text_as_on_linux)
{
	family(numbers, NULL, NULL);
}

/* --- comparison --- */

static void comparison(struct trial *t)
{
	u32 n = pick(12);

	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 16; i++) {
		t->text[i] = i < n ? (u8)("ab\x80\xff"[pick(4)]) : 0;
		t->data[IN + i] = pick(6) ? t->text[i] : (u8)("ab\x80\xff"[pick(4)]);
	}
	data_to(t, 1, IN);
	number_to(t, 2, 1 + pick(20));
	say(t, "lddw r3, map[%u]+%u\n", M_TEXT, pick(3));
	call(t, 182);
}

TEST(helpers, text_is_compared_as_on_linux)
{
	family(comparison, NULL, NULL);
}

/* --- formats --- */

/* What stands in for addresses: the program puts them there, and takes them away again. */
enum { VALUES = IN, VALUES_MOST = 14, STRINGS = 320 };

static void text_char(u8 *text, u32 *n, u32 c)
{
	if (*n < TEXT - 1)
		text[(*n)++] = (u8)c;
}

static void text_chars(u8 *text, u32 *n, const char *chars)
{
	while (*chars)
		text_char(text, n, (u8)*chars++);
}

/* One conversion; true: its value is an address. */
static bool conversion(u8 *text, u32 *n)
{
	static const char *const kinds[] = {"d", "i", "u", "x", "X", "c", "ld", "li", "lu", "lx", "lX", "lld", "lli", "llu", "llx", "llX",
					    "px", "ps", "pS", "pB", "s", "s", "pks", "pi4", "pI4", "pi6", "pI6"};
	static const char *const bad[] = {"q", "hd", "ls", "lc", "lp", "lllx", "f", "n", "#x", ".3d", "*d", "sx", "pi5", "pI", "pxq",
					  "o", "D", "p4", "puX", "pkx", "zu", "Lx", "px."};
	const char *kind = pick(40) ? kinds[pick(ARRAY_LEN(kinds))] : bad[pick(ARRAY_LEN(bad))];

	text_char(text, n, '%');
	while (!pick(4))
		text_char(text, n, (u8)"0+- "[pick(4)]);
	if (!pick(4)) {
		char width[8];

		snprintf(width, sizeof(width), "%u", pick(20) ? pick(30) : pick(300));
		text_chars(text, n, width);
	}
	text_chars(text, n, kind);
	return kind[0] == 's' || !strcmp(kind, "pks") || (kind[0] == 'p' && (kind[1] | 32) == 'i');
}

/* `values`: where a value that the format takes is an address, 1, and 2 for one that cannot be read. */
static u32 make_format(u8 *text, u8 values[VALUES_MOST])
{
	u32 n = 0, count = 0, most = pick(6) ? pick(5) : pick(VALUES_MOST + 1);

	memset(values, 0, VALUES_MOST);
	while (count < most || pick(2)) {
		u32 what = pick(24);

		if (what < 8)
			text_char(text, &n, (u8)" abz,.:/\t\n"[pick(10)]);
		else if (what == 8)
			text_chars(text, &n, "%%");
		else if (what == 9 && !pick(6))
			text_char(text, &n, pick(2) ? 0x80 + pick(128) : 1 + pick(8));
		else if (count < most && conversion(text, &n))
			values[count++] = pick(8) ? 1 : 2;
		else if (count < most)
			count++;
		if (n > TEXT - 40)
			break;
	}
	if (!pick(40))
		text_char(text, &n, '%');
	text[n] = 0;
	return count;
}

static void values_in(struct trial *t, const u8 kinds[VALUES_MOST], bool symbols)
{
	for (u32 i = 0; i < VALUES_MOST; i++) {
		u64 number = odd_number();

		if (symbols)
			number &= 0xffff; /* no address that has a name */
		if (kinds[i] == 2)
			number = pick(2) ? pick(4096) : UINT64_MAX - pick(4096);
		if (kinds[i] == 1)
			say(t, "lddw r2, map[%u]+%u\nlddw r9, map[%u]+%u\nstxdw [r9], r2\n", M_DATA, STRINGS + pick(40), M_DATA, VALUES + 8 * i);
		else
			memcpy(t->data + VALUES + 8 * i, &number, 8);
	}
	for (u32 i = STRINGS; i < OUT; i++)
		t->data[i] = pick(12) ? (u8)(pick(20) ? 'A' + pick(26) : 1 + pick(255)) : 0;
	t->data[OUT - 1] = 0;
}

static void values_out(struct trial *t, const u8 kinds[VALUES_MOST])
{
	for (u32 i = 0; i < VALUES_MOST; i++)
		if (kinds[i] == 1)
			say(t, "lddw r9, map[%u]+%u\nstdw [r9], 0\n", M_DATA, VALUES + 8 * i);
}

static void formats(struct trial *t)
{
	u8 kinds[VALUES_MOST];
	u32 count;

	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	t->early = true; /* it reads the format then */
	count = make_format(t->text, kinds);
	values_in(t, kinds, true);
	/* Linux loses its place among the values when such texts do not fit */
	if (strstr((char *)t->text, "pi") || strstr((char *)t->text, "pI") || strstr((char *)t->text, "pk") || strstr((char *)t->text, "pB")) {
		data_to(t, 1, OUT);
		number_to(t, 2, OUT);
	} else if (pick(16)) {
		data_to(t, 1, OUT);
		number_to(t, 2, pick(2) ? 1 + pick(24) : pick(3) ? 200 : pick(OUT));
	} else {
		say(t, "mov r1, 0\nmov r2, 0\n");
	}
	say(t, "lddw r3, map[%u]+0\n", M_TEXT);
	data_to(t, 4, VALUES);
	number_to(t, 5, pick(10) ? 8 * count : pick(2) ? 8 * pick(VALUES_MOST) : pick(110));
	if (!pick(12))
		say(t, "mov r4, 0\nmov r5, 0\n");
	call(t, 165);
	values_out(t, kinds);
}

TEST(helpers, formats_print_as_on_linux)
{
	family(formats, NULL, NULL);
}

/* trace_printk and trace_vprintk: what they return. */
static void traces(struct trial *t)
{
	u8 kinds[VALUES_MOST];
	u32 count;

	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	memset(t->text, 0, TEXT);
	count = make_format(t->data + OUT, kinds);
	values_in(t, kinds, true);
	data_to(t, 1, OUT);
	number_to(t, 2, pick(4) ? strlen((char *)t->data + OUT) + 1 : 1 + pick(100));
	if (pick(2)) {
		data_to(t, 3, VALUES);
		number_to(t, 4, pick(10) ? 8 * count : pick(110));
		call(t, 177);
	} else {
		for (u32 i = 0; i < 3; i++)
			say(t, "lddw r9, map[%u]+%u\nldxdw r%u, [r9]\n", M_DATA, VALUES + 8 * i, 3 + i);
		call(t, 6);
	}
	values_out(t, kinds);
}

TEST(helpers, traces_take_formats_as_on_linux)
{
	family(traces, NULL, NULL);
}

/* --- checksums --- */

static void sum_side(struct trial *t, u32 r, u32 place)
{
	if (!pick(5)) {
		say(t, "mov r%u, 0\nmov r%u, 0\n", r, r + 1);
		return;
	}
	data_to(t, r, place + pick(8));
	number_to(t, r + 1, pick(8) ? 4 * pick(20) : pick(200));
}

static void sums(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = IN, how = pick(4); i < DATA; i++)
		t->data[i] = how == 0 ? 0 : how == 1 ? 0xff : (u8)test_random(&random_state);
	for (u32 i = 0; i < 4; i++) {
		sum_side(t, 1, IN);
		sum_side(t, 3, OUT);
		number_to(t, 5, pick(3) ? odd_number() : (pick(2) ? 0xffff : 0xffffffff));
		call(t, 28);
	}
}

TEST(helpers, checksums_differ_as_on_linux)
{
	family(sums, NULL, NULL);
}

/* --- packets --- */

static u64 offset_in(u32 bytes)
{
	return pick(3) ? pick(bytes + 4) : odd_number();
}

static u32 some_bytes(void)
{
	return pick(4) ? 1 + pick(20) : 1 + pick(120);
}

static void skb_bytes(struct trial *t)
{
	begin(t, pick(2) ? BPF_PROG_TYPE_SCHED_CLS : pick(2) ? BPF_PROG_TYPE_SCHED_ACT : BPF_PROG_TYPE_LWT_XMIT);
	t->packet_bytes = 34 + pick(PACKET - 34);
	for (u32 i = 0; i < 4; i++) {
		bool store = pick(2);

		say(t, "mov r1, r6\n");
		number_to(t, 2, offset_in(t->packet_bytes));
		data_to(t, 3, store ? IN + pick(200) : OUT + 100 * i);
		number_to(t, 4, some_bytes());
		number_to(t, 5, pick(3) ? pick(2) : odd_number());
		call(t, store ? 9 : 26);
	}
}

TEST(helpers, bytes_of_socket_buffers_move_as_on_linux)
{
	family(skb_bytes, NULL, NULL);
}

static void xdp_bytes(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_XDP);
	t->packet_bytes = 14 + pick(PACKET - 14);
	for (u32 i = 0; i < 6; i++) {
		u32 what = pick(6);

		say(t, "mov r1, r6\n");
		switch (what) {
		case 0:
		case 1:
			number_to(t, 2, offset_in(t->packet_bytes));
			data_to(t, 3, what ? IN + pick(200) : OUT + 80 * i);
			number_to(t, 4, some_bytes() % 90 + 1);
			call(t, what ? 190 : 189);
			break;
		case 2: call(t, 188); break;
		default:
			number_to(t, 2, pick(3) ? (u64)((s64)pick(260) - 130) & ~(u64)(pick(2) ? 3 : 0) : pick(2) ? (u64)-(s64)pick(300) : odd_number());
			call(t, what == 3 ? 44 : what == 4 ? 54 : 65);
			break;
		}
	}
}

TEST(helpers, bytes_and_ends_of_xdp_packets_move_as_on_linux)
{
	family(xdp_bytes, NULL, NULL);
}

/* --- dynptrs --- */

static u32 kfunc(const char *name)
{
	const struct ax_btf_types *types = axp_system_types();

	for (u32 id = 1; types && id < 400000; id++) {
		const char *is = ax_types_func(types, id);

		if (is && !strcmp(is, name))
			return id;
	}
	return 0;
}

static struct {
	u32 adjust, is_null, is_rdonly, size, slice, slice_rdwr, clone;
} of_dynptrs;

static void find_kfuncs(void)
{
	of_dynptrs.adjust = kfunc("bpf_dynptr_adjust");
	of_dynptrs.is_null = kfunc("bpf_dynptr_is_null");
	of_dynptrs.is_rdonly = kfunc("bpf_dynptr_is_rdonly");
	of_dynptrs.size = kfunc("bpf_dynptr_size");
	of_dynptrs.slice = kfunc("bpf_dynptr_slice");
	of_dynptrs.slice_rdwr = kfunc("bpf_dynptr_slice_rdwr");
	of_dynptrs.clone = kfunc("bpf_dynptr_clone");
}

static void the_dynptr(struct trial *t, u32 r, u32 which)
{
	say(t, "mov r%u, r10\nadd r%u, %d\n", r, r, which ? -32 : -16);
}

static void kcall(struct trial *t, u32 id, bool bits_32)
{
	say(t, "call kfunc %u\n", id);
	if (bits_32)
		say(t, "mov32 r0, r0\n");
	keep(t);
}

/* What a slice holds at both ends, and a mark in it. */
static void look_at_slice(struct trial *t, u32 size, bool write, u32 label)
{
	say(t, "jeq r0, 0, none%u\nldxb r1, [r0]\nldxb r2, [r0+%u]\nlsh r1, 8\nor r1, r2\n", label, size - 1);
	if (write)
		say(t, "stb [r0+%u], %u\n", size - 1, 0x11 + label);
	say(t, "mov r0, r1\nadd r0, 1\nnone%u:\n", label);
	keep(t);
}

static void dynptr_op(struct trial *t, u32 which, u32 label)
{
	u32 size = 1 + pick(pick(3) ? 16 : 80);

	switch (pick(of_dynptrs.adjust && of_dynptrs.slice ? 9 : 3)) {
	case 0:
		data_to(t, 1, OUT + 64 * label);
		number_to(t, 2, pick(8) ? size : 0);
		the_dynptr(t, 3, which);
		number_to(t, 4, pick(3) ? pick(70) : odd_number());
		number_to(t, 5, pick(8) ? 0 : odd_number());
		call(t, 201);
		break;
	case 1:
		the_dynptr(t, 1, which);
		number_to(t, 2, pick(3) ? pick(70) : odd_number());
		data_to(t, 3, IN + pick(100));
		number_to(t, 4, pick(8) ? size : 0);
		number_to(t, 5, pick(8) ? 0 : odd_number());
		call(t, 202);
		break;
	case 2:
		the_dynptr(t, 1, which);
		number_to(t, 2, pick(3) ? pick(70) : odd_number());
		number_to(t, 3, size);
		say(t, "call 203\n");
		look_at_slice(t, size, true, label);
		break;
	case 3:
	case 4:
		the_dynptr(t, 1, which);
		number_to(t, 2, pick(3) ? pick(40) : odd_number());
		number_to(t, 3, pick(3) ? pick(80) : odd_number());
		kcall(t, of_dynptrs.adjust, true);
		break;
	case 5:
		the_dynptr(t, 1, which);
		number_to(t, 2, pick(3) ? pick(70) : odd_number());
		say(t, "mov r3, r10\nadd r3, -120\n");
		number_to(t, 4, size);
		if (pick(2)) {
			say(t, "call kfunc %u\n", of_dynptrs.slice);
			look_at_slice(t, size, false, label);
		} else {
			say(t, "call kfunc %u\n", of_dynptrs.slice_rdwr);
			look_at_slice(t, size, true, label);
		}
		break;
	case 6:
		the_dynptr(t, 1, which);
		kcall(t, of_dynptrs.size, true);
		break;
	case 7:
		the_dynptr(t, 1, which);
		say(t, "call kfunc %u\nand r0, 255\n", of_dynptrs.is_null);
		keep(t);
		break;
	default:
		the_dynptr(t, 1, which);
		say(t, "call kfunc %u\nand r0, 255\n", of_dynptrs.is_rdonly);
		keep(t);
		break;
	}
}

static void dynptrs(struct trial *t)
{
	bool two = of_dynptrs.clone && pick(2);
	u32 size = pick(60) + 1;

	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (s32 i = 1; i <= 15; i++)
		say(t, "stdw [r10-%d], %d\n", 8 * i, i);
	data_to(t, 1, IN + 8);
	number_to(t, 2, pick(12) ? size : 0);
	number_to(t, 3, pick(12) ? 0 : odd_number());
	the_dynptr(t, 4, 0);
	call(t, 197);
	if (two) {
		if (pick(2))
			dynptr_op(t, 0, 0);
		the_dynptr(t, 1, 0);
		the_dynptr(t, 2, 1);
		kcall(t, of_dynptrs.clone, true);
	}
	for (u32 i = 1; i < 7; i++)
		dynptr_op(t, two && pick(2), i);
}

TEST(helpers, dynptrs_answer_as_on_linux)
{
	find_kfuncs();
	family(dynptrs, NULL, NULL);
}

/* --- ring buffers --- */

static u64 ring_size(void)
{
	return pick(3) ? pick(600) : pick(2) ? RING_BYTES - 20 + pick(40) : (1 + odd_number()) & ((1u << 28) - 1); /* larger ones are refused here */
}

static void rings(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 4; i++) {
		say(t, "lddw r1, map[%u]\n", M_OTHER);
		switch (pick(4)) {
		case 0:
			data_to(t, 2, IN);
			number_to(t, 3, pick(3) ? pick(40) : pick(DATA - IN));
			number_to(t, 4, pick(3) ? pick(5) : odd_number());
			call(t, 130);
			break;
		case 1:
		case 2:
			number_to(t, 2, ring_size());
			number_to(t, 3, pick(4) ? 0 : odd_number());
			say(t, "call 131\nmov r7, 0\njeq r0, 0, full%u\nmov r1, r0\n", i);
			number_to(t, 2, pick(3) ? pick(5) : odd_number());
			say(t, "call %u\nmov r7, 1\nfull%u:\nmov r0, r7\n", pick(4) ? 133 : 132, i);
			keep(t);
			break;
		default: break;
		}
		say(t, "lddw r1, map[%u]\n", M_OTHER);
		number_to(t, 2, pick(3) ? pick(6) : odd_number());
		call(t, 134);
	}
}

TEST(helpers, ring_buffers_answer_as_on_linux)
{
	union bpf_attr ring = {.map_type = BPF_MAP_TYPE_RINGBUF, .max_entries = 32 * RING_BYTES};

	family(rings, &ring, NULL);
}

/* --- maps --- */

enum { KEY_AT = 64, VALUE_AT = 96 };
static u32 map_kind;

static u64 map_flags(void)
{
	return pick(2) ? 0 : pick(5) ? pick(9) : odd_number();
}

static void a_key(struct trial *t, u32 r)
{
	u32 n = pick(3) ? pick(6) : (u32)odd_number();

	if (map_kind == BPF_MAP_TYPE_LPM_TRIE)
		say(t, "stw [r10-%u], %u\nstw [r10-%u], %u\n", KEY_AT, pick(8) ? pick(33) : (u32)odd_number() % 70, KEY_AT - 4,
		    pick(2) ? pick(4) * 0x01000040 : (u32)odd_number());
	else
		say(t, "stw [r10-%u], 0x%x\nstw [r10-%u], 0\n", KEY_AT, n, KEY_AT - 4);
	say(t, "mov r%u, r10\nadd r%u, -%u\n", r, r, KEY_AT);
}

static void a_value(struct trial *t, u32 r)
{
	say(t, "stdw [r10-%u], %u\nstdw [r10-%u], %u\nmov r%u, r10\nadd r%u, -%u\n", VALUE_AT, pick(4), VALUE_AT - 8, pick(100), r, r, VALUE_AT);
}

static void look_at_value(struct trial *t, u32 label)
{
	say(t, "jeq r0, 0, none%u\nldxdw r1, [r0]\nldxdw r2, [r0+8]\nlsh r1, 32\nadd r1, r2\nadd r1, 1\nmov r0, r1\nnone%u:\n", label, label);
	keep(t);
}

static void keyed_op(struct trial *t, u32 label)
{
	bool percpu = map_kind == BPF_MAP_TYPE_PERCPU_HASH || map_kind == BPF_MAP_TYPE_PERCPU_ARRAY;

	say(t, "lddw r1, map[%u]\n", M_OTHER);
	switch (pick(percpu ? 5 : 4)) {
	case 0:
	case 1:
		a_key(t, 2);
		a_value(t, 3);
		number_to(t, 4, map_flags());
		call(t, 2);
		break;
	case 2:
		a_key(t, 2);
		call(t, 3);
		break;
	case 3:
		a_key(t, 2);
		say(t, "call 1\n");
		look_at_value(t, label);
		break;
	default:
		a_key(t, 2);
		number_to(t, 3, pick(2) ? 0 : odd_number());
		say(t, "call 195\n");
		if (map_kind == BPF_MAP_TYPE_PERCPU_ARRAY) { /* a hash map's new elements: another CPU's bytes depend on where it ran */
			say(t, "jeq r0, 0, none%u\nmov r0, 1\nnone%u:\n", label, label);
			keep(t);
		}
		break;
	}
}

static void keyed(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 10; i++)
		keyed_op(t, i);
}

static void ordered(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 8; i++) {
		u32 what = pick(map_kind == BPF_MAP_TYPE_BLOOM_FILTER ? 2 : 3);

		say(t, "lddw r1, map[%u]\n", M_OTHER);
		if (!what) {
			a_value(t, 2);
			number_to(t, 3, map_flags());
			call(t, 87);
		} else {
			say(t, "stdw [r10-%u], 5\nstdw [r10-%u], 6\nmov r2, r10\nadd r2, -%u\n", VALUE_AT, VALUE_AT - 8, VALUE_AT);
			call(t, what == 1 ? 89 : 88);
			if (map_kind != BPF_MAP_TYPE_BLOOM_FILTER) { /* a filter may say yes where the other does not: other hashes */
				say(t, "ldxdw r0, [r10-%u]\n", VALUE_AT);
				keep(t);
			}
		}
		if (t->results + 2 > RESULTS)
			break;
	}
}

/* What lookups and deletions do to the order in which an LRU hash forgets is not Linux's (docs/maps.md): keys fit in here. */
static void lru(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 8; i++) {
		say(t, "lddw r1, map[%u]\nstw [r10-%u], %u\nstw [r10-%u], 0\nmov r2, r10\nadd r2, -%u\n", M_OTHER, KEY_AT, pick(4), KEY_AT - 4, KEY_AT);
		switch (pick(3)) {
		case 0:
			a_value(t, 3);
			number_to(t, 4, map_flags());
			call(t, 2);
			break;
		case 1: call(t, 3); break;
		default:
			say(t, "call 1\n");
			look_at_value(t, i);
			break;
		}
	}
}

static void of_kind(u32 kind, u32 key, void (*one)(struct trial *t))
{
	union bpf_attr map = {.map_type = kind, .key_size = key, .value_size = 16, .max_entries = 5,
			      .map_flags = kind == BPF_MAP_TYPE_LPM_TRIE ? BPF_F_NO_PREALLOC : 0};

	map_kind = kind;
	family(one, &map, NULL);
}

TEST(helpers, programs_use_arrays_as_on_linux)
{
	of_kind(BPF_MAP_TYPE_ARRAY, 4, keyed);
}

TEST(helpers, programs_use_hashes_as_on_linux)
{
	of_kind(BPF_MAP_TYPE_HASH, 8, keyed);
}

TEST(helpers, programs_use_arrays_of_each_cpu_as_on_linux)
{
	of_kind(BPF_MAP_TYPE_PERCPU_ARRAY, 4, keyed);
}

TEST(helpers, programs_use_prefixes_as_on_linux)
{
	of_kind(BPF_MAP_TYPE_LPM_TRIE, 8, keyed);
}

TEST(helpers, programs_use_lru_hashes_as_on_linux)
{
	union bpf_attr map = {.map_type = BPF_MAP_TYPE_LRU_HASH, .key_size = 8, .value_size = 16, .max_entries = 512};

	family(lru, &map, NULL);
}

TEST(helpers, programs_use_queues_as_on_linux)
{
	of_kind(BPF_MAP_TYPE_QUEUE, 0, ordered);
}

TEST(helpers, programs_use_stacks_as_on_linux)
{
	of_kind(BPF_MAP_TYPE_STACK, 0, ordered);
}

/* --- bloom filters: what was put in is found; of the rest a filter may say either --- */

static void filters(struct trial *t)
{
	u32 there = 0;

	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 12; i++) {
		u32 what = pick(6);
		u64 flags = map_flags();

		say(t, "stdw [r10-%u], %u\nstdw [r10-%u], 6\nmov r2, r10\nadd r2, -%u\nlddw r1, map[%u]\n", VALUE_AT, what, VALUE_AT - 8,
		    VALUE_AT, M_OTHER);
		if (pick(2)) {
			number_to(t, 3, flags);
			call(t, 87);
			there |= (u32)!flags << what;
			continue;
		}
		say(t, "call 89\n");
		if (!(there >> what & 1))
			say(t, "jeq r0, -2, no%u\njne r0, 0, other%u\nno%u:\nmov r0, 1\nother%u:\n", i, i, i, i);
		keep(t);
	}
}

TEST(helpers, programs_use_bloom_filters_as_on_linux)
{
	union bpf_attr map = {.map_type = BPF_MAP_TYPE_BLOOM_FILTER, .value_size = 16, .max_entries = 5};

	family(filters, &map, NULL);
}

/* --- maps of maps: a map that a program has found in one --- */

static void nested(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 9; i++) {
		say(t, "mov r7, 4242\nstw [r10-120], 0x%x\nmov r2, r10\nadd r2, -120\nlddw r1, map[%u]\ncall 1\njeq r0, 0, away%u\nmov r8, r0\n",
		    pick(4) ? pick(4) : (u32)odd_number(), M_OTHER, i);
		a_key(t, 2);
		switch (pick(4)) {
		case 0:
		case 1:
			a_value(t, 3);
			number_to(t, 4, map_flags());
			say(t, "mov r1, r8\ncall 2\nmov r7, r0\n");
			break;
		case 2: say(t, "mov r1, r8\ncall 3\nmov r7, r0\n"); break;
		default:
			say(t, "mov r1, r8\ncall 1\njeq r0, 0, away%u\nldxdw r7, [r0]\nldxdw r2, [r0+8]\nlsh r7, 32\nadd r7, r2\n", i);
			break;
		}
		say(t, "away%u:\nmov r0, r7\n", i);
		keep(t);
	}
}

static void in_maps(u32 kind, u32 inner, u32 key)
{
	union bpf_attr map = {.map_type = kind, .key_size = 4, .value_size = 4, .max_entries = 3},
		       in = {.map_type = inner, .key_size = key, .value_size = 16, .max_entries = 5};

	map_kind = inner;
	family(nested, &map, &in);
}

TEST(helpers, programs_use_maps_in_maps_as_on_linux)
{
	in_maps(BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_HASH, 8);
	in_maps(BPF_MAP_TYPE_HASH_OF_MAPS, BPF_MAP_TYPE_ARRAY, 4);
}

/* --- timers, which are not to ring before the test is over --- */

static void timers(struct trial *t)
{
	static const u32 clocks[] = {1, 7, 2, 8, 11}; /* not the clock that can be set: docs/maps.md */

	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 10; i++) {
		say(t, "stw [r10-%u], %u\nmov r2, r10\nadd r2, -%u\nlddw r1, map[%u]\n", KEY_AT, pick(5), KEY_AT, M_OTHER);
		if (!pick(5)) { /* a new value: the timer that was there is gone */
			say(t, "stdw [r10-32], 0\nstdw [r10-24], 0\nstdw [r10-16], 1\nstdw [r10-8], 2\nmov r3, r10\nadd r3, -32\nmov r4, 0\n");
			call(t, 2);
			continue;
		}
		say(t, "mov r7, 4242\ncall 1\njeq r0, 0, away%u\nmov r1, r0\n", i);
		switch (pick(6)) {
		case 0:
		case 1:
			say(t, "lddw r2, map[%u]\n", M_OTHER);
			number_to(t, 3, pick(8) ? clocks[pick(2)] : pick(2) ? clocks[pick(5)] : odd_number() | 2);
			say(t, "call 169\n");
			break;
		case 2: say(t, "lddw r2, func back\ncall 170\n"); break;
		case 3:
		case 4:
			number_to(t, 2, (UINT64_C(1) << 60) + pick(100)); /* years */
			number_to(t, 3, pick(8) ? pick(2) : odd_number());
			say(t, "call 171\n");
			break;
		default: say(t, "call 172\n"); break;
		}
		say(t, "mov r7, r0\naway%u:\nmov r0, r7\n", i);
		keep(t);
	}
}

TEST(helpers, programs_use_timers_as_on_linux)
{
	static const u32 kinds[] = {BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_LRU_HASH};

	for (u32 i = 0; i < ARRAY_LEN(kinds); i++) {
		union bpf_attr map = {.map_type = kinds[i], .key_size = 4, .value_size = 32,
				      .max_entries = kinds[i] == BPF_MAP_TYPE_LRU_HASH ? 512 : 4, /* it forgets in another order */
				      .btf_key_type_id = TIMER_KEY, .btf_value_type_id = TIMER_VALUE};

		family(timers, &map, NULL);
	}
}

/* --- callbacks --- */

static void callbacks(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 3; i++) {
		if (pick(2)) {
			number_to(t, 1, pick(2) ? pick(30) : pick(8) ? (1u << 23) + 1 + pick(9) : odd_number() % 1000);
			say(t, "lddw r2, func back\nmov r3, 0\n");
			number_to(t, 4, pick(3) ? 0 : odd_number());
			say(t, "call 181\nmov32 r0, r0\n"); /* Linux writes the call out, and gives E2BIG as 32 bits then */
			keep(t);
		} else {
			say(t, "lddw r1, map[%u]\nlddw r2, func back\nmov r3, 0\n", M_OTHER);
			number_to(t, 4, pick(3) ? 0 : odd_number());
			call(t, 164);
		}
	}
}

TEST(helpers, functions_are_called_back_as_on_linux)
{
	union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 16, .max_entries = 7};

	family(callbacks, &map, NULL);
}

/* --- memory that nobody has checked --- */

static void probes(struct trial *t)
{
	static const u32 helpers[] = {112, 113, 114, 115, 4, 45};

	begin(t, BPF_PROG_TYPE_RAW_TRACEPOINT);
	for (u32 i = IN; i < OUT; i++)
		t->data[i] = pick(14) ? (u8)('a' + pick(26)) : 0;
	for (u32 i = 0; i < 4; i++) {
		u32 helper = helpers[pick(ARRAY_LEN(helpers))];

		data_to(t, 1, OUT + 100 * i + pick(8));
		number_to(t, 2, pick(8) ? pick(70) : 0);
		switch (pick(3)) {
		case 0: data_to(t, 3, IN + pick(200)); break;
		case 1: number_to(t, 3, pick(2) ? pick(4096) : UINT64_C(0xffff8) << 44 | pick(4096)); break; /* a hole of Linux's */
		default: number_to(t, 3, odd_number() & 0xfff); break;
		}
		if ((helper == 112 || helper == 114) && strstr(t->program + t->length - 60, "map[")) /* for us that is user memory */
			number_to(t, 3, 0);
		call(t, helper);
	}
}

TEST(helpers, memory_is_probed_as_on_linux)
{
	family(probes, NULL, NULL);
}

/* Memory of this process, as a program reads it that runs in it. */
static void user_probes(struct trial *t)
{
	static u8 *page;

	if (!page) {
		page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		mprotect(page + 4096, 4096, PROT_NONE);
	}
	begin(t, BPF_PROG_TYPE_RAW_TRACEPOINT);
	for (u32 i = 0; i < 4096; i++)
		page[i] = pick(14) ? (u8)('a' + pick(26)) : 0;
	for (u32 i = 0; i < 4; i++) {
		data_to(t, 1, OUT + 100 * i + pick(8));
		number_to(t, 2, pick(8) ? pick(70) : 0);
		number_to(t, 3, at(page) + (pick(2) ? pick(4000) : 4040 + pick(60)));
		call(t, pick(2) ? 112 : 114);
	}
}

TEST(helpers, user_memory_is_probed_as_on_linux)
{
	family(user_probes, NULL, NULL);
}

/* --- tasks, tails, events --- */

static void tasks(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_RAW_TRACEPOINT);
	for (u32 i = 0; i < 3; i++) {
		data_to(t, 1, OUT + 64 * i + pick(8));
		number_to(t, 2, 1 + pick(40));
		call(t, 16);
	}
	say(t, "call 14\n");
	keep(t);
	say(t, "call 15\n");
	keep(t);
	say(t, "call 42\n");
	keep(t);
}

TEST(helpers, tasks_are_named_as_on_linux)
{
	family(tasks, NULL, NULL);
}

static void tails(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_SCHED_CLS);
	for (u32 i = 0; i < 4; i++) {
		say(t, "mov r1, r6\nlddw r2, map[%u]\n", M_OTHER);
		number_to(t, 3, pick(2) ? pick(6) : odd_number());
		say(t, "call 12\nmov r0, %u\n", 100 + i);
		keep(t);
	}
}

TEST(helpers, tails_that_are_not_there_are_passed_as_on_linux)
{
	union bpf_attr map = {.map_type = BPF_MAP_TYPE_PROG_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 4};

	family(tails, &map, NULL);
}

static void events(struct trial *t)
{
	begin(t, BPF_PROG_TYPE_RAW_TRACEPOINT);
	for (u32 i = 0; i < 4; i++) {
		say(t, "mov r1, r6\nlddw r2, map[%u]\n", M_OTHER);
		number_to(t, 3, pick(2) ? pick(3) : pick(2) ? UINT32_MAX : odd_number());
		data_to(t, 4, IN);
		number_to(t, 5, pick(100));
		call(t, 25);
	}
}

TEST(helpers, events_that_nobody_reads_are_refused_as_on_linux)
{
	union bpf_attr map = {.map_type = BPF_MAP_TYPE_PERF_EVENT_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 4};

	family(events, &map, NULL);
}
