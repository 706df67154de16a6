/* SPDX-License-Identifier: Apache-2.0
 * smt.h - numbers that are terms: range.c, compiled as C++ with these in place of u32, s32, u64 and s64, does not compute
 * but writes down what it computes.
 *
 * A condition on terms asks which way to go; the explorer (smt.cc) runs a function once for each way through it and
 * remembers the conditions of the way.  Terms of constants are constants, so what depends on the width alone asks
 * nothing.  Conversions and mixed operands follow C: the wider type, unsigned where both are as wide. */
#ifndef TESTS_PROOF_SMT_H
#define TESTS_PROOF_SMT_H

#include <cstdint>
#include <string>
#include <type_traits>

int term_const(int width, uint64_t value);
int term_op(const char *op, int width, int a, int b = -1, int c = -1); /* width 0: a condition */
int term_cast(int a, int from, bool is_signed, int to);
bool term_is_const(int term, uint64_t *value);
bool term_decide(int condition);

/* A condition. */
struct Cond {
	int id;
	operator bool() const
	{
		return term_decide(id);
	}
};

template <int W, bool S> struct Bv {
	int id;
	Bv() : id(term_const(W, 0)) {}
	template <class T, class = std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T>>> Bv(T v) : id(term_const(W, (uint64_t)(int64_t)v)) {}
	/* wider or as wide: as C converts silently, and as casts; narrower: casts alone */
	template <int W2, bool S2, class = std::enable_if_t<(W2 < W || (W2 == W && S2 != S))>> Bv(Bv<W2, S2> o) : id(term_cast(o.id, W2, S2, W)) {}
	template <int W2, bool S2, class = std::enable_if_t<(W2 > W)>, class = void> explicit Bv(Bv<W2, S2> o) : id(term_cast(o.id, W2, S2, W)) {}
	explicit operator bool() const
	{
		return term_decide(term_op("distinct", 0, id, term_const(W, 0)));
	}
	static Bv of(int term)
	{
		Bv b;

		b.id = term;
		return b;
	}
	Bv operator~() const { return of(term_op("bvnot", W, id)); }
	Bv operator-() const { return of(term_op("bvneg", W, id)); }
	template <class T> Bv &operator+=(T o) { return *this = Bv(*this + o); }
	template <class T> Bv &operator-=(T o) { return *this = Bv(*this - o); }
	template <class T> Bv &operator|=(T o) { return *this = Bv(*this | o); }
	template <class T> Bv &operator^=(T o) { return *this = Bv(*this ^ o); }
	template <class T> Bv &operator&=(T o) { return *this = Bv(*this & o); }
	template <class T> Bv &operator>>=(T o) { return *this = Bv(*this >> o); }
	template <class T> Bv &operator<<=(T o) { return *this = Bv(*this << o); }
	Bv operator++(int) { Bv old = *this; *this = Bv(*this + 1); return old; }
	Bv operator--(int) { Bv old = *this; *this = Bv(*this - 1); return old; }
};

/* What an operand is: a Bv itself, or an integer by its promoted type. */
template <class T, class = void> struct Is { static constexpr bool bv = false, ok = false; };
template <class T> struct Is<T, std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T>>> {
	static constexpr bool bv = false, ok = true, is_signed = sizeof(T) < 4 || std::is_enum_v<T> || std::is_signed_v<T>;
	static constexpr int width = sizeof(T) < 4 ? 32 : 8 * sizeof(T);
	static int term(T v) { return term_const(width, (uint64_t)(int64_t)v); }
};
template <> struct Is<Cond> { /* 1 or 0 */
	static constexpr bool bv = false, ok = true, is_signed = true;
	static constexpr int width = 32;
	static int term(Cond c) { return term_op("ite", 32, c.id, term_const(32, 1), term_const(32, 0)); }
};
template <int W, bool S> struct Is<Bv<W, S>> {
	static constexpr bool bv = true, ok = true, is_signed = S;
	static constexpr int width = W;
	static int term(Bv<W, S> v) { return v.id; }
};
template <class A, class B> struct Both {
	static constexpr bool on = Is<A>::ok && Is<B>::ok && (Is<A>::bv || Is<B>::bv);
	static constexpr int width = Is<A>::width > Is<B>::width ? Is<A>::width : Is<B>::width;
	static constexpr bool is_signed = (Is<A>::width < width || Is<A>::is_signed) && (Is<B>::width < width || Is<B>::is_signed);
	static int left(A a) { return term_cast(Is<A>::term(a), Is<A>::width, Is<A>::is_signed, width); }
	static int right(B b) { return term_cast(Is<B>::term(b), Is<B>::width, Is<B>::is_signed, width); }
	using type = Bv<width, is_signed>;
};
template <class A, class B> constexpr bool both_on = (Is<A>::bv || Is<B>::bv) && Is<A>::ok && Is<B>::ok;

