/* SPDX-License-Identifier: Apache-2.0
 * printk.c - the text of bpf_trace_printk.
 *
 * Linux's rules (bpf_bprintf_prepare): the format is printable ASCII that ends with NUL; each % takes flags from
 * "0+- ", a width, l or ll, and one of d i u x X c p (p as %px), or s where the port can read an address that nobody has
 * checked.  Everything else is refused.  The format may be a map value that others change while we read:
 * each byte is read once. */
#include "base/fmt.h"
#include "engine/helpers.h"

enum { WIDTH_MAX = 64 };

struct source {
	const char *at;
	u32 left; /* bytes, the final NUL included */
};

static u8 next_char(struct source *from)
{
	if (!from->left)
		return 0;
	from->left--;
	return (u8)*from->at++;
}

static bool is_text(u8 c)
{
	return (c >= 0x20 && c < 0x7f) || (c >= '\t' && c <= '\r');
}

/* One conversion, rebuilt for our own formatter. */
struct conversion {
	char pattern[16];
	u32 length;
	u32 longs;  /* 0 int, 1 long, 2 long long */
};

static bool append(struct conversion *conv, char c)
{
	if (conv->length + 1 >= sizeof(conv->pattern))
		return false;
	conv->pattern[conv->length++] = c;
	return true;
}

/* Flags, width and length; returns the conversion character, 0 when malformed. */
static u8 parse(struct source *from, struct conversion *conv)
{
	u8 c = next_char(from);
	u32 width = 0;

	*conv = (struct conversion){.pattern = "%", .length = 1};
	for (; c == '0' || c == '+' || c == '-' || c == ' '; c = next_char(from))
		if (conv->length < 6 && !append(conv, (char)c))
			return 0;
	for (; c >= '0' && c <= '9'; c = next_char(from)) {
		width = width * 10 + (c - '0');
		if (width > WIDTH_MAX || !append(conv, (char)c))
			return 0;
	}
	for (; c == 'l' && conv->longs < 2; c = next_char(from))
		conv->longs++;
	return c;
}

/* %p alone hides its value on Linux (a hash) and prints it here; %px and %pK are the same. */
static void skip_pointer_suffix(struct source *from)
{
	if (from->left && (*from->at == 'x' || *from->at == 'K'))
		next_char(from);
}

/* A string at an address that nobody has checked: cut to what fits here; empty when it cannot be read. */
static bool emit_string(struct axi_text *text, struct conversion *conv, u64 value, struct ax_run *run)
{
	ax_helper_fn read = run ? run->engine->helpers[AX_HELPER_probe_read_kernel_str] : NULL;
	char string[128];

	if (!read || conv->longs || !append(conv, 's'))
		return false;
	if ((s64)read((u64)(uintptr_t)string, sizeof(string), value, 0, 0, run) < 0)
		string[0] = 0;
	axi_text_add(text, conv->pattern, string);
	return true;
}

static bool emit(struct axi_text *text, struct conversion *conv, struct source *from, u8 c, u64 value, struct ax_run *run)
{
	switch (c) {
	case 's': return emit_string(text, conv, value, run);
	case 'd':
	case 'i':
		if (!append(conv, 'l') || !append(conv, 'l') || !append(conv, 'd'))
			return false;
		axi_text_add(text, conv->pattern, (long long)(conv->longs ? (s64)value : (s32)value));
		return true;
	case 'u':
	case 'x':
	case 'X':
		if (!append(conv, 'l') || !append(conv, 'l') || !append(conv, (char)c))
			return false;
		axi_text_add(text, conv->pattern, (unsigned long long)(conv->longs ? value : (u32)value));
		return true;
	case 'c':
		if (conv->longs || !append(conv, 'c'))
			return false;
		axi_text_add(text, conv->pattern, is_text((u8)value) ? (int)(u8)value : '?');
		return true;
	case 'p':
		if (conv->longs)
			return false;
		skip_pointer_suffix(from);
		axi_text_add(text, "%016llx", (unsigned long long)value);
		return true;
	default: return false;
	}
}

/* put_plain - what axi_text_add(text, "%c", c) does, without reading a format for each byte of plain text. */
static void put_plain(struct axi_text *text, char c)
{
	if (text->need + 1 < text->size) {
		text->out[text->need] = c;
		text->out[text->need + 1] = '\0';
	}
	text->need++;
}

long axi_format(char *out, u32 size, const char *format, u32 format_size, const u64 *values, u32 count, struct ax_run *run)
{
	struct source from = {.at = format, .left = format_size};
	struct axi_text text = {.out = out, .size = size};
	u32 used = 0;

	if (!format_size || format[format_size - 1])
		return -AX_EINVAL;
	if (size)
		out[0] = 0;
	for (;;) {
		struct conversion conv;
		u8 c = next_char(&from);

		if (!c)
			break;
		if (!is_text(c))
			return -AX_EINVAL;
		if (c != '%') {
			put_plain(&text, (char)c);
			continue;
		}
		if (from.left && *from.at == '%') {
			next_char(&from);
			put_plain(&text, '%');
			continue;
		}
		c = parse(&from, &conv);
		if (used == count || !emit(&text, &conv, &from, c, values[used], run))
			return -AX_EINVAL;
		used++;
	}
	return (long)text.need;
}

int axi_printk_format(char *out, u32 size, const char *format, u32 format_size, const u64 values[3], struct ax_run *run)
{
	long need = size ? axi_format(out, size, format, format_size, values, 3, run) : -AX_EINVAL;

	return (int)(need < 0 ? need : (long)min_u64((u64)need, size - 1));
}
