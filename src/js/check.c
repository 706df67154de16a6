/* SPDX-License-Identifier: Apache-2.0
 * check.c - the verifier: an image that passes cannot hurt the machine, whoever wrote it.
 *
 * One pass over each section in its order, no memory.  What it establishes, and the machine relies on: every offset and number
 * lies in its section; every register lies in its frame; captured variables sit in registers that only the instructions for
 * them can name; a call's window lies in the frame; control stays in its function and goes on only at instructions; a
 * nested function is made only by the one it is in.  What values registers hold it does not establish: the machine checks
 * tags where it uses them.  It also refuses what is not canonical: other bytes for the same program. */
#include "base/fmt.h"
#include "js/frame.h"

struct check {
	const u8 *image;
	struct js_sections s;
	struct ax_js_diag *diag;
	u32 f; /* the function that is looked at */
#ifdef JS_EVAL
	bool outside; /* the top level may capture what its maker gives it (eval.c) */
#define OUTSIDE(c) ((c)->outside)
#else
#define OUTSIDE(c) false
#endif
};

#ifdef AX_SMALL
/* A device says where an image is bad; the tools on the host say how. */
static int refuse_at(struct check *c, const void *where)
{
	if (c->diag)
		*c->diag = (struct ax_js_diag){"bad program image", 0, 0, where ? (u32)((const u8 *)where - c->image) : 0};
	return -AX_EINVAL;
}
#define refuse(c, where, ...) refuse_at(c, where)
#else
static int refuse(struct check *c, const void *where, const char *format, ...)
{
	va_list args;

	if (c->diag) {
		va_start(args, format);
		axi_vfmt(c->diag->text, sizeof(c->diag->text), format, args);
		va_end(args);
		c->diag->line = c->diag->column = 0;
		c->diag->offset = where ? (u32)((const u8 *)where - c->image) : 0;
	}
	return -AX_EINVAL;
}
#endif

/* What an instruction's operands are (ops.def), in 16 bits: four for each of A, B, C; WIDE: those of B are a kind of 16 bits;
 * CONDITION: `+`, LAST: `.` */
enum narrow { REGISTER, ZERO, ANY, CELL, KEY, CAPTURE, WINDOW, THREE, FOUR, LIST, SPECIAL, BIT, JUMP };
enum wide { WIDE_ANY, WIDE_JUMP, WIDE_STRING, WIDE_NUMBER, WIDE_GLOBAL, WIDE_FUNCTION, WIDE_SHAPE, WIDE_ROM };
#define WIDE      0x1000u
#define CONDITION 0x2000u
#define LAST      0x4000u
#define NTH(text, k)     (sizeof(text) - 1 > (k) ? (text)[sizeof(text) - 1 > (k) ? (k) : 0] : 'n')
#define IS_WIDE(letter)  ((letter) >= 'A' && (letter) <= 'Z')
#define NARROW_OF(letter)                                                                                                      \
	((letter) == 'd' || (letter) == 's' ? REGISTER : (letter) == '-' ? ZERO : (letter) == 'c' ? CELL :                     \
	 (letter) == 'k' ? KEY : (letter) == 'p' ? CAPTURE : (letter) == 'w' ? WINDOW : (letter) == '3' ? THREE :              \
	 (letter) == '4' ? FOUR : (letter) == 'q' ? LIST : (letter) == 'v' ? SPECIAL : (letter) == 'b' ? BIT :                 \
	 (letter) == 'J' ? JUMP : ANY)
#define WIDE_OF(letter)                                                                                                        \
	((letter) == 'T' ? WIDE_JUMP : (letter) == 'S' ? WIDE_STRING : (letter) == 'N' ? WIDE_NUMBER :                         \
	 (letter) == 'G' ? WIDE_GLOBAL : (letter) == 'F' ? WIDE_FUNCTION : (letter) == 'H' ? WIDE_SHAPE :                      \
	 (letter) == 'R' ? WIDE_ROM : WIDE_ANY)
