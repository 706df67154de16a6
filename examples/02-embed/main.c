/* SPDX-License-Identifier: Apache-2.0
 * main.c - the engine inside an ordinary program: load an object, attach it to a hook of our own, read its ring buffer.
 * Build: cc main.c $(pkg-config --cflags --libs axiom).  docs/embedding.md explains each step. */
#include <axiom/hook.h>
#include <axiom/image.h>
#include <axiom/posix.h>
#include <axiom/status.h>
#include <stdio.h>
#include <stdlib.h>
#include "limits.h"

static char file[1 << 16], memory[1 << 18];

static int show(void *arg, const void *record, uint32_t bytes)
{
	const struct cut *cut = record;

	printf("joint %u: wanted %d, allowed %d\n", cut->joint, cut->wanted, cut->allowed);
	return 1;
}

static void check(int err, const char *what, const char *why)
{
	if (!err)
		return;
	fprintf(stderr, "%s: %s (%s)\n", what, why, ax_status_name(err));
	exit(1);
}

int main(int argc, char **argv)
{
	FILE *in = fopen(argc > 1 ? argv[1] : "limits.bpf.o", "rb");
	size_t size = in ? fread(file, 1, sizeof(file), in) : 0;
	struct ax_object_error bad_file = {.text = ""};
	struct ax_image_error refused;
	struct ax_engine *engine;
	struct ax_object object;
	struct ax_arena arena;
	struct ax_image image;
	struct ax_link *link;
	struct ax_hook joint;

	ax_arena_init(&arena, memory, sizeof(memory));
	check(ax_engine_create(&engine, axp_port(), &ax_limits_cloud), "engine", "no memory");
	check(ax_object_open(&object, file, size, &arena, &bad_file), "object", bad_file.text);
	check(ax_image_load(&image, engine, &object, &arena, AX_EXEC_AUTO, &refused), refused.what, refused.name);
	for (uint32_t i = 0; i < JOINTS; i++)
		ax_map_user_update(ax_image_map(&image, "limits"), &i, &(struct limit){-90000, 45000}, AX_ANY);

	check(ax_hook_init(&joint, engine, "custom/joint", AX_PROG_CUSTOM), "hook", "its name");
	check(ax_hook_attach(&joint, ax_image_prog(&image, "limit_joint"), &link), "attach", "limit_joint");
	for (int wanted = -100000; wanted <= 60000; wanted += 40000)
		printf("go to %d\n", (int)ax_hook_fire(&joint, (uint64_t[12]){2, (uint64_t)wanted}));
	ax_ring_read(ax_image_map(&image, "cuts"), show, NULL);

	ax_link_put(link);
	ax_image_unload(&image);
	return ax_engine_destroy(engine);
}
