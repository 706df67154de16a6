/* SPDX-License-Identifier: Apache-2.0
 * operate.c - operators on any values, and the natives through which the machine has objects converted. */
#include "js/frame.h"
#include "js/math.h"

static int ret(struct js *js, js_value v)
{
	js->ret = v;
	return v == JS_EMPTY ? JS_THROW : JS_DONE;
}

/* number - the result; what was to be computed with is dead */
static int number(struct js *js, double d)
{
	return axi_js_numbers(js) ? JS_THROW : ret(js, js_number(js, d));
}

static int add(struct js *js, js_value a, js_value b)
{
	if (js_is_string(a) || js_is_string(b)) {
		axi_js_push(js, b);
		a = axi_js_string_of(js, a);
		if (a != JS_EMPTY) {
			b = js->roots[js->root_count - 1];
			js->roots[js->root_count - 1] = a;
			b = axi_js_string_of(js, b);
			a = js->roots[js->root_count - 1];
			a = b == JS_EMPTY ? b : axi_js_str_concat(js, a, b);
		}
		axi_js_pop(js, 1);
		return ret(js, a);
	}
	return number(js, axi_js_number_of(js, a) + axi_js_number_of(js, b));
}

static int loose_equal(struct js *js, js_value a, js_value b)
{
	if (js_is_nullish(a) || js_is_nullish(b))
		return ret(js, js_bool(js_is_nullish(a) && js_is_nullish(b)));
	if ((js_is_string(a) && js_is_string(b)) || js_is_object(a) || js_is_object(b))
		return ret(js, js_bool(axi_js_strict_equal(js, a, b)));
	return ret(js, js_bool(axi_js_number_of(js, a) == axi_js_number_of(js, b)));
}

/* compare - a < b (JS_OP_LT), ... of primitives */
static int compare(struct js *js, enum js_operator op, js_value a, js_value b)
{
	bool less, more;

	if (js_is_string(a) && js_is_string(b)) {
		struct js_str s = axi_js_str(js, a), t = axi_js_str(js, b);
		int order;

		if (axi_js_charge(js, (s.length < t.length ? s.length : t.length) / 8))
			return JS_THROW;
		order = axi_js_str_order(&s, &t);
		less = order < 0;
		more = order > 0;
	} else {
		double x = axi_js_number_of(js, a), y = axi_js_number_of(js, b);

		less = x < y;
		more = x > y;
		if (!less && !more && x != y) /* one is NaN */
			return ret(js, JS_FALSE);
	}
	return ret(js, js_bool(op == JS_OP_LT ? less : op == JS_OP_LE ? !more : op == JS_OP_GT ? more : !less));
}

/* bits - of operators on integers */
static s64 bits(enum js_operator op, s32 a, s32 b)
{
	switch (op) {
	case JS_OP_AND: return a & b;
	case JS_OP_OR: return a | b;
	case JS_OP_XOR: return a ^ b;
	case JS_OP_SHL: return (s32)((u32)a << (b & 31));
	case JS_OP_SHR: return a >> (b & 31);
	case JS_OP_USHR: return (u32)a >> (b & 31);
	default: return ~a;
	}
}

bool axi_js_has(struct js *js, js_value object, js_key key)
{
	return axi_js_lookup(js, object, key) != JS_EMPTY;
}

static int in(struct js *js, js_value key, js_value object)
{
	js_key k;

	if (!js_is_object(object))
		return axi_js_throw(js, JS_E_the_right_side_of_in_is_not_an_object);
	axi_js_push(js, object);
	k = axi_js_key(js, key);
	object = axi_js_take(js);
	return k == JS_KEY_NONE ? JS_THROW : ret(js, js_bool(axi_js_has(js, object, k)));
}

int axi_js_operate(struct js *js, enum js_operator op, js_value a, js_value b)
{
	double x, y;

	switch (op) {
	case JS_OP_ADD: return add(js, a, b);
	case JS_OP_EQ: return loose_equal(js, a, b);
	case JS_OP_LT:
	case JS_OP_LE:
	case JS_OP_GT:
	case JS_OP_GE: return compare(js, op, a, b);
	case JS_OP_IN: return in(js, a, b);
	default: break;
	}
	x = axi_js_number_of(js, a);
	y = axi_js_number_of(js, b);
	switch (op) {
	case JS_OP_SUB: x -= y; break;
	case JS_OP_MUL: x *= y; break;
	case JS_OP_DIV: x /= y; break;
	case JS_OP_MOD: x = axi_js_fmod(x, y); break;
	case JS_OP_POW: x = axi_js_pow(x, y); break;
	case JS_OP_NEG: x = -x; break;
	case JS_OP_NUM:
		if (js_is_number(a))
			return ret(js, a);
		break;
	default: x = (double)bits(op, axi_js_int32(x), axi_js_int32(y)); break;
	}
	return number(js, x);
}

