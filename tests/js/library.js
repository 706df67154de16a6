// library: what the natives do together with the machine: callbacks, conversions, exceptions out of callbacks
print([3, 1, 2].sort().join(), [1, 2, 3, 4].filter(x => x % 2).join(), [1, 2, 3].reduce((a, b) => a + b), [1, 2, 3].map(x => x * x).indexOf(4)); //= 1,2,3 1,3 6 1
try { [3, 1, 2].sort(() => { throw new Error("in sort"); }); } catch (e) { print(e.message); } //= in sort
try { [1, 2].forEach(function f(x) { [x].map(() => { throw x; }); }); } catch (e) { print(e); } //= 1
print([1, [2, [3]]].toString(), String([]), String({}), String(null), `${[1, 2]}`); //= 1,2,3  [object Object] null 1,2
print("abc".toUpperCase(), " x ".trim() + "|", "a-b-c".split("-").join("+"), "abc".indexOf("c"), "abcabc".lastIndexOf("b"), "abc".charAt(1), "abc".charCodeAt(2)); //= ABC x| a+b+c 2 4 b 99
print("2020-01-02".replace(/(\d+)-(\d+)-(\d+)/, "$3.$2.$1"), "aaa".replace(/a/g, (m, i) => i), /(\w+) (\w+)/.exec("hello world")[2]); //= 02.01.2020 012 world
print(JSON.parse('{"a":[1,2,{"b":"c"}]}').a[2].b, JSON.stringify({ x: 1, toJSON() { return { y: 2 }; } }), JSON.stringify([undefined, () => 1, NaN])); //= c {"y":2} [null,null,null]
print(parseInt("ff", 16), parseFloat("3.25abc"), Number("0x1f"), isNaN("x"), (255).toString(16), (3.14159).toFixed(2), Math.max(1, 5, 3), Math.min()); //= 255 3.25 31 true ff 3.14 5 Infinity
var u8 = new Uint8Array(4); u8[0] = 300; u8[1] = { valueOf() { return 7; } }; print(u8[0], u8[1], u8.length); //= 44 7 4
try { u8[9] = 1; } catch (e) { print(e.name); } //= TypeError
for (const b of new Int16Array([1, -2])) print(b); //= 1
//= -2
print([1, 2, 3].includes(2), [1, 2, 3].find(x => x > 1), Array.from("añ").join(), Array.of(7).length, [0, 0].fill(5).join()); //= true 2 a,ñ 1 5,5
var order = ""; [2, 1].sort({ valueOf() { return 1; } }.f || ((a, b) => { order += a + "" + b; return a - b; })); print(order.length > 0); //= true
print(Math.floor(-1.5), Math.round(2.5), Math.pow(2, 0.5), Math.sqrt(16), Math.abs(-3), Math.hypot(3, 4)); //= -2 3 1.4142135623730951 4 3 5
var re = /a(b)?/g; print("abaab".match(re).length, re.test("xab"), re.lastIndex, "x".match(re)); //= 3 true 3 null
var big = []; for (var i = 0; i < 500; i++) big.push((i * 7919) % 500); big.sort((a, b) => a - b); var ok = true; for (i = 0; i < 500; i++) if (big[i] !== i) ok = false; print(ok); //= true
print([3, 2, 1].sort(undefined).join(), ["b", undefined, "a"].sort().join(), [10, 9, 1].sort().join()); //= 1,2,3 a,b, 1,10,9
var s = ""; for (i = 0; i < 300; i++) s += String.fromCharCode(97 + i % 26); print(s.length, s.slice(-3), s.substring(2, 5)); //= 300 lmn cde
print([1, 2, 3].slice(1).concat([4], 5).reverse().join(), [1, 2, 3, 4].splice(1, 2).join()); //= 5,4,3,2 2,3
print(Object.keys("ab").join(), Object.entries([7]).join()); //= 0,1 0,7
print(Math.pow(2, 60).toString(36), Math.pow(2, 63).toString(7)); //= 8rc4kbdvss1s 22341010611245052052301
// who asks a function for its caller gets a TypeError; the kind of each value
try { (function () {}).caller; } catch (e) { print(e.name); } //= TypeError
try { print.arguments; } catch (e) { print(e.name); } //= TypeError
try { (() => 1).bind().caller = 1; } catch (e) { print(e.name, (function () {}).hasOwnProperty("caller")); } //= TypeError false
print([null, undefined, 1, "", true, [], print, print.bind(), new Error(), Math, JSON, {}].map((v) => Object.prototype.toString.call(v).slice(8, -1)).join()); //= Null,Undefined,Number,String,Boolean,Array,Function,Function,Error,Math,JSON,Object