static const u16 forms[] = {
#define OP(name, text)                                                                                                         \
	NARROW_OF(NTH(text, 0)) | NARROW_OF(NTH(text, 2)) << 8 |                                                               \
		(IS_WIDE(NTH(text, 1)) ? WIDE | WIDE_OF(NTH(text, 1)) << 4 : NARROW_OF(NTH(text, 1)) << 4) |                   \
		(NTH(text, 3) == '+' ? CONDITION : 0) | (NTH(text, 3) == '.' || NTH(text, 1) == '.' ? LAST : 0),
#include "js/ops.def"
};

static int check_header(struct check *c, size_t size)
{
	const struct js_image_header *h = (const void *)c->image;

	if ((uintptr_t)c->image & 3)
		return refuse(c, NULL, "the image is not aligned to 4 bytes");
	if (size < sizeof(*h) || JS_LE32(h->magic) != JS_IMAGE_MAGIC)
		return refuse(c, NULL, "not a program image");
	if (JS_LE32(h->version) != JS_IMAGE_VERSION) {
		refuse(c, &h->version, "bytecode version %u, this engine runs %u", JS_LE32(h->version), JS_IMAGE_VERSION);
		return -AX_ENOSYS;
	}
	if (JS_LE32(h->atoms) != axi_js_tables_checksum()) {
		refuse(c, &h->atoms, "made for an engine with another library");
		return -AX_ENOSYS;
	}
	if (JS_LE32(h->size) != size)
		return refuse(c, &h->size, "the image says %u bytes and has %zu", JS_LE32(h->size), size);
	axi_js_sections(c->image, &c->s);
	if (c->s.size != size)
		return refuse(c, &h->functions, "the sections do not add up to the size");
	if (!c->s.functions || c->s.functions > 0xFFFF || c->s.code_count > 0xFFFFFF || c->s.number_count > 0xFFFF ||
	    c->s.shape_count > JS_SHAPE_GLOBALS || c->s.string_count > 0xFFFF - JS_ATOM_PROGRAM || c->s.globals > 0x7FFF ||
	    c->s.globals > c->s.pool_count || c->s.pool_count > 0xFFFFFF)
		return refuse(c, &h->functions, "a count in the header is out of range");
	return 0;
}

static int check_padding(struct check *c, const void *end)
{
	const u8 *p = end;

	for (; (uintptr_t)(p - c->image) & 3; p++)
		if (*p)
			return refuse(c, p, "padding is not zero");
	return 0;
}

/* ---- constants */

static int check_strings(struct check *c)
{
	struct js_str before = {"", 0, false};
	u64 at = 0;

	for (u32 i = 0; i < c->s.string_count; i++) {
		const u32 *row = &c->s.strings[i * 2];
		struct js_str s = axi_js_section_str(&c->s, i);
		u32 all = 0;

		if (s.wide && at & 1) {
			if (at < c->s.text_bytes && c->s.text[at])
				return refuse(c, c->s.text + at, "padding is not zero");
			at++;
		}
		if (JS_LE32(row[0]) != at || s.length > JS_STR_MAX || ((u64)s.length << s.wide) > c->s.text_bytes - at ||
		    at > c->s.text_bytes)
			return refuse(c, row, "string %u does not lie behind the one before it", i);
		for (u32 k = 0; s.wide && k < s.length; k++)
			all |= js_str_at(&s, k);
		if (s.wide && all <= 255)
			return refuse(c, row, "string %u has two bytes for each unit without need", i);
		if (i && axi_js_str_order(&before, &s) >= 0)
			return refuse(c, row, "string %u is not behind the one before it in order", i);
		if (!s.wide && axi_js_atom_find(s.data, s.length) >= 0)
			return refuse(c, row, "string %u is an atom of the engine", i);
		if (!s.length)
			return refuse(c, row, "string %u is an atom of the engine", i);
		at += (u64)s.length << s.wide;
		before = s;
	}
	if (at != c->s.text_bytes)
		return refuse(c, c->s.text, "text that no string uses");
	return check_padding(c, c->s.text + at);
}

