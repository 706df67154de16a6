// functions: calls, closures, arguments, defaults, arrows, this, new, recursion
function add(a, b) { return a + b; }
print(add(1, 2), add(1), add("a", "b", "c")); //= 3 NaN ab
function counter() { var n = 0; return { up: function () { return ++n; }, get: () => n }; }
var c1 = counter(), c2 = counter();
c1.up(); c1.up(); c2.up();
print(c1.get(), c2.get()); //= 2 1
function args() { return arguments.length + ":" + arguments[0]; }
print(args(), args(7), args(1, 2, 3)); //= 0:undefined 1:7 3:1
function extra(a) { var x = 5, y; return [arguments.length, a, x, y].join("/"); }
print(extra(1, 2, 3, 4, 5)); //= 5/1/5/
function def(a, b = a + 1, c = b * 2) { return [a, b, c].join(); }
print(def(1), def(1, 5), def(1, undefined, 0)); //= 1,2,4 1,5,10 1,2,0
print(def.length, add.length, ((a, b) => a).length); //= 1 2 2
var sq = x => x * x, pair = (x, y) => ({ x, y });
print(sq(7), pair(1, 2).y); //= 49 2
var o = { v: 10, m() { return [1, 2].length + (() => this.v)(); } };
print(o.m()); //= 12
function Point(x, y) { this.x = x; this.y = y; if (!new.target) throw "x"; }
Point.prototype.sum = function () { return this.x + this.y; };
var p = new Point(3, 4);
print(p.sum(), p instanceof Point, p instanceof Object, p.constructor === Point); //= 7 true true true
function Ret() { this.a = 1; return { a: 2 }; }
print(new Ret().a, new Ret); //= 2 [object Object]
print(Point.name, (function () {}).name, sq.name, typeof Point); //= Point  sq function
var fact = function f(n) { return n < 2 ? 1 : n * f(n - 1); };
print(fact(10), fact(20)); //= 3628800 2432902008176640000
print(add.call(null, 1, 2), add.apply(null, [3, 4]), add.bind(null, 10)(5)); //= 3 7 15
var B = Point.bind(null, 1); print(new B(2).sum()); //= 3
print((function () { return this; })() === undefined, (() => this)() === this); //= true true
function deep(n) { return n ? deep(n - 1) : 0; }
try { (function f() { f(); })(); } catch (e) { print(e.message); } //= stack overflow
print(deep(1000)); //= 0
function outer() { var a = 1; function mid() { var b = 2; function inner() { a += b; return a; } return inner; } return mid(); }
var inn = outer(); print(inn(), inn()); //= 3 5
function hoisted() { return early(); function early() { return "early"; } }
print(hoisted()); //= early
function shadow(a) { { let a = 2; { const a = 3; } } return a; }
print(shadow(1)); //= 1
function argsArrow() { return (() => arguments[0])(); }
print(argsArrow(9)); //= 9
function nt() { return (() => new.target === nt)(); }
function NT() { this.r = (() => new.target === NT)(); }
print(nt(), new NT().r); //= false true
function cap(x) { return { get: () => x, set: v => { x = v; } }; }
var cc = cap(1); cc.set(5); print(cc.get()); //= 5
print([1, 2, 3].join("-"), [].join(), [null, undefined, 1].join()); //= 1-2-3  ,,1
print(typeof print, typeof undefinedName, void 0); //= function undefined undefined
try { undefinedName; } catch (e) { print(e.name, e.message); } //= ReferenceError undefinedName is not defined
try { undefinedName = 1; } catch (e) { print(e.name); } //= ReferenceError
try { (void 0)(); } catch (e) { print(e.name, e.message); } //= TypeError not a function
print((function (a, b) { return arguments.length; }).apply(null, [1, 2, 3])); //= 3
