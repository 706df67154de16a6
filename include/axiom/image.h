/* SPDX-License-Identifier: Apache-2.0
 * image.h - an object's maps and programs, created and loaded into an engine: what an embedder does between
 * ax_object_open and ax_hook_attach. */
#ifndef AXIOM_IMAGE_H
#define AXIOM_IMAGE_H

#include <axiom/engine.h>
#include <axiom/object.h>
#include <axiom/prog.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ax_image {
	struct ax_engine *engine;
	const struct ax_object *object;
	struct ax_map **maps;      /* [object->map_count], in its order; a reference each */
	struct ax_prog **progs;    /* [object->prog_count] */
};

/* struct ax_image_error - which part of the object was refused; `diag` has the reason where a program was. */
struct ax_image_error {
	const char *what;          /* "map", "first value of map", "program" */
	const char *name;
	struct ax_diag diag;
};

/* ax_image_load - create every map, give it its first value (also maps in maps and programs in program arrays), freeze what
 * is read-only; load every program (its certificate, if the object has one, is used).  All or nothing.
 *   object  must outlive the image, with the file and the arena it was opened in
 *   arena   takes two pointers for each map and program
 *   exec    what runs the programs (prog.h)
 * Task.  Errors: those of ax_map_create, ax_prog_load, ax_map_put_object; -AX_ENOMEM (arena); -AX_ENOTSUPP (maps that hold
 * objects, in builds for microcontrollers, which have none).  `error` may be NULL. */
int ax_image_load(struct ax_image *out, struct ax_engine *engine, const struct ax_object *object, struct ax_arena *arena,
		  enum ax_exec exec, struct ax_image_error *error);
/* ax_image_unload - give back the references; what is still attached or used elsewhere lives on, with its program arrays
 * empty of what stood in them at first.  Task. */
void ax_image_unload(struct ax_image *image);
#define AX_IMAGE_EMPTY ((void *)(uintptr_t)-1) /* no object: for ax_image_fill's `find` */
/* ax_image_fill - give those of `maps` that hold objects of this kind their initial values, for who creates maps and loads
 * programs himself (ax_image_load does it on its own): maps before the programs are loaded, programs afterwards.
 *   maps  [object->map_count]; NULL: was not created, stays without
 *   find  the map or program of this name, as in the source (borrowed); AX_IMAGE_EMPTY: the slot stays empty; or NULL: there is
 *         none, which is an error; find itself NULL: take out
 *         what was put in, as must be done before the end with program arrays and programs that hold each other
 *   bad   after an error: whose value it was; may be NULL
 * Task.  Errors: -AX_EINVAL (find gave nothing), those of ax_map_put_object. */
int ax_image_fill(const struct ax_object *object, struct ax_map *const *maps, enum ax_map_object kind,
		  void *(*find)(void *arg, const char *name), void *arg, const struct ax_object_map **bad);
/* By name as in the source; NULL when there is none.  Borrowed: valid until ax_image_unload. */
struct ax_map *ax_image_map(const struct ax_image *image, const char *name);
struct ax_prog *ax_image_prog(const struct ax_image *image, const char *name);

#ifdef __cplusplus
}
#endif

#endif
