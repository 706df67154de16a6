/* SPDX-License-Identifier: Apache-2.0
 * printk.c - the text of bpf_trace_printk, bpf_trace_vprintk and bpf_snprintf.
 *
 * Linux's rules (bpf_bprintf_prepare, bstr_printf): the format is text up to the first NUL, in ASCII or (since 6.17) UTF-8; each % takes flags from
 * "0+- ", a width, and one of d i u x X with l or ll; c; a pointer p, px, pK; and where the port can read an address that
 * nobody has checked, s, pks, pus (strings), pi4 pI4 pi6 pI6 (IP addresses), ps pS pB (a symbol: no port names any, so the
 * number that Linux prints then).  Everything else is refused, before a byte is written.  The format may be a map value that
 * others change while we read: each pass reads each byte once, and the second refuses as the first does.
 * What differs: %p and %pK print the value, which Linux hides behind a hash. */
#include "base/fmt.h"
#include "base/str.h"
#include "engine/helpers.h"

enum {
	WIDTH_MAX = 4095,   /* of a field; Linux's is 2^23 - 1 */
	ARGUMENT_BYTES = 512, /* what values may take, strings included: Linux MAX_BPRINTF_BIN_ARGS */
	PIECE = 64,         /* of a string */
	WHOLE = AXI_UNVERIFIED, /* small builds have numbers, characters and short strings */
};

struct source {
	const char *at;
	u32 left; /* bytes */
};

static u8 next_char(struct source *from)
{
	if (!from->left)
		return 0;
	from->left--;
	return (u8)*from->at++;
}

static u8 peek(const struct source *from, u32 ahead)
{
	return ahead < from->left ? (u8)from->at[ahead] : 0;
}

static bool is_text(u8 c)
{
	return (c >= 0x20 && c != 0x7f) || (c >= '\t' && c <= '\r');
}

/* Letters and digits; the upper half is Linux's Latin-1. */
static bool is_word(u8 c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= 0xc0 && c != 0xd7 && c != 0xf7);
}

/* Strings and plain pointers end so. */
static bool ends(u8 c)
{
	return !c || (is_text(c) && !is_word(c) && (c < 0x80 || c >= 0xa0));
}

/* One conversion. */
struct conversion {
	u32 flags;  /* a bit for each of FLAGS */
	u32 width;
	u32 longs;  /* 0 int, 1 long, 2 long long */
};

/* What the walk over a format has: `text` NULL while it only checks. */
struct walk {
	struct axi_text *text;
	struct source from;
	struct ax_run *run;
	u32 bytes;  /* of the values so far, as Linux lays them out */
};

static const char flag_chars[4] = "0-+ ";
enum { ZERO = 1, LEFT = 2 };

static bool set_flag(struct conversion *conv, u8 c)
{
	for (u32 i = 0; i < sizeof(flag_chars); i++)
		if (c == (u8)flag_chars[i]) {
			conv->flags |= 1u << i;
			return true;
		}
	return false;
}

/* Flags, width and length; returns the conversion character, 0 when malformed. */
static u8 parse(struct source *from, struct conversion *conv)
{
	u8 c = next_char(from);

	*conv = (struct conversion){0};
	while (set_flag(conv, c))
		c = next_char(from);
	for (; c >= '0' && c <= '9'; c = next_char(from)) {
		conv->width = conv->width * 10 + (c - '0');
		if (conv->width > WIDTH_MAX)
			return 0;
	}
	for (; c == 'l' && conv->longs < 2; c = next_char(from))
		conv->longs++;
	return c;
}

/* Our own formatter's words for it. */
__attribute__((noinline)) static void put(struct walk *w, const struct conversion *conv, char kind, u64 value)
{
	char pattern[12] = "%";
	u32 n = 1;

	if (WHOLE && !w->text)
		return;
	for (u32 i = 0; i < sizeof(flag_chars); i++)
		if (conv->flags >> i & 1)
			pattern[n++] = flag_chars[i];
	pattern[n++] = '*';
	if (kind != 'c') {
		pattern[n++] = 'l';
		pattern[n++] = 'l';
	}
	pattern[n] = kind;
	if (kind == 'c')
		axi_text_add(w->text, pattern, (int)conv->width, (int)(u8)value);
	else
		axi_text_add(w->text, pattern, (int)conv->width, (unsigned long long)value);
}

