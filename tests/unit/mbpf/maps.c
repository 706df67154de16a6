/* SPDX-License-Identifier: Apache-2.0
 * maps.c - every method of every kind of map from JavaScript: it works, or it is a TypeError that names both. */
#include "unit/mbpf/kit.h"

#define ALL ",\"MAP_READ\",\"MAP_WRITE\",\"MAP_ITERATE\"],\"maps\":["
#define ONE(name, type, rest) "{\"name\":\"" name "\",\"type\":\"" type "\"," rest "}"
#define PLAIN "\"key_size\":4,\"value_size\":8,\"max_entries\":4"

static const char maps[] = ALL ONE("a", "array", PLAIN) "," ONE("h", "hash", PLAIN) "," ONE("l", "lru", PLAIN) ","
	ONE("pa", "percpu_array", PLAIN) "," ONE("ph", "percpu_hash", PLAIN) "," ONE("lp", "lru_percpu_hash", PLAIN) ","
	ONE("c", "counter", "\"max_entries\":4") "," ONE("s", "series", "\"key_size\":4,\"samples\":16,\"max_entries\":2") ","
	ONE("r", "ring", "\"max_entries\":4096") "]";

/* tell - run the program, which returns 0, or the number of what went wrong */
static void tell(const char *source)
{
	s32 rc;

	start_program(source, maps);
	rc = run_packet();
	if (rc)
		test_fail(__FILE__, __LINE__, "%d %s", rc, kit.log);
	CHECK_EQ(outcome(MBPF_OK), 1);
	close_kit();
}

TEST(mbpf, elements_of_arrays_and_hashes)
{
	char source[2000];
	static const char *const names[] = {"a", "h", "l", "pa", "ph", "lp", "c"};

	for (u32 i = 0; i < ARRAY_LEN(names); i++) {
		bool array = !strcmp(names[i], "a") || !strcmp(names[i], "pa") || !strcmp(names[i], "c");

		snprintf(source, sizeof(source),
			 "function mbpf_prog(ctx) { var m = maps.%s, out = [0, 0], key = new Uint32Array(1), array = %s;"
			 "if (m.get(2) !== (array ? 0 : undefined)) return 1;"
			 "if (m.lookup(2, out) !== array) return 2;"
			 "if (m.update(2, 77, 0) !== true || m.get(2) !== 77) return 3;"
			 "if (m.update(2, [1, 0x80000000], 2) !== true || !m.lookup(2, out) || out[0] !== 1 || out[1] !== 0x80000000) return 4;"
			 "if (m.update(2, 1, 1) !== false) return 5;"                      /* new, but it is there */
			 "if (m.update(3, 9, 2) !== array) return 6;"                      /* there already: of an array, yes */
			 "m.update(2, 1); m.add(2, 5); m.add(2, -2); if (m.get(2) !== 4) return 7;"
			 "if (m.add(3, 1) !== true || m.get(3) !== (array ? 10 : 1)) return 8;"
			 "if (m.nextKey(null, key) !== true) return 9;"
			 "var n = 1, last = key[0]; while (m.nextKey(last, key)) { n++; last = key[0]; } if (n !== (array ? 4 : 2)) return 10;"
			 "return 0; }", names[i], array ? "true" : "false");
		tell(source);
	}
	tell("function mbpf_prog(ctx) { for (let m of [maps.h, maps.l, maps.ph, maps.lp]) {"
	     "m.update(1, 1); if (m.delete(1) !== true || m.delete(1) !== false || m.get(1) !== undefined) return 1; } return 0; }");
	/* full: a hash refuses, an LRU map drops its oldest */
	tell("function mbpf_prog(ctx) { for (let i = 0; i < 4; i++) if (!maps.h.update(i, 1)) return 1;"
	     "if (maps.h.update(9, 1) || maps.h.add(9, 1)) return 2; for (let i = 0; i < 9; i++) if (!maps.l.update(i, i)) return 3;"
	     "return maps.l.get(8) === 8 ? 0 : 4; }");
	/* beyond an array's end */
	tell("function mbpf_prog(ctx) { return maps.a.get(4) === undefined && !maps.a.update(4, 1) && !maps.a.add(4, 1) ? 0 : 1; }");
	/* keys and values of the wrong size, kind and range */
	tell("function mbpf_prog(ctx) { var n = 0, bad = ['x', {}, null, undefined, new Uint8Array(3), new Uint8Array(5), 1.5, 5e9, NaN, true];"
	     "for (let b of bad) { try { maps.h.get(b); } catch (e) { n += e instanceof TypeError || e instanceof RangeError; } }"
	     "return n - bad.length; }");
	tell("function mbpf_prog(ctx) { var n = 0; for (let b of ['x', {}, [1], ['1', '2'], new Uint8Array(7), 0.1, 1e17])"
	     " try { maps.h.update(1, b); } catch (e) { n++; } return n - 7; }");
}

