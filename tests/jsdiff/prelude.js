// SPDX-License-Identifier: Apache-2.0
// prelude.js - what the random programs use to print: one text for a value, whatever engine runs it.
var trace = "", entries = 0;
function quote(s) {
	var out = '"', i, c;
	for (i = 0; i < s.length; i++) {
		c = s.charCodeAt(i);
		out += c >= 32 && c < 127 && c !== 34 && c !== 92 ? s.charAt(i) : "\\u" + ("000" + c.toString(16)).slice(-4);
	}
	return out + '"';
}
function show(v, depth) {
	var out, keys, i;
	depth = depth || 0;
	switch (typeof v) {
	case "string": return quote(v);
	case "number": return v === 0 && 1 / v < 0 ? "-0" : "" + v;
	case "undefined": case "boolean": return "" + v;
	case "function": return "function";
	}
	if (v === null) return "null";
	if (v instanceof Error) return v.name;
	if (v instanceof RegExp) return "regexp " + quote(v.source) + v.flags + v.lastIndex;
	if (depth > 3) return "...";
	out = "";
	if (Array.isArray(v) || v.BYTES_PER_ELEMENT) {
		for (i = 0; i < v.length && i < 40; i++) out += (i ? ", " : "") + show(v[i], depth + 1);
		out = "[" + out + (i < v.length ? ", ... " + v.length : "") + "]";
		if (typeof v.index === "number") out += "@" + v.index + show(v.input, 9);
		return v.BYTES_PER_ELEMENT ? v.BYTES_PER_ELEMENT + out : out;
	}
	keys = Object.keys(v);
	for (i = 0; i < keys.length; i++) out += (i ? ", " : "") + quote(keys[i]) + ": " + show(v[keys[i]], depth + 1);
	return "{" + out + "}";
}
// t - note a value on the way
function t(v) {
	if (++entries > 400) throw "too much";
	trace += show(v) + " ";
	return v;
}
// run - one case: what it notes on its way and what it ends with
function run(number, f) {
	var out;
	trace = "";
	entries = 0;
	try { out = show(f()); } catch (e) { out = "throws " + show(e); }
	print(number + ": " + trace + "-> " + out);
}
// messages and the text of functions are each engine's own
Error.prototype.toString = function () { return this.name; };
Function.prototype.toString = function () { return "function"; };
