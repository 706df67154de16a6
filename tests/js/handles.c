/* SPDX-License-Identifier: Apache-2.0
 * handles.c - values from C: linked with the build that moves every object at every allocation, in both formats of values. */
#include <axiom/js.h>
#include <stdio.h>
#include <string.h>

static _Alignas(8) char work[1 << 20], heap[1 << 16];

static const char source[] = "var table = { name: 'left', list: [1, 2.5, 'x'], get dear() { return 1; } }, count = 0;"
			     "function join(a, b) { count++; return a + ':' + b; }"
			     "function make(n) { var o = { deep: { value: n * 1.5 } }; return o; }"
			     "function fail() { throw new TypeError('no'); }";

static int failures;

static void check(const char *name, int good)
{
	printf(good ? "ok js.handles.%s\n" : "FAIL js.handles.%s: not as it should be\n", name);
	failures += !good;
}

static int text_is(struct js *js, int handle, const char *want)
{
	char text[64];

	return ax_js_to_text(js, handle, text, sizeof(text)) == (int64_t)strlen(want) && !strcmp(text, want);
}

int main(void)
{
	struct ax_js_diag diag;
	const void *image;
	int64_t size = ax_js_compile(source, sizeof(source) - 1, NULL, work, sizeof(work), &image, &diag);
	struct js *js = size > 0 && !ax_js_image_check(image, (size_t)size, &diag) ? ax_js_init(heap, sizeof(heap), image, NULL, NULL) : NULL;
	int scope, table, list, join, kept, made, deep;
	int loops = 0;
	double d = 0;

	if (!js || ax_js_run(js, 10000)) {
		printf("FAIL js.handles: %s\n", diag.text);
		return 1;
	}
	scope = ax_js_scope_open(js);
	table = ax_js_global(js, "table");
	list = ax_js_get(js, table, "list");
	check("properties", text_is(js, ax_js_get(js, table, "name"), "left") && text_is(js, ax_js_at(js, list, 2), "x") &&
				    !ax_js_to_number(js, ax_js_at(js, list, 1), &d) && d == 2.5);
	check("what_is_not_there", ax_js_get(js, table, "none") < 0 && ax_js_at(js, list, 3) < 0 && ax_js_global(js, "nothing") < 0 &&
					   ax_js_get(js, table, "dear") < 0 && ax_js_get(js, 12345, "name") < 0 &&
					   ax_js_to_number(js, table, &d) < 0 && ax_js_to_text(js, list, NULL, 0) < 0);
	join = ax_js_handle_global(js, "join");
	made = ax_js_global(js, "make");
	check("calls", text_is(js, ax_js_call(js, join, (int[]){ax_js_string(js, "\xc3\xa9", 2), ax_js_number(js, 1e100)}, 2, 10000), "\xc3\xa9:1e+100"));
	deep = ax_js_call(js, made, (int[]){ax_js_number(js, 0.5)}, 1, 10000);
	kept = ax_js_keep(js, ax_js_get(js, deep, "deep"));
	check("errors_of_calls", ax_js_call(js, ax_js_global(js, "fail"), NULL, 0, 10000) < 0 && ax_js_call(js, join, (int[]){-1, join}, 2, 100) < 0 &&
					 ax_js_call(js, table, NULL, 0, 1000) < 0);
	ax_js_scope_close(js, scope);
	check("a_closed_scope", ax_js_to_text(js, table, NULL, 0) < 0 && ax_js_get(js, deep, "deep") < 0);
	for (int i = 0; i < 300; i++) { /* garbage, so that everything moves; nested scopes that are closed leave nothing */
		int inner = ax_js_scope_open(js), n = ax_js_number(js, i + 0.25);

		for (int k = 0; k < 20; k++)
			ax_js_call(js, join, (int[]){n, ax_js_string(js, "abc", 3)}, 2, 10000);
		loops += !ax_js_to_number(js, n, &d) && d == i + 0.25;
		ax_js_scope_close(js, inner);
	}
	check("in_a_loop", loops == 300);
	scope = ax_js_scope_open(js);
	check("persistent", !ax_js_to_number(js, ax_js_get(js, kept, "value"), &d) && d == 0.75);
	check("counted", !ax_js_to_number(js, ax_js_global(js, "count"), &d) && d == 1 + 300 * 20);
	ax_js_scope_close(js, scope);
	ax_js_handle_free(js, kept);
	check("freed", ax_js_keep(js, kept) < 0);
	return failures != 0;
}
