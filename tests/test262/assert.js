// SPDX-License-Identifier: Apache-2.0
// assert.js - the few functions that test262's tests with es5id expect, in our dialect (our own words, not its harness).
function assert(value, message) { if (value !== true) throw new Test262Error(message || "expected true, got " + value); }
function isSame(a, b) { return a === b ? a !== 0 || 1 / a === 1 / b : a !== a && b !== b; }
assert.sameValue = function (actual, expected, message) {
	if (!isSame(actual, expected)) throw new Test262Error((message || "") + " expected " + expected + ", got " + actual);
};
assert.notSameValue = function (actual, unexpected, message) {
	if (isSame(actual, unexpected)) throw new Test262Error((message || "") + " got the unexpected " + actual);
};
assert.throws = function (kind, f, message) {
	try { f(); } catch (e) {
		if (typeof e !== "object" || e === null || e.constructor !== kind) throw new Test262Error((message || "") + " threw " + e);
		return;
	}
	throw new Test262Error((message || "") + " threw nothing");
};
assert.compareArray = function (a, b, message) {
	var same = a.length === b.length;
	for (var i = 0; same && i < a.length; i++) same = isSame(a[i], b[i]);
	if (!same) throw new Test262Error((message || "") + " [" + a + "] is not [" + b + "]");
};
