/* SPDX-License-Identifier: Apache-2.0
 * main.c - the JIT runner; it runs natively and, as a static program, under qemu-user for the other CPUs.
 *
 *   jit TARGET[+FEATURE] cases FILE.t...         the instruction cases through the JIT
 *   jit TARGET[+FEATURE] random COUNT [SEED]     random programs, interpreter against JIT (SEED 0: by the clock)
 *   jit TARGET[+FEATURE] aot COUNT [SEED]        random programs, interpreter against their C
 *   jit TARGET[+FEATURE] encode FILE             the code of each line of assembly, in hex */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "jit/threaded.h"
#include "port.h"
#include "jit_test.h"

const struct axi_jit_target *jit_target;
u32 jit_features;
bool jit_shallow;
u32 jit_nests = AXI_TAIL_CALLS;
u64 jit_helper_trace;

u8 jit_arrays[JIT_ARRAYS][JIT_ARRAY_BYTES] __attribute__((aligned(8)));
static const u32 strides[JIT_ARRAYS] = {8, 24, 1, 4, 8};

/* A map of the tests is a number, from JIT_MAP on. */
bool jit_array_of(void *arg, u64 map, struct axi_jit_array *out)
{
	u64 i = map - JIT_MAP;

	if (i >= JIT_ARRAYS)
		return false;
	*out = (struct axi_jit_array){.values = (uintptr_t)jit_arrays[i], .stride = strides[i], .count = JIT_ARRAY_BYTES / strides[i]};
	if (i == JIT_ARRAYS - 1) {
		out->count /= JIT_CPUS;
		out->cpu_stride = JIT_ARRAY_BYTES / JIT_CPUS;
	}
	return true;
}

/* What the helper does with the map behind those, as a function of a map's type: an int. */
static int status_of(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	u64 mix = (b + 3 * c + 5 * d + 7 * e) * 0x9e3779b97f4a7c15u;

	jit_helper_trace = (jit_helper_trace ^ mix) * 0x9e3779b97f4a7c15u + run->back_edges;
	return (int)(mix >> 32);
}

static u64 direct_of(void *arg, u32 id, u64 map, bool *is_int)
{
	*is_int = true;
	return id == 1 && map == JIT_MAP + JIT_ARRAYS ? (uintptr_t)status_of : 0;
}

/* map_lookup_elem of those maps, or a status; of other arguments just some number. */
static u64 helper_mix(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	struct axi_jit_array array;
	u64 mix = a + 3 * b + 5 * c + 7 * d + 11 * e;

	if (jit_array_of(NULL, a, &array)) {
		u32 index;

		memcpy(&index, (const void *)(uintptr_t)b, 4);
		return index < array.count ? array.values + run->cpu * array.cpu_stride + (u64)index * array.stride : 0;
	}
	if (a == JIT_MAP + JIT_ARRAYS)
		return (u64)(s64)status_of(a, b, c, d, e, run);
	jit_helper_trace = (jit_helper_trace ^ mix) * 0x9e3779b97f4a7c15u + run->back_edges;
	return mix ^ mix >> 7;
}

/* What machine code knows of the arrays; cells know no CPU. */
static bool array_of_target(void *arg, u64 map, struct axi_jit_array *out)
{
	return jit_array_of(arg, map, out) && !(out->cpu_stride && jit_target == &axi_jit_threaded);
}

static u64 helper_cpu(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	return run->cpu;
}

static u64 helper_clock(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	return 1;
}

/* Calls the program's function r1 three times; less when it says so. */
static u64 helper_again(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	u64 sum = c;

	for (u32 i = 0; i < 3 && !run->stopped; i++) {
		u64 result = axi_callback(run, a, b, i, c, d, e);

		sum += result;
		jit_helper_trace = (jit_helper_trace ^ result) * 0x9e3779b97f4a7c15u + run->back_edges;
		if (result & 1)
			break;
	}
	return sum;
}

ax_helper_fn jit_kept_enter;
u64 jit_kept_function;

struct axi_entry jit_programs[JIT_PROGRAMS];

/* tail_call: the test's program array. */
static u64 helper_tail(u64 ctx, u64 map, u64 index, u64 d, u64 e, struct ax_run *run)
{
	struct axi_entry *to = index < JIT_PROGRAMS && jit_programs[index].insns ? &jit_programs[index] : NULL;

	jit_helper_trace = (jit_helper_trace ^ index) * 0x9e3779b97f4a7c15u + run->back_edges;
	return axi_tail(run, to, ctx);
}

/* What a timer does with its function: keep it for later. */
static u64 helper_keep(u64 a, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	jit_kept_enter = run->enter;
	jit_kept_function = a;
	return 0;
}

u32 jit_catcher;
bool jit_checked;
bool jit_is_code;
struct axi_arena *jit_arena;

