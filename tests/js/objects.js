// objects, prototypes, accessors, built-ins changed by the program
var o = { a: 1, "b c": 2, 3: 4, get g() { return this.a + 100; }, set g(v) { this.a = v; } };
print(o.a, o["b c"], o[3], o.g); o.g = 5; print(o.a, o.g); //= 1 2 4 101
//= 5 105
print(Object.keys(o).join()); //= 3,a,b c,g
var p = Object.create(o); p.own = 1; print(p.a, p.own, p.hasOwnProperty("a"), p.hasOwnProperty("own"), "a" in p); //= 5 1 false true true
p.g = 9; print(p.a, o.a, p.hasOwnProperty("a")); //= 9 5 true
Object.defineProperty(o, "d", { get: function () { return "got"; } }); print(o.d); //= got
try { o.d = 1; } catch (e) { print(e.name); } //= TypeError
print(Object.getPrototypeOf(p) === o, Object.getPrototypeOf({}) === Object.prototype, Object.getPrototypeOf(Object.prototype)); //= true true null
var n = Object.create(null); n.x = 1; print(n.x, n.toString); //= 1 undefined
Array.prototype.last = function () { return this[this.length - 1]; }; print([1, 2, 3].last()); //= 3
var old = Array.prototype.join; Array.prototype.join = function () { return "joined"; }; print([1].join()); Array.prototype.join = old; print([1, 2].join()); //= joined
//= 1,2
Object.prototype.extra = "e"; print({}.extra, [].extra, (function () {}).extra); delete Object.prototype.extra; print({}.extra); //= e e e
//= undefined
delete Array.prototype.join; print(typeof [].join); Array.prototype.join = old; print([3].join()); //= undefined
//= 3
function A() {} A.prototype.m = function () { return "m1"; }; var a = new A(), b = new A(); print(a.m()); A.prototype.m = function () { return "m2"; }; print(a.m(), b.m()); //= m1
//= m2 m2
a.m = function () { return "own"; }; print(a.m(), b.m()); delete a.m; print(a.m()); //= own m2
//= m2
function C() { this.x = 1; } C.prototype = { y: 2 }; var c = new C(); print(c.x, c.y, c.constructor === Object); //= 1 2 true
Object.setPrototypeOf(c, { y: 3 }); print(c.y); //= 3
var big = {}; for (var i = 0; i < 100; i++) big["k" + i] = i; var sum = 0; for (var k in big) sum += big[k]; print(sum, Object.keys(big).length); //= 4950 100
for (var i = 0; i < 100; i += 2) delete big["k" + i]; print(Object.keys(big).length, big.k1, big.k2); //= 50 1 undefined
for (var i = 0; i < 200; i++) big["n" + i] = i; print(Object.keys(big).length, big.n199, big.k99); //= 250 199 99
print(Object.entries({ x: 1, y: "z" }).join("|"), Object.values({ q: 7 }).join()); //= x,1|y,z 7
var t = Object.assign({ a: 1 }, { b: 2 }, null, { get c() { return 3; } }); print(t.a, t.b, t.c); //= 1 2 3
print(false, ({}).toString(), Object.prototype.toString.call([]), Object.prototype.toString.call(null)); //= false [object Object] [object Array] [object Null]
print(new Error("m") instanceof Error, new TypeError("t") instanceof Error, TypeError("x").message, "" + new RangeError("r"), new Error().message === ""); //= true true x RangeError: r true
var arr = [1]; arr[1] = 2; try { arr[5] = 1; } catch (e) { print(e.name); } arr.length = 1; print(arr.length, arr[1]); //= TypeError
//= 1 undefined
arr.foo = "bar"; print(arr.foo, Object.keys(arr).join()); //= bar 0,foo
print([1, 2, 3].pop(), [].pop(), [1].push(2, 3), Array.isArray([]), Array(3).length, Array(1, 2).join()); //= 3 undefined 3 true 3 1,2
globalThis.gg = 5; print(gg, typeof gg, this.gg, this === globalThis); //= 5 number 5 true
var decl = 1; print(globalThis.decl, "decl" in globalThis); globalThis.decl = 2; print(decl); //= 1 true
//= 2
try { null.x = 1; } catch (e) { print(e.message); } //= cannot set a property of null
try { undefined.foo; } catch (e) { print(e.message); } //= cannot read property 'foo' of undefined
try { "abc".x = 1; } catch (e) { print(e.name); } //= TypeError
var f = Object.preventExtensions({ a: 1 }); try { f.b = 1; } catch (e) { print(e.name, f.a, Object.isExtensible(f)); } //= TypeError 1 false
var getterCalls = 0; var lazy = { get v() { getterCalls++; return { w: { z: getterCalls } }; } }; print(lazy.v.w.z + lazy.v.w.z, getterCalls); //= 3 2
var proto = { get x() { return "px" + this.y; } }; var inh = Object.create(proto); inh.y = 1; print(inh.x); //= px1
print({ __proto__x: 1 }.__proto__x, ({}).__proto__ === Object.prototype); //= 1 true
var dup = { a: 1, a: 2 }; print(dup.a); //= 2
// descriptors: value, get, set; attributes are all true
var made = Object.create({ inherited: 1 }, { a: { value: 2 }, b: { get: function () { return this.a * 2; } }, c: {} });
print(made.a, made.b, made.c, "c" in made, made.inherited, Object.keys(made).join()); //= 2 4 undefined true 1 a,b,c
print(Object.defineProperties(made, { a: { value: 5 }, 7: { value: "seven" } }) === made, made.b, made[7]); //= true 10 seven
print(Object.getPrototypeOf(1) === Number.prototype, Object.getPrototypeOf("") === String.prototype); //= true true
print(delete String.prototype.charAt.length, "x".charAt.hasOwnProperty("length"), "x".charAt.length); //= true false 0
print({ hasOwn: 1 }.hasOwnProperty({ toString() { return "hasOwn"; }, valueOf() { return "no"; } })); //= true
try { Object.create({}, null); } catch (e) { print(e.name); } //= TypeError
// the length of functions that are bound to bound functions, many times over
var bound = function (a, b, c) {}; for (var i = 0; i < 2000; i++) bound = bound.bind(null);
print(bound.length, bound.bind(null, 1).bind(null, 2).length, bound.bind(0, 1, 2, 3, 4).length); //= 3 1 0

