// Array.prototype: slices, searches, calls back, sort.
print([1, 2, 3].concat([4, [5]], 6).join());
print([3, 1, 2].reverse().join(), [1, 2, 3, 4].slice(-2).join(), [1, 2, 3, 4].slice(1, 3).join());
var a = [1, 2, 3, 4, 5];
print(a.splice(1, 2).join(), a.join(), a.splice(1, 0, 7, 8).join(), a.join(), a.splice(-1).join(), a.join());
print(a.shift(), a.unshift(9, 8), a.join(), [].shift());
print([1, 2, 3, 2].indexOf(2), [1, 2, 3, 2].lastIndexOf(2), [1, NaN].includes(NaN), [1, NaN].indexOf(NaN), [1, 2].indexOf(1, 1), [1, 2, 1].lastIndexOf(1, -2));
print([0, 0, 0].fill(7, 1).join(), Array.of(1, 2).join());
print([1, 2, 3].map(function (x) { return x * 2; }).join(), [1, 2, 3].filter(function (x) { return x & 1; }).join());
print([1, 2, 3].every(function (x) { return x > 0; }), [1, 2, 3].some(function (x) { return x > 2; }), [5, 6].find(function (x) { return x > 5; }), [5, 6].findIndex(function (x) { return x > 9; }));
print([1, 2, 3].reduce(function (a, b) { return a + b; }), [1, 2, 3].reduceRight(function (a, b) { return a + "-" + b; }), [].reduce(function () { }, 5));
try { [].reduce(function () { }); } catch (e) { print(e.name); }
print([3, 1, 2, undefined, 10].sort().join("|"), [3, 1, 2, 10].sort(function (a, b) { return a - b; }).join());
var big = [];
for (var i = 0; i < 200; i++) big.push((i * 7919) % 211);
print(big.slice().sort(function (a, b) { return b - a; }).join());
print(big.slice().sort().join());
var stable = [];
for (i = 0; i < 50; i++) stable.push({ k: i % 5, v: i });
stable.sort(function (a, b) { return a.k - b.k; });
print(stable.map(function (o) { return o.v; }).join());
try { [2, 1].sort(function () { throw new Error("x"); }); } catch (e) { print(e.message); }
print(Array.from("h\u00e9llo").join(), Array.from([1, 2, 3], function (x, i) { return x * i; }).join(), Array.from({ length: 2, 0: "a", 1: "b" }).join());
[1, 2].forEach(function (x, i, arr) { print(x, i, arr.length, this.q); }, { q: 1 });
var m = [1, 2, 3, 4];
print(m.map(function (x, i) { if (i == 0) m.pop(); return x; }).length);
try { [1].map(5); } catch (e) { print(e instanceof TypeError); }
print([{ toString: function () { return "b"; } }, "a", "c"].sort().join());
print([3, 2, 1].sort(function (a, b) { return { valueOf: function () { return a - b; } }; }).join());