static int check_numbers(struct check *c)
{
	u64 before = 0;

	for (u32 i = 0; i < c->s.number_count; i++) {
		u64 bits = JS_LE32(c->s.numbers[i * 2]) | (u64)JS_LE32(c->s.numbers[i * 2 + 1]) << 32;
		s32 n;

		if (js_canonical_bits(js_bits_double(bits)) != bits)
			return refuse(c, &c->s.numbers[i * 2], "number %u is not a double", i);
		if (js_double_is_int(js_bits_double(bits), &n) && n == (s16)n)
			return refuse(c, &c->s.numbers[i * 2], "number %u belongs into an instruction", i);
		if (i && bits <= before)
			return refuse(c, &c->s.numbers[i * 2], "number %u is not behind the one before it in order", i);
		before = bits;
	}
	return 0;
}

static bool is_atom(struct check *c, u32 id)
{
	return id < JS_ATOM_COUNT || (id >= JS_ATOM_PROGRAM && id - JS_ATOM_PROGRAM < c->s.string_count);
}

/* is_key - an atom that is no integer: those are keys of another kind */
static bool is_key(struct check *c, u32 id)
{
	struct js_str s;

	if (!is_atom(c, id))
		return false;
	s = id < JS_ATOM_PROGRAM ? axi_js_atom_str(id) : axi_js_section_str(&c->s, id - JS_ATOM_PROGRAM);
	return axi_js_index_of(&s) < 0;
}

/* ---- functions */

struct limits {
	u32 first_cell, end_cell, registers;
};

static struct limits limits_of(const struct js_fn *f)
{
	u32 first = f->parameters + !!(JS_LE32(f->flags) & JS_FN_ARGUMENTS);

	return (struct limits){first, first + f->cells, f->registers};
}

/* ordinary - may registers a .. a + n - 1 be named by instructions that are not for captured variables? */
static bool ordinary(const struct limits *l, u32 a, u32 n)
{
	return a + n <= l->registers && (a + n <= l->first_cell || a >= l->end_cell);
}

static bool cell(const struct limits *l, u32 a)
{
	return a >= l->first_cell && a < l->end_cell;
}

static int check_captures(struct check *c, const struct js_fn *f)
{
	const u16 *capture = c->s.pool + JS_LE32(f->captures);
	const struct js_fn *parent = c->s.fn + JS_LE16(f->parent);
	struct limits l;

	if (c->f)
		l = limits_of(parent);
	for (u32 i = 0; i < JS_LE16(f->capture_count); i++) {
		u32 from = JS_LE16(capture[i]);

		if (!c->f && OUTSIDE(c) && !from)
			continue;
		if (!c->f)
			return refuse(c, &capture[i], "the top level captures something");
		if (from & 0x8000 ? (from & 0x7FFF) >= JS_LE16(parent->capture_count) : !cell(&l, from))
			return refuse(c, &capture[i], "capture %u of function %u is no captured variable of its parent", i, c->f);
	}
	return 0;
}

static int check_handlers(struct check *c, const struct js_fn *f, const struct limits *l)
{
	const struct js_handler *h = c->s.handlers + JS_LE32(f->handlers);
	u32 from = JS_LE32(f->code), to = from + JS_LE32(f->code_count);

	for (u32 i = 0; i < JS_LE16(f->handler_count); i++, h++) {
		u32 start = JS_LE32(h->start), end = JS_LE32(h->end), target = JS_LE32(h->target);

		if (start < from || start >= end || end > to || target < from || target >= to)
			return refuse(c, h, "an exception range leaves function %u", c->f);
		if (JS_LE32(h->reg) > 0xFF || !ordinary(l, JS_LE32(h->reg), 1))
			return refuse(c, h, "an exception goes to a register that function %u has not", c->f);
	}
	return 0;
}

/* check_wide - an operand of 16 bits */
static bool check_wide(struct check *c, enum wide kind, u32 bx)
{
	switch (kind) {
	case WIDE_STRING: return is_atom(c, bx);
	case WIDE_NUMBER: return bx < c->s.number_count;
	case WIDE_GLOBAL: return bx < c->s.globals;
	case WIDE_FUNCTION: return bx < c->s.functions && bx > c->f && JS_LE16(c->s.fn[bx].parent) == c->f;
	case WIDE_SHAPE: return bx == JS_NO_SHAPE || bx < c->s.shape_count;
	case WIDE_ROM: return bx < JS_ROM_COUNT && bx != JS_ROM_machine;
	default: return true;
	}
}

