// JSON.parse and JSON.stringify.
print(JSON.stringify({ a: 1, b: [1, 2, { c: null }], d: "x\"\n\u2028\u0001", e: undefined, f: function () { }, g: NaN, h: true }));
print(JSON.stringify([undefined, function () { }]), JSON.stringify(undefined), JSON.stringify("a"), JSON.stringify(null), JSON.stringify({}), JSON.stringify([]));
print(JSON.stringify({ a: [1, { b: 2 }], c: {} }, null, 2));
print(JSON.stringify({ a: 1, b: 2, c: { a: 3, d: 4 } }, ["a", "c"]), JSON.stringify([1, [2]], null, "--"));
print(JSON.stringify({ a: 1, b: "x" }, function (k, v) { return typeof v === "number" ? v + 1 : v; }));
print(JSON.stringify({ toJSON: function (k) { return "J" + k; } }), JSON.stringify({ x: { toJSON: function (k) { return k; } } }), JSON.stringify({ get z() { return 5; } }));
var c = {};
c.c = c;
try { JSON.stringify(c); } catch (e) { print(e.name); }
print(JSON.stringify("\ud800"), JSON.stringify("\ud83d\ude00"), JSON.stringify(-0), JSON.stringify(1e21));
var v = JSON.parse(' {"a":[1,2.5,-3e2,"x\\u0041\\n\\"",true,false,null],"b":{"c":{}},"d":[]} ');
print(JSON.stringify(v), v.a[3]);
print(JSON.parse("5"), JSON.parse('"\u00e9\u20ac"'), JSON.parse("[[[[1]]]]")[0][0][0][0], JSON.parse('{"__proto__x":1,"0":2}')[0]);
["", "{", "[1,]", "{\"a\":1,}", "01", "1.", "+1", "'a'", "nul", "[1 2]", "{\"a\" 1}", "\"\n\"", "1 2", "\"\\x\"", "{a:1}", "-"].forEach(function (t) {
	try { JSON.parse(t); print("no error", t); } catch (e) { print(e.name); }
});
print(JSON.stringify(JSON.parse('{"a":1,"b":[1,2,{"c":3}]}', function (k, v) { if (k === "a") return undefined; return typeof v === "number" ? v * 2 : v; })));
print(JSON.stringify(JSON.parse('{"a":1}', function (k, v) { return k === "" ? { done: v } : v; })));
var deep = "";
for (var i = 0; i < 500; i++) deep += "[";
for (i = 0; i < 500; i++) deep += "]";
print(JSON.stringify(JSON.parse(deep)).length);
