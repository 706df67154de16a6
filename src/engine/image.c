/* SPDX-License-Identifier: Apache-2.0
 * image.c - see axiom/image.h. */
#include <axiom/image.h>
#include "base/profile.h"
#include "base/str.h"
#include "base/types.h"

static int refuse(struct ax_image_error *error, const char *what, const char *name, int err)
{
	if (error) {
		error->what = what;
		error->name = name;
	}
	return err;
}

static int make_map(struct ax_image *image, u32 i, struct ax_image_error *error)
{
	const struct ax_object_map *om = &image->object->maps[i];
	struct ax_map_spec spec = om->spec;
	u32 zero = 0;
	int err;

	if (!AXI_GROWS && (om->inner || om->slot_count))
		return refuse(error, "map", om->name, -AX_ENOTSUPP);
	spec.inner = om->inner;
	spec.lock_at = om->lock_at;
	spec.timer_at = om->timer_at;
	err = ax_engine_map_create(image->engine, &spec, &image->maps[i]);
	if (err)
		return refuse(error, "map", om->name, err);
	if (AXI_ARENAS && spec.type == AX_MAP_ARENA)
		err = ax_map_arena_fill(image->maps[i], om->data, om->data_size);
	else if (om->data)
		err = ax_map_user_update(image->maps[i], &zero, om->data, AX_ANY);
	if (!err && om->freeze)
		err = ax_map_freeze(image->maps[i]);
	return err ? refuse(error, "first value of map", om->name, err) : 0;
}

static int load_prog(struct ax_image *image, u32 i, enum ax_exec exec, struct ax_image_error *error)
{
	const struct ax_object_prog *op = &image->object->progs[i];
	struct ax_prog_spec spec = {
		.type = op->prog_type,
		.attach_type = op->attach_type,
		.insns = op->insns,
		.insn_count = op->insn_count,
		.maps = image->maps,
		.map_count = image->object->map_count,
		.license = image->object->license,
		.func_starts = op->func_starts,
		.func_count = op->func_count,
		.exception_cb = op->exception_cb,
		.lines = op->lines,
		.line_count = op->line_count,
		.exec = exec,
		.cert = op->cert,
		.cert_size = op->cert_size,
		.verify = true,
	};
	int err;

	axi_strcopy(spec.name, op->name, sizeof(spec.name));
	err = ax_prog_load(image->engine, &spec, &image->progs[i], error ? &error->diag : NULL);
	if (err && error && AXI_WORDS)
		ax_object_note(image->object, op, &error->diag);
	return err ? refuse(error, "program", op->name, err) : 0;
}

int ax_image_fill(const struct ax_object *object, struct ax_map *const *maps, enum ax_map_object kind,
		  void *(*find)(void *arg, const char *name), void *arg, const struct ax_object_map **bad)
{
	int err = 0;

	for (u32 i = 0; !err && i < object->map_count; i++) {
		const struct ax_object_map *om = &object->maps[i];

		if (!om->slot_count || !maps[i] || ax_map_holds(maps[i]) != kind)
			continue;
		for (u32 s = 0; !err && s < om->slot_count; s++) {
			u32 key = om->slots[s].key;
			void *put = find ? find(arg, om->slots[s].name) : NULL;

			if (put == AX_IMAGE_EMPTY)
				continue;
			if (!find)
				ax_map_user_delete(maps[i], &key);
			else
				err = put && om->spec.key_size == sizeof(key) ? ax_map_put_object(maps[i], &key, put, AX_ANY) : -AX_EINVAL;
		}
		if (err && bad)
			*bad = om;
	}
	return err;
}

static void *find_map(void *image, const char *name)
{
	return ax_image_map(image, name);
}

static void *find_prog(void *image, const char *name)
{
	return ax_image_prog(image, name);
}

static int fill(struct ax_image *image, enum ax_map_object kind, struct ax_image_error *error)
{
	const struct ax_object_map *bad;
	int err = ax_image_fill(image->object, image->maps, kind, kind == AX_HOLDS_MAP ? find_map : find_prog, image, &bad);

	return err ? refuse(error, "first value of map", bad->name, err) : 0;
}

int ax_image_load(struct ax_image *out, struct ax_engine *engine, const struct ax_object *object, struct ax_arena *arena,
		  enum ax_exec exec, struct ax_image_error *error)
{
	int err = 0;

	*out = (struct ax_image){.engine = engine, .object = object};
	if (error)
		*error = (struct ax_image_error){.what = "object", .name = ""};
	out->maps = ax_arena_array(arena, object->map_count + 1, sizeof(*out->maps), sizeof(*out->maps));
	out->progs = ax_arena_array(arena, object->prog_count + 1, sizeof(*out->progs), sizeof(*out->progs));
	if (!out->maps || !out->progs)
		return -AX_ENOMEM;
	for (u32 i = 0; !err && i < object->map_count; i++)
		err = make_map(out, i, error);
	if (AXI_GROWS && !err)
		err = fill(out, AX_HOLDS_MAP, error);
	for (u32 i = 0; !err && i < object->prog_count; i++)
		err = load_prog(out, i, exec, error);
	if (AXI_GROWS && !err)
		err = fill(out, AX_HOLDS_PROG, error);
	if (err)
		ax_image_unload(out);
	return err;
}

void ax_image_unload(struct ax_image *image)
{
	if (AXI_GROWS) /* a program array and a program that uses it would hold each other */
		ax_image_fill(image->object, image->maps, AX_HOLDS_PROG, NULL, NULL, NULL);
	for (u32 i = 0; i < image->object->prog_count; i++)
		if (image->progs[i])
			ax_prog_put(image->progs[i]);
	for (u32 i = 0; i < image->object->map_count; i++)
		if (image->maps[i])
			ax_map_put(image->engine, image->maps[i]);
	memset(image->progs, 0, image->object->prog_count * sizeof(*image->progs));
	memset(image->maps, 0, image->object->map_count * sizeof(*image->maps));
}

struct ax_map *ax_image_map(const struct ax_image *image, const char *name)
{
	for (u32 i = 0; i < image->object->map_count; i++)
		if (axi_streq(image->object->maps[i].name, name))
			return image->maps[i];
	return NULL;
}

struct ax_prog *ax_image_prog(const struct ax_image *image, const char *name)
{
	for (u32 i = 0; i < image->object->prog_count; i++)
		if (axi_streq(image->object->progs[i].name, name))
			return image->progs[i];
	return NULL;
}
