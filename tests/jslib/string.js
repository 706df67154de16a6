// String and String.prototype, strings as patterns.
var s = "Hello, w\u00f6rld";
print(s.charAt(1), s.charCodeAt(8), s.codePointAt(0), s.charAt(99) === "", s.charCodeAt(99));
print(s.indexOf("l"), s.lastIndexOf("l"), s.indexOf("zz"), s.indexOf("", 5), s.lastIndexOf(""), "abcabc".lastIndexOf("c", 4), "abc".indexOf("c", -5));
print(s.slice(-5), s.slice(1, 3), s.substring(3, 1), s.substr(-3, 2), s.substr(2), "abc".substring(-1, 2));
print(s.toUpperCase(), s.toLowerCase(), "\u00df".toUpperCase(), "\u00ff".toUpperCase().charCodeAt(0), "\u0391\u0392\u0393".toLowerCase(), "\u00b5".toUpperCase().charCodeAt(0));
print("[" + "  x \n\t".trim() + "]", "[" + " x ".trimStart() + "]", "[" + " x ".trimEnd() + "]");
print("ab".repeat(3), "x".padStart(5, "ab"), "x".padEnd(4), "abc".padStart(2), "".repeat(5) === "", "x".padStart(8, "\u00e9"));
print("a".concat(1, null, { toString: function () { return "o"; } }), String.fromCharCode(65, 66, 0x20ac), String.fromCodePoint(0x1f600).length);
print("a-b-c".split("-").join("|"), "abc".split("").join("|"), "a,b".split(",", 1).length, "".split(",").length, "".split("").length, "abc".split().length, "a--b".split("--").join());
print("aXbX".replace("X", "[$&$`$']"), "aXbX".replaceAll("X", "-"), "abc".replace("b", function (m, i, t) { return m + i + t; }), "x".replace("x", "$$1"), "abc".replace("", "_"), "aaa".replaceAll("", "_"));
print("abc".startsWith("ab"), "abc".startsWith("bc", 1), "abc".endsWith("bc"), "abc".endsWith("ab", 2), "abc".includes("z"), "abc".includes("bc"));
print("a".localeCompare("b"), "b".localeCompare("a"), "a".localeCompare("a"));
try { "a".repeat(-1); } catch (e) { print(e.name); }
print(String(5) + String(null) + String(undefined) + String(true) + String([1, 2]), String());
print("\ud83d\ude00x".length, "\ud83d\ude00x".codePointAt(0), "x\u20ac".indexOf("\u20ac"), ("\u20ac" + "a").split("a").length);
print(String.prototype.trim.call(5) + "", "abc".toString(), "z".valueOf());
print("a".repeat(3.9), "abc".slice(2, 1) === "");
try { String.prototype.trim.call(null); } catch (e) { print(e.name); }
print("ab".repeat(-0.5) === "", "ab".repeat(0.9) === "", "ab".repeat("1"));