js_value axi_js_typeof(struct js *js, js_value v)
{
	if (js_is_number(v))
		return js_atom(JS_ATOM_number);
	if (js_is_string(v))
		return js_atom(JS_ATOM_string);
	if (js_is_bool(v))
		return js_atom(JS_ATOM_boolean);
	if (axi_js_is_callable(js, v))
		return js_atom(JS_ATOM_function);
	return js_atom(v == JS_NULL || js_is_object(v) ? JS_ATOM_object : JS_ATOM_undefined);
}

int axi_js_instanceof(struct js *js, js_value v, js_value type)
{
	js_value proto;
	u32 ref;

	while (js_is_type(js, type, JS_T_BOUND))
		type = ((struct js_bound *)js_object_of(js, type))->target;
	if (!axi_js_is_callable(js, type))
		return axi_js_throw(js, JS_E_the_right_side_of_instanceof_is_not_a_function);
	if (!js_is_object(v))
		return ret(js, JS_FALSE);
	axi_js_push(js, v);
	proto = axi_js_lookup(js, type, js_key_atom(JS_ATOM_prototype));
	v = axi_js_take(js);
	if (js->fatal)
		return JS_THROW;
	if (!js_is_object(proto))
		return axi_js_throw(js, JS_E_the_function_prototype_is_not_an_object);
	for (ref = axi_js_proto_ref(js, v); ref; ref = axi_js_proto_ref(js, js_deref(ref)))
		if (js_deref(ref) == proto)
			return ret(js, JS_TRUE);
	return ret(js, JS_FALSE);
}

/* ---- natives of the object `machine` */

/* axi_js_m_primitive - (object, hint: 0 default, 1 number, 2 string): OrdinaryToPrimitive. */
int axi_js_m_primitive(struct js *js, struct js_call *c)
{
	bool string_first = c->a[1] == js_int(2) || (c->a[1] == js_int(0) && axi_js_class_letters[axi_js_class(js, c->a[0])] == JS_LETTER('d'));
	js_value *w;
	int r;

	if (!js_is_object(c->a[0]))
		return ret(js, c->a[0]);
	for (;;) {
		u32 round = c->state >> 2; /* 0: first method, 1: second, 2: none is left */

		switch (c->state & 3) {
		case 0:
			if (round == 2)
				return axi_js_throw(js, JS_E_cannot_convert_an_object_to_a_primitive_value);
			c->state++;
			r = axi_js_get(js, c, c->a[0],
				       js_key_atom((round == 0) == string_first ? JS_ATOM_toString : JS_ATOM_valueOf));
			if (r)
				return r;
			break;
		case 1:
			if (!axi_js_is_callable(js, js->ret)) {
				c->state = (round + 1) << 2;
				break;
			}
			c->l[0] = js->ret;
			w = axi_js_window(js, c, 0);
			if (!w)
				return JS_THROW;
			w[0] = c->l[0];
			w[1] = c->a[0];
			c->state++;
			return JS_CALL;
		default:
			if (!js_is_object(js->ret))
				return JS_DONE;
			c->state = (round + 1) << 2;
			break;
		}
	}
}

/* axi_js_m_string - the signature has done the work. */
int axi_js_m_string(struct js *js, struct js_call *c)
{
	return ret(js, c->a[0]);
}

/* axi_js_m_binary - (a, b, operator) where one is an object */
int axi_js_m_binary(struct js *js, struct js_call *c)
{
	enum js_operator op = (enum js_operator)js_to_s32(c->a[2]);
	js_value hint = js_int(op == JS_OP_ADD || op == JS_OP_EQ ? 0 : op == JS_OP_IN ? 2 : 1);
	js_value *w;

	for (; c->state < 4; c->state++) {
		js_value *side = c->a + (c->state >> 1);

		if (c->state & 1) {
			*side = js->ret;
			continue;
		}
		js->ret = *side;
		if (!js_is_object(*side) || (op == JS_OP_IN && c->state))
			continue;
		w = axi_js_window(js, c, 2);
		if (!w)
			return JS_THROW;
		w[0] = js_romobj(JS_ROM_ROWS + JS_ROW_machine_primitive);
		w[JS_WINDOW] = *side;
		w[JS_WINDOW + 1] = hint;
		c->state++;
		return JS_CALL;
	}
	return axi_js_operate(js, op, c->a[0], c->a[1]);
}

/* axi_js_m_elem - magic 0: a[b]; 1: a[b] = c; 2: delete a[b], with a key that was an object. */
int axi_js_m_elem(struct js *js, struct js_call *c)
{
	js_key key;

	if (c->state)
		return JS_DONE;
	c->state = 1;
	key = axi_js_key(js, c->a[1]);
	if (key == JS_KEY_NONE)
		return JS_THROW;
	if (c->magic == 0)
		return axi_js_get(js, c, c->a[0], key);
	if (c->magic == 1)
		return axi_js_set(js, c, c->a[0], key, c->a[2]);
	js->ret = JS_TRUE;
	return js_is_object(c->a[0]) ? axi_js_delete(js, c->a[0], key) : JS_DONE;
}