/* check_narrow - an operand of 8 bits; n is its value. */
static bool check_narrow(const struct js_fn *f, const struct limits *l, enum narrow kind, u32 insn, u32 n)
{
	switch (kind) {
	case REGISTER: return ordinary(l, n, 1);
	case CELL: return cell(l, n);
	case ZERO: return !n;
	case KEY: return n < JS_LE16(f->key_count);
	case CAPTURE: return n < JS_LE16(f->capture_count);
	case WINDOW: return ordinary(l, n, JS_WINDOW + (insn >> 16 & 0xFF));
	case THREE: return ordinary(l, n, 3);
	case FOUR: return ordinary(l, n, 4);
	case LIST: return ordinary(l, n, insn >> 24);
	case SPECIAL: return n <= 4;
	case BIT: return n <= 1;
	default: return true;
	}
}

static int check_insn(struct check *c, const struct js_fn *f, const struct limits *l, u32 at, u32 end)
{
	u32 insn = JS_LE32(c->s.code[at]), op = insn & 0xFF, form, k, kind;
	s64 target = -1;

	if (op >= JSO_COUNT)
		return refuse(c, &c->s.code[at], "there is no instruction %u", op);
	form = forms[op];
	if ((form & 15) == JUMP)
		target = (s64)at + 1 + ((s32)insn >> 8);
	for (k = 0; k < 3; k++) {
		bool good;

		kind = form >> 4 * k & 15;
		if (k == 1 && form & WIDE) {
			good = check_wide(c, (enum wide)kind, insn >> 16);
			if (kind == WIDE_JUMP)
				target = (s64)at + 1 + ((s32)insn >> 16);
		} else {
			good = check_narrow(f, l, (enum narrow)kind, insn, insn >> (8 + 8 * k) & 0xFF);
		}
		if (!good)
			return refuse(c, &c->s.code[at], "operand %u of instruction %u (function %u) is out of range", k + 1,
				      at - JS_LE32(f->code), c->f);
	}
	if ((op == JSO_GETMETHOD || op == JSO_METHODELEM) && !ordinary(l, insn >> 8 & 0xFF, 2))
		return refuse(c, &c->s.code[at], "a method has no register for its object");
	if (target != -1 && (target < JS_LE32(f->code) || target >= end))
		return refuse(c, &c->s.code[at], "a jump leaves function %u", c->f);
	if (form & CONDITION && (at + 2 >= end || (JS_LE32(c->s.code[at + 1]) & 0xFF) != JSO_JMP))
		return refuse(c, &c->s.code[at], "a condition is not followed by its jump");
	if (!(form & LAST) && at + 1 >= end)
		return refuse(c, &c->s.code[at], "control runs out of function %u", c->f);
	return 0;
}

static int check_function(struct check *c, const struct js_fn *f)
{
	struct limits l = limits_of(f);
	u32 flags = JS_LE32(f->flags), parent = JS_LE16(f->parent), from = JS_LE32(f->code), n = JS_LE32(f->code_count);
	int err;

	if (c->f ? parent >= c->f : parent != 0xFFFF)
		return refuse(c, &f->parent, "function %u does not come behind the one it is in", c->f);
	if (flags & ~(u32)(JS_FN_CONSTRUCTS | JS_FN_ARGUMENTS | JS_FN_ARROW) || (flags & JS_FN_ARROW && flags & 3))
		return refuse(c, &f->flags, "function %u has unknown flags", c->f);
	if (l.end_cell > l.registers || l.registers > 250 || f->length > f->parameters || (!c->f && f->parameters) || !n)
		return refuse(c, f, "function %u has impossible sizes", c->f);
	if (!is_atom(c, JS_LE16(f->name)) || (JS_LE16(f->shape) != JS_NO_SHAPE && JS_LE16(f->shape) >= c->s.shape_count))
		return refuse(c, f, "function %u has no name or shape", c->f);
	for (u32 i = 0; i < JS_LE16(f->key_count); i++)
		if (!is_key(c, JS_LE16(c->s.pool[JS_LE32(f->keys) + i])))
			return refuse(c, &c->s.pool[JS_LE32(f->keys) + i], "key %u of function %u is no property name", i, c->f);
	err = check_captures(c, f);
	if (!err)
		err = check_handlers(c, f, &l);
	for (u32 i = 0; !err && i < n; i++)
		err = check_insn(c, f, &l, from + i, from + n);
	return err;
}