// the order of own keys: integers, then names as they were made
function keysOf(o) { return Object.keys(o).join(); }
print(keysOf({ b: 1, get "3"() { return 1; }, 1: 2, set "2"(v) {} })); //= 1,2,3,b
var order = { a: 1, b: 2, c: 3 };
delete order.a;
order.a = 4;
print(keysOf(order)); //= b,c,a
delete order.c;
print(keysOf(order), order.c, "c" in order); //= b,a undefined false
order.c = 5;
print(keysOf(order), JSON.stringify(order)); //= b,a,c {"b":2,"a":4,"c":5}
function Order(first) { if (first) this.x = 1; this.y = 2; this.z = 3; if (!first) this.x = 4; this.y = 5; }
print(keysOf(new Order(true)), keysOf(new Order(false))); //= x,y,z y,z,x
function Early(stop) { this.p = 1; if (stop) return; this.q = 2; this.r = 3; }
order = new Early(true);
order.s = 1;
order.r = 2;
order.q = 3;
print(keysOf(order), keysOf(new Early(false))); //= p,s,r,q p,q,r
order = {};
for (var n = 0; n < 60; n++) { order["k" + n % 9] = n; if (n % 4 === 0) delete order["k" + n % 7]; }
print(JSON.stringify(order)); //= {"k7":52,"k8":53,"k1":55,"k4":58,"k5":59,"k2":56,"k6":51,"k3":57}
order = Object.preventExtensions({ a: 1 });
try { Object.setPrototypeOf(order, {}); } catch (e) { print(e.name); } //= TypeError
Object.setPrototypeOf(order, Object.prototype);
try { ({ toString: function () { print("converted"); return "a"; } }) in 5; } catch (e) { print(e.name); } //= TypeError
try { dead = 1; const dead = 2; } catch (e) { print(e.name); } //= ReferenceError
try { const fixed = 2; (function () { fixed = 1; })(); } catch (e) { print(e.name); } //= TypeError
try { (function () { late = 1; })(); const late = 2; } catch (e) { print(e.name); } //= ReferenceError
