/* SPDX-License-Identifier: Apache-2.0
 * object.c - ax_object_open: the steps in order, what each section is for, licence and version. */
#include "base/profile.h"
#include "base/fmt.h"
#include "base/str.h"
#include "object/reader.h"

#define LICENSE_BYTES 128

void axi_obj_clean_text(char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			*text = '?';
}

int axi_obj_fail(const struct axi_reader *rd, int code, u64 offset, const char *format, ...)
{
	va_list args;

	if (!rd->err)
		return code;
	va_start(args, format);
	axi_vfmt(rd->err->text, sizeof(rd->err->text), format, args);
	va_end(args);
	rd->err->offset = offset;
	return code;
}

void *axi_obj_alloc(const struct axi_reader *rd, size_t count, size_t bytes, size_t align)
{
	void *p = ax_arena_array(rd->arena, count ? count : 1, bytes, align);

	if (!p)
		axi_obj_fail(
			rd, -AX_ENOMEM, 0,
			"the arena of %llu bytes is too small for this object; give a bigger one",
			(unsigned long long)rd->arena->size);
	return p;
}

bool axi_sec_is_text(const struct axi_sec *sec)
{
	return axi_streq(sec->name, ".text") || axi_starts(sec->name, ".text.");
}

/* ".data" or ".data.anything" */
static bool is_data_name(const char *name, const char *stem)
{
	char after;

	if (!axi_starts(name, stem))
		return false;
	after = name[axi_strlen(stem)];
	return !after || after == '.';
}

static enum axi_sec_kind kind_of(const struct axi_sec *sec)
{
	bool bits = sec->type == AXI_SHT_PROGBITS;

	if (!(sec->flags & AXI_SHF_ALLOC) || (!bits && sec->type != AXI_SHT_NOBITS))
		return AXI_SEC_OTHER;
	if (bits && sec->flags & AXI_SHF_EXEC)
		return AXI_SEC_CODE;
	if (is_data_name(sec->name, ".data") || is_data_name(sec->name, ".rodata") ||
	    is_data_name(sec->name, ".bss"))
		return AXI_SEC_DATA;
	if (AXI_ARENAS && axi_streq(sec->name, ".addr_space.1"))
		return AXI_SEC_ARENA;
	if (axi_streq(sec->name, ".maps"))
		return AXI_SEC_MAPS;
	if (bits && (axi_streq(sec->name, "maps") || axi_starts(sec->name, "maps/")))
		return AXI_SEC_OLDMAPS;
	return AXI_SEC_OTHER;
}

static void classify(struct axi_reader *rd)
{
	for (u32 i = 1; i < rd->sec_count; i++) {
		struct axi_sec *sec = &rd->secs[i];

		sec->kind = kind_of(sec);
	}
}

static int read_license(struct axi_reader *rd, struct ax_object *out)
{
	const struct axi_sec *sec = axi_elf_section(rd, "license");
	size_t bytes = 0;
	char *text;

	if (sec && sec->type != AXI_SHT_NOBITS)
		bytes = axi_strnlen((const char *)axi_sec_data(rd, sec),
		                    (size_t)min_u64(sec->size, LICENSE_BYTES));
	if (bytes == LICENSE_BYTES)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "section 'license' has %u bytes or more", LICENSE_BYTES);
	text = AXI_OBJ_ALLOC(rd, bytes + 1, char);
	if (!text)
		return -AX_ENOMEM;
	if (bytes)
		memcpy(text, axi_sec_data(rd, sec), bytes);
	out->license = text;
	return 0;
}

static int read_version(struct axi_reader *rd, struct ax_object *out)
{
	const struct axi_sec *sec = axi_elf_section(rd, "version");

	if (!sec)
		return 0;
	if (sec->type == AXI_SHT_NOBITS || sec->size != 4)
		return axi_obj_fail(rd, -AX_EINVAL, sec->off,
		                    "section 'version' has %llu bytes, not 4",
		                    (unsigned long long)sec->size);
	memcpy(&out->version, axi_sec_data(rd, sec), 4);
	return 0;
}

static int read_object(struct axi_reader *rd, struct ax_object *out)
{
	int rc = axi_elf_open(rd);

	if (rc)
		return rc;
	classify(rd);
	rc = axi_datasec_open(rd, out);
	if (!rc)
		rc = read_license(rd, out);
	if (!rc)
		rc = read_version(rd, out);
	if (!rc)
		rc = axi_maps_collect(rd);
	if (!rc && AXI_KFUNCS)
		rc = axi_layouts_open(rd, out);
	if (!rc)
		rc = axi_ext_open(rd);
	if (!rc)
		rc = axi_link_functions(rd);
	if (!rc)
		rc = axi_core_relocate(rd);
	if (!rc)
		rc = axi_link_programs(rd, out);
	if (!rc && rd->members == AXI_OBJ_LOOKUPS)
		rc = axi_obj_fail(rd, -AX_ENOTSUPP, 0, "too many members in types of values");
	if (!rc)
		rc = axi_certs_read(rd, out);
	out->externs = rd->extern_names;
	out->extern_count = rd->extern_count;
	out->maps = rd->maps;
	out->map_count = rd->map_count;
	return rc;
}

int ax_object_open(struct ax_object *out, const void *file, size_t size, struct ax_arena *arena,
                   struct ax_object_error *err)
{
	return ax_object_open_with(out, file, size, arena, NULL, err);
}

int ax_object_open_with(struct ax_object *out, const void *file, size_t size, struct ax_arena *arena,
			const struct ax_object_options *options, struct ax_object_error *err)
{
	static const struct ax_object_options none;
	struct axi_reader rd = {
		.file = file, .size = size, .arena = arena, .err = err, .options = options ? options : &none};
	size_t mark = ax_arena_mark(arena);
	int rc;

	if (err)
		*err = (struct ax_object_error){0};
	*out = (struct ax_object){.license = ""};
	rc = read_object(&rd, out);
	if (!rc)
		return 0;
	if (err)
		axi_obj_clean_text(err->text);
	*out = (struct ax_object){.license = ""};
	ax_arena_release(arena, mark);
	return rc;
}