TEST(mbpf, numbers_of_mbpf_have_names)
{
	tell("function mbpf_prog(ctx) { if (mbpf.apiVersion !== 65536 || mbpf.PASS !== 0 || mbpf.DROP !== 1) return 1;"
	     "if (maps.h.update(90, 1, mbpf.EXIST) || !maps.h.update(90, 1, mbpf.NOEXIST) || maps.h.update(90, 2, mbpf.NOEXIST)) return 2;"
	     "if (!maps.h.update(90, 3, mbpf.EXIST) || !maps.h.update(90, 4, mbpf.ANY) || maps.h.get(90) !== 4) return 3;"
	     "return maps.h.delete(90) ? 0 : 4; }");
}

TEST(mbpf, series_push_and_answer)
{
	tell("var v = new Float64Array(4), t = [0, 0, 0, 0], st = [0, 0, 0, 0, 0, 0, 0, 0];"
	     "function mbpf_prog(ctx) { var s = maps.s; if (s.last(7, v) !== 0 || s.stats(7, st)) return 1;"
	     "for (let i = 0; i < 6; i++) if (!s.push(7, i * i - 2, 1000 + i)) return 2;"
	     "if (s.last(7, v, t) !== 4 || v.join() !== '2,7,14,23' || t.join() !== '1002,1003,1004,1005') return 3;"
	     "if (s.last(7, v, null, 4) !== 2 || v[0] !== -2 || v[1] !== -1) return 4;"
	     "if (!s.stats(7, st) || st.join() !== '6,-2,23,7,79,1000,1005,0') return 5;"
	     "if (s.push(7, 1, 999) !== false || !s.stats(7, st) || st[7] !== 1) return 6;" /* older than the newest */
	     "if (s.push(8, 5) !== true || s.window(8, 1e9, v) !== 1 || v[0] !== 5 || s.window(7, 1, v) !== 0) return 7;"
	     "if (s.delete(7) !== true || s.last(7, v) !== 0) return 8;"
	     "return 0; }");
}

static int count_records(void *arg, const void *record, u32 bytes)
{
	u32 *sum = arg;

	*sum += bytes * 1000 + *(const u8 *)record;
	return 1;
}

TEST(mbpf, rings_take_records)
{
	u32 sum = 0;

	start_program("function mbpf_prog(ctx) { var b = new Uint8Array(5), big = new Uint8Array(1000), n = 0; b[0] = 9;"
		      "if (!maps.r.emit(b) || !maps.r.emit(b, 1)) return 1; while (maps.r.emit(big)) n++; return n; }", maps);
	CHECK_EQ(run_packet(), 4);
	CHECK_EQ(ax_ring_read(mbpf_program_map(kit.program, "r"), count_records, &sum), 6);
	CHECK_EQ(sum, 2 * 5009 + 4 * 1000000);
	close_kit();
}