#define BV_BINARY(sign, name, sname)                                                                \
	template <class A, class B, class = std::enable_if_t<both_on<A, B>>> auto operator sign(A a, B b) \
	{                                                                                           \
		using X = Both<A, B>;                                                               \
		return X::type::of(term_op(X::is_signed ? sname : name, X::width, X::left(a), X::right(b))); \
	}
#define BV_COMPARE(sign, name, sname)                                                               \
	template <class A, class B, class = std::enable_if_t<both_on<A, B>>> Cond operator sign(A a, B b) \
	{                                                                                           \
		using X = Both<A, B>;                                                               \
		return Cond{term_op(X::is_signed ? sname : name, 0, X::left(a), X::right(b))};      \
	}
BV_BINARY(+, "bvadd", "bvadd")
BV_BINARY(-, "bvsub", "bvsub")
BV_BINARY(*, "bvmul", "bvmul")
BV_BINARY(/, "bvudiv", "bvsdiv")
BV_BINARY(%, "bvurem", "bvsrem")
BV_BINARY(&, "bvand", "bvand")
BV_BINARY(|, "bvor", "bvor")
BV_BINARY(^, "bvxor", "bvxor")
BV_COMPARE(==, "=", "=")
BV_COMPARE(!=, "distinct", "distinct")
BV_COMPARE(<, "bvult", "bvslt")
BV_COMPARE(<=, "bvule", "bvsle")
BV_COMPARE(>, "bvugt", "bvsgt")
BV_COMPARE(>=, "bvuge", "bvsge")
/* shifts: the type of the left operand */
#define BV_SHIFT(sign, name, sname)                                                                 \
	template <class A, class B, class = std::enable_if_t<both_on<A, B>>> auto operator sign(A a, B b) \
	{                                                                                           \
		using L = Is<A>;                                                                    \
		return Bv<L::width, L::is_signed>::of(term_op(L::is_signed ? sname : name, L::width, L::term(a), \
			term_cast(Is<B>::term(b), Is<B>::width, false, L::width)));                 \
	}
BV_SHIFT(<<, "bvshl", "bvshl")
BV_SHIFT(>>, "bvlshr", "bvashr")

/* ---- what range.c finds instead of base/types.h ---- */
#define BASE_TYPES_H
#define _Static_assert static_assert
typedef Bv<32, false> u32;
typedef Bv<32, true> s32;
typedef Bv<64, false> u64;
typedef Bv<64, true> s64;
typedef uint8_t u8;
typedef uint16_t u16;

static inline u64 min_u64(u64 a, u64 b)
{
	return u64::of(term_op("ite", 64, term_op("bvult", 0, a.id, b.id), a.id, b.id));
}
static inline u64 max_u64(u64 a, u64 b)
{
	return u64::of(term_op("ite", 64, term_op("bvugt", 0, a.id, b.id), a.id, b.id));
}
static inline bool is_pow2(u64 n)
{
	return n && !(n & (n - 1));
}

/* leading and trailing zeroes of a number that is not 0 */
static inline u32 term_zeroes(u64 n, bool leading)
{
	int out = term_const(32, 63);

	for (int i = 62; i >= 0; i--) {
		int bit = leading ? 63 - i : i;
		int test = term_op("distinct", 0, (n & (UINT64_C(1) << bit)).id, term_const(64, 0));

		out = term_op("ite", 32, test, term_const(32, (uint64_t)i), out);
	}
	return u32::of(out);
}
#define __builtin_clzll(n) term_zeroes(n, true)
#define __builtin_ctzll(n) term_zeroes(n, false)
#define __builtin_ctz(n) term_zeroes(u64(n), false)
static inline Cond term_overflow(s64 a, s64 b, s64 sum)
{
	return ((a ^ sum) & (b ^ sum)) < 0;
}
#define __builtin_add_overflow(a, b, p) (*(p) = (a) + (b), term_overflow(a, b, *(p)))
#define __builtin_sub_overflow(a, b, p) (*(p) = (a) - (b), term_overflow(a, ~(b), *(p)))
/* not followed: multiplication is checked at small widths */
#define __builtin_mul_overflow(a, b, p) ((void)(*(p) = (a) * (b)), true)
static inline uint64_t concrete(u32 v)
{
	uint64_t value = 0;

	term_is_const(v.id, &value);
	return value;
}
#define switch(x) switch (concrete(x))

#endif
