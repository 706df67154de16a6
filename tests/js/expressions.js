// expressions and operators
print(1 + 2 * 3 - 4 / 2, 7 % 3, -7 % 3, 2 ** 10, 2 ** -1, (-2) ** 2); //= 5 1 -1 1024 0.5 4
print(1 / 0, -1 / 0, 0 / 0, 5 % 0, 1 / -0); //= Infinity -Infinity NaN NaN -Infinity
print(0.1 + 0.2, 1e21, 1e-7, 123456789012345680000, 5e-324); //= 0.30000000000000004 1e+21 1e-7 123456789012345680000 5e-324
print(2147483647 + 1, -2147483648 - 1, 65536 * 65536, 1 << 31, 1 << 32, -1 >>> 0, -1 >> 1); //= 2147483648 -2147483649 4294967296 -2147483648 1 4294967295 -1
print(5 & 3, 5 | 3, 5 ^ 3, ~5, !5, !0, -"3", +"0x10", +" 12 ", +"1x", +"", +null, +undefined, +true); //= 1 7 6 -6 false true -3 16 12 NaN 0 0 NaN 1
print("a" + 1, 1 + "a", 1 + 1 + "a", "a" + 1 + 1, "3" * "4", "10" / 2, "5" - 2); //= a1 1a 2a a11 12 5 3
print(1 == "1", 1 === "1", null == undefined, null === undefined, NaN == NaN, "a" == "a", [] == "", [1] == 1, null == 0); //= true false true false false true true true false
print(1 < 2, "a" < "b", "10" < "9", 10 < "9", null >= 0, undefined >= 0, NaN < 1, "B" < "a"); //= true true true false true false false true
var i = 5; print(i++, i, ++i, i--, --i); //= 5 6 7 7 5
var s = "5"; s++; print(s, typeof s); //= 6 number
var u; print(u?.a, u?.a.b.c, u?.[0], u?.(), ({ a: { b: 1 } }).a?.b, (null ?? "d"), (0 ?? "d")); //= undefined undefined undefined undefined 1 d 0
var o = { f() { return this.v; }, v: 3 }; print(o?.f(), o.g?.(), o.f?.()); //= 3 undefined 3
print(0 || "a", 1 && "b", "" && "c", null || undefined, 1 ? 2 : 3); //= a b  undefined 2
var x = 1; x += 2; x *= 5; x -= 1; x /= 2; x %= 4; x <<= 3; x |= 1; x &= ~1; x ^= 2; x >>= 1; x >>>= 0; x **= 2; print(x); //= 169
var a = [1, 2, 3]; a[1] += 10; a[0]++; print(a.join(), a.length, a[5]); //= 2,12,3 3 undefined
var y = null; y ??= 4; y ||= 5; y &&= 6; print(y); //= 6
print(typeof 1, typeof "", typeof true, typeof undefined, typeof null, typeof {}, typeof [], typeof function () {}); //= number string boolean undefined object object object function
print("a" in { a: 1 }, "b" in { a: 1 }, 0 in [1], "length" in [], 5 in [1]); //= true false true true false
print(`a${1 + 1}b${"c"}`, `x`, ``, `${`nested ${1}`}`, `line1
line2`); //= a2bc x  nested 1 line1
//= line2
print((1, 2, 3), (i = 2, i)); //= 3 2
print([1, 2, [3, 4]].join(), [1].toString()); //= 1,2,3,4 1
var z = 5; print(z + (z = 10), z); //= 15 10
z = 5; print((z = 1) + z, [z, z = 3, z].join()); //= 2 1,3,3
z = 1; z += (z = 5); print(z); //= 6
function sidef() { var q = 1; q = [q, q + 1]; return q.join(); } print(sidef()); //= 1,2
function lg() { var q = 0; q = q || 7; q = q && q + 1; return q; } print(lg()); //= 8
function cond() { var q = 3; q = q > 2 ? q + 1 : q; return q; } print(cond()); //= 4
var ob = { n: 1 }; ob.n++; ob.n += 5; ob["n"]--; print(ob.n, delete ob.n, ob.n, delete ob.zz); //= 6 true undefined true
var ks = ["b", "a"]; var kv = {}; kv[ks[0]] = 1; kv[ks[1]] = 2; kv[10] = 3; kv["2"] = 4; print(Object.keys(kv).join()); //= 2,10,b,a
print({ valueOf() { return 4; } } * 2, { toString() { return "str"; } } + "!", [] + {}, [1, 2] + ""); //= 8 str! [object Object] 1,2
print({ valueOf() { return 4; } } < 5, { valueOf() { return 4; } } == 4, 4 != { valueOf() { return 4; } }); //= true true false
print(-{ valueOf() { return 4; } }, ~{ valueOf() { return 4; } }, +{ valueOf() { return "7"; } }); //= -4 -5 7
var log = ""; var l = { valueOf() { log += "l"; return 1; } }, r = { valueOf() { log += "r"; return 2; } };
print(l > r, l - r, l <= r, log); //= false -1 true lrlrlr
var key = { toString() { return "kk"; } }; var ok = {}; ok[key] = 1; ok[key] += 5; print(ok.kk, ok[key], key in ok, delete ok[key], ok.kk); //= 6 6 true true undefined
print(0x1F, 0b101, 0o17, 1_000_000, .5, 5., 1e3, 0xff_ff); //= 31 5 15 1000000 0.5 5 1000 65535
print("\x41\u0042\u{43}\n\t\\\0".length, '\'', "a\
b"); //= 7 ' ab
print(1 < 2 < 3, 3 > 2 > 1, !"" + 1); //= true false 2
print(void 0 === undefined, null + 1, true + true, [] * 2, "b" + -0, 0 === -0); //= true 1 2 0 b0 true
print("abc"[1], "abc".length, "abc"[9]); //= b 3 undefined
print(9007199254740993, 0.000001, 1e100, -1e-10, 100); //= 9007199254740992 0.000001 1e+100 -1e-10 100
