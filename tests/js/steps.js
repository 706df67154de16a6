// steps: the number of steps of this program is part of the engine's contract
function work(n) { var o = { a: 1, b: 2 }, s = ""; for (let i = 0; i < n; i++) { o.a += o.b * i; s += i % 10; if (i % 3) o["k" + i] = [i, s.length]; } return Object.keys(o).length + s.length; }
print(work(100)); //= 168
function P(x) { this.x = x; } P.prototype.get = function () { return this.x; };
var t = 0; for (var i = 0; i < 50; i++) t += new P(i).get(); print(t); //= 1225
print([5, 3, 9, 1].sort((a, b) => a - b).map(x => x * 2).join()); //= 2,6,10,18
print("a,b,c".split(",").length, JSON.stringify({ a: [1, 2, { b: null }] }), "xyzzy".replace(/z+/, m => m.length)); //= 3 {"a":[1,2,{"b":null}]} xy2y
print(String(0.1 + 0.2), parseInt("42px"), { valueOf() { return 3; } } * 2); //= 0.30000000000000004 42 6
//steps 3845