/* put_plain - what axi_text_add(text, "%c", c) does, without reading a format for each byte of plain text. */
__attribute__((noinline)) static void put_plain(struct walk *w, char c)
{
	struct axi_text *text = w->text;

	if (WHOLE && !text)
		return;
	if (text->need + 1 < text->size) {
		text->out[text->need] = c;
		text->out[text->need + 1] = '\0';
	}
	text->need++;
}

static void put_spaces(struct walk *w, u32 count)
{
	while (count--)
		put_plain(w, ' ');
}

/* Room for a value of `bytes`, a power of two. */
static int take(struct walk *w, u32 bytes)
{
	if (!WHOLE)
		return 0; /* only strings take much */
	w->bytes = bytes == 1 ? w->bytes : (w->bytes + 3) & ~3u; /* as Linux aligns them: to 4 */
	if (w->bytes + bytes > ARGUMENT_BYTES)
		return -AX_ENOSPC;
	w->bytes += bytes;
	return 0;
}

/* Up to `most` bytes of a string that nobody has checked: its length, or an error. */
static long string_length(struct ax_run *run, u64 at, u32 most, bool user)
{
	char piece[PIECE];
	u32 length = 0;
	long got;

	do {
		got = axi_read_string(run->engine->port, piece, (u32)min_u64(PIECE, most - length + 1), at + length, user);
		if (got < 0)
			return got;
		length += (u32)got - 1; /* a piece without NUL ends with one in place of its last byte */
	} while (got == PIECE && length < most);
	return length;
}

static void put_string(struct walk *w, u64 at, u32 length, bool user)
{
	char piece[PIECE];

	while (length) {
		long got = axi_read_string(w->run->engine->port, piece, (u32)min_u64(PIECE, length + 1), at, user);

		if (got <= 1)
			return; /* it has changed since */
		for (u32 i = 0; i + 1 < (u32)got; i++)
			put_plain(w, piece[i]);
		length -= (u32)got - 1;
		at += (u32)got - 1;
	}
}

/* A string at an address that nobody has checked: cut to what there is room for; empty when it cannot be read.
 * Fields of strings that say whose they are have no width. */
static int emit_string(struct walk *w, struct conversion *conv, u64 value, bool user, bool width)
{
	u32 room = ARGUMENT_BYTES - w->bytes, fill;
	long length;

	if (!w->run || !w->run->engine->port->probe_read)
		return -AX_EINVAL;
	if (!room)
		return -AX_ENOSPC;
	length = string_length(w->run, value, room - 1, user);
	length = length < 0 ? 0 : length;
	w->bytes += (u32)length + 1;
	if (!w->text)
		return 0;
	fill = width && conv->width > (u32)length ? conv->width - (u32)length : 0;
	put_spaces(w, conv->flags & LEFT ? 0 : fill);
	put_string(w, value, (u32)length, user);
	put_spaces(w, conv->flags & LEFT ? fill : 0);
	return 0;
}

/* IPv4 with dots, IPv6 with colons; in small letters with leading zeroes, and nothing between. */
static int emit_address(struct walk *w, u64 at, bool small, bool ipv6)
{
	u32 bytes = ipv6 ? 16 : 4, text = ipv6 ? (small ? 32 : 39) : 15;
	struct axi_text *out = w->text;
	u8 address[16];

	if (!w->run || !w->run->engine->port->probe_read)
		return -AX_EINVAL;
	if (w->bytes + bytes > ARGUMENT_BYTES)
		return -AX_ENOSPC;
	if (w->run->engine->port->probe_read(address, at, bytes, false))
		memset(address, 0, sizeof(address));
	if (!ipv6 && !small) {
		text = 3;
		for (u32 i = 0; i < 4; i++)
			text += address[i] > 99 ? 3 : address[i] > 9 ? 2 : 1;
	}
	w->bytes += text + 1;
	for (u32 i = 0; out && i < bytes; i += ipv6 ? 2 : 1) {
		const char *between = !i || (ipv6 && small) ? "" : ipv6 ? ":" : ".";

		if (ipv6)
			axi_text_add(out, "%s%02x%02x", between, address[i], address[i + 1]);
		else
			axi_text_add(out, small ? "%s%03u" : "%s%u", between, address[i]);
	}
	return 0;
}

