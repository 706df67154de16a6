// new Function and indirect eval, in a build with the compiler on board
var x = 5, geval = eval;
print(geval("1 + 2"), geval("x = x + 1; x"), x); //= 3 6 6
print(geval("var y = 3; if (y > 2) 'big'; else 'small'"), globalThis.y); //= big undefined
print(geval("this") === globalThis, geval(17), geval()); //= true 17 undefined
print(geval("for (var i = 0; i < 4; i++) i * i"), geval("switch (2) { case 1: 'one'; break; case 2: 'two'; }")); //= 9 two
print(geval("label: { 3; break label; 4; }"), geval("if (false) 1"), geval("1; function nested() { return 2; }"), geval("do { 7; } while (false)")); //= 3 undefined 1 7
print(geval("try { throw new TypeError('boom') } catch (e) { e.message } finally { 'not this' }")); //= boom
print(geval("(() => { let q = []; for (let i = 0; i < 3; i++) q.push(() => i * 1.5); return q.map(k => k()); })()").join()); //= 0,1.5,3
print(geval("let q1 = 4; const r1 = q1 * 2; r1"), geval("'\\u4e2d' + '中文'.length")); //= 8 中2
// names that the program has and has not
print(geval("({ secret: 41, other: [1, 2, 'three'] })").secret + 1); //= 42
var o = {};
o["dyn" + "amic"] = 7;
var h = geval("(function (p) { return p.dynamic + ':' + `tpl${p.dynamic}` + p['dyn' + 'amic']; })");
print(h(o), "dynamic" in o, Object.keys(geval("({ fresh1: 1, fresh2: { fresh3: 2 } })")).join()); //= 7:tpl77 true fresh1,fresh2
var made = geval("(function Maker(v) { this.value = v; this.unheard = v * 2; })"), m = new made(21);
print(m.value, m["un" + "heard"], Object.keys(m).join(), m instanceof made, made.name); //= 21 42 value,unheard true 
print(geval("/(\\d+)-unseen/.exec('a12-unseen')[1]"), geval("typeof nothingAtAll")); //= 12 undefined
globalThis["mo" + "re"] = 8;
geval("globalThis.madeByEval = 12");
print(geval("madeByEval"), madeByEval); //= 12 12
function outer() { var hidden = 1; return hidden && geval("typeof hidden"); }
print(outer()); //= undefined
// functions
var f = new Function("a", "b", "return a * b + x");
print(f(3, 4), f.length, f.name, f instanceof Function); //= 18 2 anonymous true
print(new Function()(), Function("a,b", "c", "return a+b+c")(1, 2, 3), Function("return this")()); //= undefined 6 undefined
print(new Function("a = 1, b = a + 1", "return [a, b, arguments.length].join()")(), new Function("/* a */ a // b", "return a")(3)); //= 1,2,0 3
print(new Function({ toString() { return "p"; } }, { toString() { return "return p + 1"; } })(1)); //= 2
var n = 0;
for (var k = 0; k < 40; k++)
	n += new Function("a", "return a + " + k + " + 0.25 * 'unique" + k + "'.length")(k);
print(n); //= 1637.5
print(geval("new Function('z', 'return eval(z) + 1')")("20 + 21")); //= 42
// what is wrong
function error(action) { try { return action(); } catch (e) { return e.name + ": " + e.message; } }
print(error(() => geval("var = 3"))); //= SyntaxError: expected a name, found an operator (line 1)
print(error(() => new Function("a", "b) { return"))); //= SyntaxError: expected ;, found an operator (line 3)
print(error(() => new Function("}, function () {"))); //= SyntaxError: parameters and body are not those of one function (line 0)
print(error(() => new Function("}) + (function () {"))); //= SyntaxError: parameters and body are not those of one function (line 0)
print(error(() => geval("return 1"))); //= SyntaxError: return outside of functions (line 1)
print(error(() => geval("newName = 1"))); //= ReferenceError:  is not defined
print(error(() => geval("undefinedThing"))); //= ReferenceError: undefinedThing is not defined
print(error(() => geval("throw 5"))); //= undefined: undefined
print(error(() => new Function({ toString() { throw new RangeError("no text"); } }))); //= RangeError: no text
var text = "1";
for (k = 0; k < 900; k++)
	text = k % 3 ? text + " " : "(" + text + ")";
print(geval(text)); //= 1
for (k = 0; k < 300; k++)
	text = "(" + text + ")";
print(error(() => geval(text))); //= SyntaxError: nested too deeply (line 1)
// an exception in compiled code comes back through the native, and everything still works
print(error(() => geval("(function () { throw new Error('inside'); })()")), x, f(1, 1)); //= Error: inside 6 7
