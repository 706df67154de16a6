// statements: loops, labels, switch, try, scopes
var out = "";
for (var i = 0; i < 5; i++) { if (i == 1) continue; if (i == 4) break; out += i; }
print(out, i); //= 023 4
out = ""; i = 0; while (i < 3) out += i++; print(out); //= 012
out = ""; i = 0; do { out += i; } while (++i < 3); print(out); //= 012
outer: for (var a = 0; a < 3; a++) { for (var b = 0; b < 3; b++) { if (b == 2) continue outer; if (a == 2) break outer; } }
print(a, b); //= 2 0
foo: { out = "in"; if (out) break foo; out = "never"; } print(out); //= in
function sw(x) { switch (x) { case 1: return "one"; case "1": return "string"; case 2: case 3: return "few"; default: return "many"; case 9: return "nine"; } }
print(sw(1), sw("1"), sw(3), sw(8), sw(9)); //= one string few many nine
function fall(x) { var s = ""; switch (x) { default: s += "d"; case 1: s += 1; break; case 2: s += 2; } return s; }
print(fall(0), fall(1), fall(2)); //= d1 1 2
function fin() { try { return "try"; } finally { out = "finally"; } }
print(fin(), out); //= try finally
function fin2() { for (;;) { try { break; } finally { out = "f2"; } } return out; } print(fin2()); //= f2
function fin3() { try { throw 1; } catch (e) { return "c" + e; } finally { return "override"; } } print(fin3()); //= override
function fin4() { var s = ""; for (var i = 0; i < 3; i++) { try { if (i == 1) continue; s += i; } finally { s += "f"; } } return s; } print(fin4()); //= 0ff2f
function nest() { var s = ""; try { try { throw "x"; } finally { s += 1; } } catch (e) { s += e; } finally { s += 2; } return s; } print(nest()); //= 1x2
function fin5() { L: try { try { return 1; } finally { break L; } } finally { out = "z"; } return 2; } print(fin5(), out); //= 2 z
try { try { throw new Error("a"); } finally { out = "done"; } } catch (e) { print(e.message, out); } //= a done
try { throw { code: 5 }; } catch (e) { print(e.code); } //= 5
try { throw 1; } catch { print("no binding"); } //= no binding
var e = "outer"; try { throw "inner"; } catch (e) { e = 2; } print(e); //= outer
out = ""; for (var k in { a: 1, b: 2, c: 3 }) out += k; print(out); //= abc
out = ""; for (let k in [7, 8]) out += k; print(out); //= 01
out = ""; for (const v of [7, 8, 9]) out += v; print(out); //= 789
out = ""; for (const v of "añ€😀") out += v + "."; print(out); //= a.ñ.€.😀.
for (var q in null) print("never"); for (var q in undefined) print("never");
var fs = []; for (const v of [1, 2]) fs.push(() => v); print(fs[0]() + fs[1]()); //= 3
fs = []; for (let i = 0; i < 3; i++) { fs.push(() => i); i += 0; } print(fs.map ? fs[0]() + fs[2]() : 2); //= 2
try { tdz; let tdz = 1; } catch (e) { print(e.name); } //= ReferenceError
try { const k = 1; k = 2; } catch (e) { print(e.name, e.message); } //= TypeError assignment to constant k
function tdz2() { return later(); function later() { return v; } let v = 1; } try { tdz2(); } catch (e) { print(e.name); } //= ReferenceError
{ function blockf() { return "block"; } print(blockf()); } //= block
var x = 1; { let x = 2; { let x = 3; } print(x); } print(x); //= 2
//= 1
if (0) ; else print("else"); //= else
var obj = { a: 1 }; for (var k in obj) { delete obj.b; obj.z = 1; } print(Object.keys(obj).join()); //= a,z
obj = { a: 1, b: 2, c: 3 }; out = ""; for (k in obj) { out += k; delete obj.c; } print(out); //= ab
var n = 0; for (;;) { if (++n > 10) break; } print(n); //= 11
l1: l2: for (;;) { break l1; }
out = ""; m1: m2: for (var i = 0; i < 3; i++) { for (;;) { out += i; continue m1; } } print(out); //= 012
out = ""; for (var i = 0, j = 10; i < j; i += 3, j--) out += i + ":" + j + " "; print(out); //= 0:10 3:9 6:8 
switch (1) { case 1: let sc = 5; print(sc); } //= 5
print((function () { try { return 1; } finally { } })()); //= 1
function gen() { let r = []; for (let i = 0; i < 2; i++) { let j = i * 2; r.push(() => j + i); } return r; } print(gen()[0](), gen()[1]()); //= 0 3