static u64 helper_throw(u64 cookie, u64 b, u64 c, u64 d, u64 e, struct ax_run *run)
{
	const struct jit_catchers *catchers = (const void *)run->prog;

	jit_helper_trace = (jit_helper_trace ^ cookie) * 0x9e3779b97f4a7c15u + run->back_edges;
	axi_throw(run, cookie, !catchers ? 0 : jit_is_code ? catchers->code : catchers->interp);
	return 0;
}

const ax_helper_fn jit_helpers[] = {[1] = helper_mix, [2] = helper_again, [3] = helper_keep,
				    [AX_HELPER_tail_call] = helper_tail, [AX_HELPER_ktime_get_ns] = helper_clock, [AX_HELPER_get_smp_processor_id] = helper_cpu,
				    [181] = axi_loop, [AX_KFUNC_bpf_throw] = helper_throw};
const u32 jit_helper_count = ARRAY_LEN(jit_helpers);

int jit_compile(const struct ax_insn *insns, u32 count, bool bounded, struct jit_code *out)
{
	struct axi_jit_input in = {
		.insns = insns,
		.count = count,
		.helpers = jit_helpers,
		.helper_count = jit_helper_count,
		.features = jit_features,
		.bounded = bounded,
		.shallow = jit_shallow,
		.catcher = jit_catcher,
		.checked = jit_checked,
		.arena = jit_arena,
		.array = array_of_target,
		.cpu = jit_target != &axi_jit_threaded,
		.direct = jit_target == axi_jit_target("threaded") ? NULL : direct_of,
	};
	size_t arena_bytes = axi_jit_arena_bytes(insns, count);
	void *memory = malloc(arena_bytes);
	struct ax_arena arena;
	size_t again;
	int err;

	*out = (struct jit_code){0};
	in.offsets = jit_catcher ? malloc(count * sizeof(u32)) : NULL;
	ax_arena_init(&arena, memory, arena_bytes);
	err = axi_jit(jit_target, &in, &arena, NULL, 0, &out->bytes, NULL);
	if (!err) {
		u8 *exact = malloc(out->bytes); /* the sanitizer sees what is written behind it */

		err = axi_jit(jit_target, &in, &arena, exact, out->bytes, &again, NULL);
		out->at = axp_port()->code_alloc(out->bytes);
		if (!err && out->at) {
			memcpy(out->at, exact, out->bytes);
			if (again != out->bytes || axp_port()->code_seal(out->at, out->bytes))
				abort();
		}
		free(exact);
	}
	if (in.offsets)
		out->catcher = (uintptr_t)out->at + in.offsets[jit_catcher];
	free(in.offsets);
	free(memory);
	return err;
}

u64 jit_run(const struct jit_code *code, u64 r1, u64 r2, struct ax_run *run)
{
	axi_jit_fn fn = (axi_jit_fn)code->at;

	if (jit_target == &axi_jit_threaded)
		return axi_threaded(code->at, r1, r2, run);
	run->jit_depth = AX_CALL_DEPTH - 1;
	run->nests = jit_nests; /* the others nest in the frames that they have, when the caller does not say more */
	return fn(r1, r2, run);
}

void jit_free(struct jit_code *code)
{
	axp_port()->code_free(code->at, code->bytes);
}

static u64 seed_of(const char *text)
{
	u64 seed = text ? strtoull(text, NULL, 0) : 1;

	return seed ? seed : (u64)time(NULL) * 0x9e3779b97f4a7c15u;
}

int main(int argc, char **argv)
{
	char *plus = argc > 1 ? strchr(argv[1], '+') : NULL;

	if (argc < 4)
		return 2;
	if (plus)
		*plus = 0;
	jit_target = axi_jit_target(argv[1]);
	if (plus)
		jit_features = !strcmp(plus + 1, "bmi2") ? AX_CPU_BMI2 : !strcmp(plus + 1, "lse") ? AX_CPU_LSE :
			       !strcmp(plus + 1, "zb") ? AX_CPU_ZBA | AX_CPU_ZBB : 0;
	if (!jit_target)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(argv[2], "cases"))
		return jit_cases(argc - 3, argv + 3) + jit_tail() + jit_keys() + jit_arena_programs() != 0;
	if (!strcmp(argv[2], "random"))
		return jit_random((u32)atoi(argv[3]), seed_of(argv[4]), argc > 5 ? (u32)atoi(argv[5]) : 0) != 0;
	if (!strcmp(argv[2], "aot") && jit_aot)
		return jit_aot((u32)atoi(argv[3]), seed_of(argv[4]), argc > 5 ? (u32)atoi(argv[5]) : 0) != 0;
	if (!strcmp(argv[2], "encode"))
		return jit_encode(argv[3]) != 0;
	return 2;
}