TEST(mbpf, a_method_that_a_map_has_not_is_a_type_error)
{
	static const char *const kinds[] = {"a", "pa", "c", "h", "l", "ph", "lp", "s", "r"};
	static const char *const methods[] = {"lookup", "update", "delete", "get", "nextKey", "add", "push", "last", "window", "stats", "emit"};
	static const char *const has[] = { /* by the kinds above */
		"ooooooo--", "ooooooo--", "---ooooo-", "ooooooo--", "oooooooo-", "ooooooo--", "-------o-", "-------o-", "-------o-", "-------o-",
		"--------o"};
	char source[500];

	for (u32 m = 0; m < ARRAY_LEN(methods); m++)
		for (u32 k = 0; k < ARRAY_LEN(kinds); k++) {
			snprintf(source, sizeof(source),
				 "function mbpf_prog(ctx) { try { maps.%s.%s(); } catch (e) { mbpf.log(e.name + ': ' + e.message); return 0; } return 1; }",
				 kinds[k], methods[m]);
			start_program(source, maps);
			run_packet();
			/* without arguments each method that is there wants a key, an out, or bytes */
			CHECK(!strncmp(kit.log, "TypeError: ", 11) || (has[m][k] == 'o' && !strcmp(methods[m], "nextKey")));
			CHECK_EQ(strstr(kit.log, "has no such method") != NULL, has[m][k] == '-');
			CHECK(has[m][k] != '-' || strstr(kit.log, methods[m]));
			close_kit();
		}
}

TEST(mbpf, flags_that_programs_must_respect)
{
	start_program("function mbpf_prog(ctx) { var n = 0; try { maps.h.update(1, 1); } catch (e) { n += e instanceof TypeError; }"
		      "try { maps.h.add(1, 1); } catch (e) { n += e instanceof TypeError; } return maps.h.get(1) === undefined ? n : -1; }",
		      ALL "{\"name\":\"h\",\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":4,\"flags\":128}]"); /* RDONLY_PROG */
	CHECK_EQ(run_packet(), 2);
	close_kit();
}

TEST(mbpf, definitions_of_maps_that_make_no_sense)
{
	static const struct {
		const char *map, *want;
	} cases[] = {
		{"\"type\":\"hash\",\"key_size\":4,\"max_entries\":4", "map: missing key value_size"},
		{"\"type\":\"hash\",\"value_size\":4,\"max_entries\":4", "map: missing key key_size"},
		{"\"type\":\"array\",\"key_size\":8,\"value_size\":4,\"max_entries\":4", "map: key key_size: 8 is not within 4 .. 4 for this type"},
		{"\"type\":\"counter\",\"value_size\":4,\"max_entries\":4", "map: key value_size: 4 is not within 8 .. 8 for this type"},
		{"\"type\":\"series\",\"key_size\":4,\"max_entries\":4", "map: missing key samples"},
		{"\"type\":\"series\",\"key_size\":4,\"value_size\":8,\"max_entries\":4", "map: key value_size: 8 is not within 80 .. 80 for this type"},
		{"\"type\":\"series\",\"samples\":4,\"max_entries\":4", "map: missing key key_size"},
		{"\"type\":\"hash\",\"key_size\":4,\"value_size\":8,\"max_entries\":4,\"samples\":3", "manifest: key maps: samples are kept by maps of type series"},
		{"\"type\":\"ring\",\"value_size\":8,\"max_entries\":4096", "map: key value_size: 8 is not within 0 .. 0 for this type"},
		{"\"type\":\"heap\",\"max_entries\":4", "map: key type: no such map type"},
	};
	static struct axi_manifest m;
	char json[1000];

	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(json, sizeof(json), "{\"maps\":[{\"name\":\"m\",%s}]}", cases[i].map);
		CHECK_EQ(axi_manifest_overlay(&m, json, (u32)strlen(json), &kit.diag), -AX_EINVAL);
		if (strncmp(kit.diag.text, cases[i].want, strlen(cases[i].want)))
			test_fail(__FILE__, __LINE__, "\"%s\", not \"%s\"", kit.diag.text, cases[i].want);
		memset(&m, 0, sizeof(m));
	}
}