/* check_functions - each one's pieces begin where those of the one before end. */
static int check_functions(struct check *c, u32 *pool)
{
	u64 code = 0, handlers = 0, at = 0;

	for (u32 i = 0; i < c->s.functions; i++) {
		const struct js_fn *f = &c->s.fn[i];

		if (JS_LE32(f->code) != code || JS_LE32(f->handlers) != handlers || JS_LE32(f->keys) != at ||
		    JS_LE32(f->captures) != at + JS_LE16(f->key_count))
			return refuse(c, f, "function %u does not begin where the one before ends", i);
		code += JS_LE32(f->code_count);
		handlers += JS_LE16(f->handler_count);
		at += (u64)JS_LE16(f->key_count) + JS_LE16(f->capture_count);
		if (code > c->s.code_count || handlers > c->s.handler_count || at > c->s.pool_count)
			return refuse(c, f, "function %u is longer than its section", i);
	}
	if (code != c->s.code_count || handlers != c->s.handler_count)
		return refuse(c, c->s.fn, "code or exception ranges that no function has");
	*pool = (u32)at;
	for (c->f = 0; c->f < c->s.functions; c->f++) {
		int err = check_function(c, &c->s.fn[c->f]);

		if (err)
			return err;
	}
	return 0;
}

static int check_shapes(struct check *c, u32 pool)
{
	for (u32 i = 0; i < c->s.shape_count; i++) {
		u32 word = JS_LE32(c->s.shapes[i]), n = word & 0xFF;
		const u16 *key = c->s.pool + (word >> 8);

		if (word >> 8 != pool || !n || n > 64 || n > c->s.pool_count - pool)
			return refuse(c, &c->s.shapes[i], "shape %u does not begin where the one before ends", i);
		for (u32 k = 0; k < n; k++) {
			if (!is_key(c, JS_LE16(key[k])))
				return refuse(c, &key[k], "shape %u has a key that is no property name", i);
			for (u32 m = 0; m < k; m++)
				if (key[m] == key[k])
					return refuse(c, &key[k], "shape %u has one key twice", i);
		}
		pool += n;
	}
	for (; pool < c->s.pool_count - c->s.globals; pool++)
		return refuse(c, &c->s.pool[pool], "pool entries that nothing uses");
	if (pool != c->s.pool_count - c->s.globals)
		return refuse(c, c->s.pool, "the names of the globals overlap other entries");
	for (; pool < c->s.pool_count; pool++)
		if (!is_key(c, JS_LE16(c->s.pool[pool])))
			return refuse(c, &c->s.pool[pool], "the name of a global is no property name");
	return check_padding(c, c->s.pool + pool);
}

static int check_lines(struct check *c)
{
	u32 before = 0;

	for (u32 i = 0; i < c->s.line_count; i++) {
		u32 insn = JS_LE32(c->s.lines[i].insn);

		if (insn >= c->s.code_count || (i && insn <= before))
			return refuse(c, &c->s.lines[i], "the table of lines is not in order");
		before = insn;
	}
	return 0;
}

static int check_image(struct check *c, size_t size)
{
	u32 pool = 0;
	int err = check_header(c, size);

	if (!err)
		err = check_strings(c);
	if (!err)
		err = check_numbers(c);
	if (!err)
		err = check_functions(c, &pool);
	if (!err)
		err = check_shapes(c, pool);
	return err ? err : check_lines(c);
}

int ax_js_image_check(const void *image, size_t size, struct ax_js_diag *diag)
{
	struct check c = {.image = image, .diag = diag};

	return check_image(&c, size);
}

#ifdef JS_EVAL
int axi_js_image_check_outside(const void *image, size_t size)
{
	struct check c = {.image = image, .outside = true};

	return check_image(&c, size);
}
#endif