static void put_symbol(struct walk *w, const struct conversion *conv, u64 value, bool width)
{
	char text[24];

	axi_fmt(text, sizeof(text), "0x%llx", (unsigned long long)value);
	if (!width)
		w->bytes += (u32)axi_strlen(text) + 1; /* it is kept as text */
	if (w->text)
		axi_text_add(w->text, conv->flags & LEFT ? "%-*s" : "%*s", width ? (int)conv->width : 0, text);
}

static void put_pointer(struct walk *w, struct conversion *conv, u64 value)
{
	if (!conv->width) {
		conv->width = 16;
		conv->flags |= ZERO;
	}
	put(w, conv, 'x', value);
}

/* What follows p, and every letter behind it. */
static int emit_pointer(struct walk *w, struct conversion *conv, u64 value)
{
	u8 c = peek(&w->from, 0), next = peek(&w->from, 1);
	int err = 0;

	if (!WHOLE || ends(c) || c == 'x' || c == 'K') {
		err = take(w, 8);
		put_pointer(w, conv, value);
		if (!WHOLE && (c == 'x' || c == 'K'))
			next_char(&w->from);
	} else if (WHOLE && (c == 's' || c == 'S')) {
		err = take(w, 8);
		put_symbol(w, conv, value, true);
	} else if (WHOLE && c == 'B') {
		put_symbol(w, conv, value, false);
	} else if (WHOLE && (c == 'k' || c == 'u') && next == 's' && ends(peek(&w->from, 2))) {
		err = emit_string(w, conv, value, c == 'u', false);
	} else if (WHOLE && (c | 0x20) == 'i' && (next == '4' || next == '6')) {
		err = emit_address(w, value, c == 'i', next == '6');
	} else {
		err = -AX_EINVAL;
	}
	while (WHOLE && !err && is_word(peek(&w->from, 0)))
		next_char(&w->from);
	return err;
}

static int emit(struct walk *w, struct conversion *conv, u8 c, u64 value)
{
	int err;

	switch (c) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
		err = take(w, conv->longs ? 8 : 4);
		if (!conv->longs)
			value = c == 'd' || c == 'i' ? (u64)(s32)value : (u32)value;
		put(w, conv, (char)c, value);
		return err;
	default: break;
	}
	if (conv->longs)
		return -AX_EINVAL;
	switch (c) {
	case 's': return WHOLE && ends(peek(&w->from, 0)) ? emit_string(w, conv, value, false, true) : -AX_EINVAL;
	case 'c':
		err = take(w, 1);
		put(w, conv, 'c', value);
		return err;
	case 'p': return emit_pointer(w, conv, value);
	default: return -AX_EINVAL;
	}
}

static int walk(struct walk *w, const u64 *values, u32 count)
{
	u32 used = 0;

	for (;;) {
		struct conversion conv;
		u8 c = next_char(&w->from);
		int err;

		if (!c)
			return 0;
		if (!is_text(c))
			return -AX_EINVAL;
		if (c == '%' && peek(&w->from, 0) != '%') {
			if (used == count)
				return -AX_EINVAL;
			c = parse(&w->from, &conv);
			err = emit(w, &conv, c, values[used++]);
			if (err)
				return err;
			continue;
		}
		if (c == '%')
			next_char(&w->from);
		put_plain(w, (char)c);
	}
}

long axi_format(char *out, u32 size, const char *format, u32 format_size, const u64 *values, u32 count, struct ax_run *run)
{
	struct source from = {.at = format, .left = (u32)axi_strnlen(format, format_size)};
	struct axi_text text = {.out = out, .size = size};
	struct walk check = {.from = from, .run = run}, print = {.text = &text, .from = from, .run = run};
	int err = from.left == format_size ? -AX_EINVAL : WHOLE ? walk(&check, values, count) : 0; /* a trace's line is thrown away */

	if (err)
		return err;
	if (size)
		out[0] = 0;
	err = walk(&print, values, count);
	return err ? err : (long)text.need;
}

int axi_printk_format(char *out, u32 size, const char *format, u32 format_size, const u64 values[3], struct ax_run *run)
{
	return (int)axi_format(out, size, format, format_size, values, 3, run);
}
