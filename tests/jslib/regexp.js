// RegExp, and the methods of strings that take one.
var m = /(\d+)-(\d+)/.exec("tel 12-34");
print(m[0], m[1], m[2], m.index, m.input, m.length);
print(/a(b)?c/.exec("ac")[1], /x/.exec("y"), /a/i.test("A"), new RegExp("a.c", "s").test("a\nc"));
var g = /o/g;
print(g.test("foo"), g.lastIndex, g.test("foo"), g.lastIndex, g.test("foo"), g.lastIndex);
print("a1b22".match(/\d+/g).join(), "abc".match(/z/g), "a1b2".match(/(\w)(\d)/).join(), "abc".search(/c/), "x".search("y"), "a.b".match(".").index);
print("a1b2".replace(/\d/g, "<$&>"), "John Smith".replace(/(\w+)\s(\w+)/, "$2, $1"), "abc".replace(/b/, function (m, i) { return "[" + m + i + "]"; }), "aaa".replace(/a/g, function (m, i) { return i; }), "abc".replace(/(?:)/g, "-"));
print("a, b,c".split(/\s*,\s*/).join("|"), "a1b2c".split(/(\d)/).join("|"), "abc".split(/(?:)/).join("|"), "abc".split(/b/, 1).join(), "".split(/x/).length, "ab".split(/a|b/).length);
print(String(/a\/b/gi), new RegExp("/").source, new RegExp("").toString(), /x/gimsuy.flags, /a/g.global, /a/.multiline, new RegExp(/q/g).flags, new RegExp(/q/g, "i").flags);
try { new RegExp("("); } catch (e) { print(e.name); }
try { new RegExp("a", "z"); } catch (e) { print(e.name); }
var y = /a/y;
print(y.test("ba"), y.lastIndex);
y.lastIndex = 1;
print(y.test("ba"), y.lastIndex);
print("\ud83d\ude00".match(/./u)[0].length, "\ud83d\ude00".match(/./)[0].length, "aBc".replace(/[A-Z]/g, function (c) { return c.toLowerCase(); }));
print("x-y".replace("-", "$1"), "abab".replaceAll(/a/g, "z"), RegExp("a").test("cat"), RegExp.prototype.constructor === RegExp);
print(/^(?:(\w+)@(\w+)\.com)$/.exec("joe@site.com").slice(1).join(), "aaa".lastIndexOf("a"), /\bfoo\b/.test("a foo b"));
var long = "ab".repeat(2000);
print(/(?:ab)*$/.exec(long)[0].length, long.replace(/b/g, "").length, long.match(/a/g).length);
