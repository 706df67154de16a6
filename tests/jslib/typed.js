// ArrayBuffer and typed arrays.
var u = new Uint8Array(4);
u[0] = 257;
u[1] = -1;
print(u[0], u[1], u.length, u.byteLength, u[9], u.join());
print(new Uint8ClampedArray([300, -5, 1.5, 2.5, 0.5, NaN]).join());
var b = new ArrayBuffer(8);
var i32 = new Int32Array(b), u8 = new Uint8Array(b), f = new Float64Array(b);
i32[0] = -2;
print(u8.join(), i32[0]);
f[0] = 1.5;
print(u8.join(), b.byteLength);
print(new Int16Array([1, 70000, -3]).join(), new Uint16Array([65537]).join(), new Uint32Array([-1]).join(), new Float32Array([1.1])[0], new Int8Array([200]).join());
var s = u8.subarray(2, 6);
s[0] = 9;
print(u8[2], s.length, s.byteOffset, u8.slice(1, 3).join());
u8.set([1, 2, 3], 5);
print(u8.join());
u8.set(new Uint16Array([500, 2]), 0);
print(u8.join());
u8.set(u8.subarray(0, 4), 2);
print(u8.join());
print(u8.fill(3, 2, 4).join(), u8.indexOf(3), u8.includes(99), new Int32Array(b, 4, 1).length);
try { new Int32Array(b, 1); } catch (e) { print(e.name); }
try { new Uint8Array(-1); } catch (e) { print(e.name); }
try { u8.set([1, 2], 7); } catch (e) { print(e.name); }
print(Uint8Array.BYTES_PER_ELEMENT, new Float64Array(1).BYTES_PER_ELEMENT, new Uint8Array(u8).length, new Uint8Array(new ArrayBuffer(3)).length, b.slice(2, 5).byteLength);
print(new Uint8Array([{ valueOf: function () { return 7; } }, "8", null]).join(), u instanceof Uint8Array);
var sum = 0;
for (var i = 0; i < u8.length; i++) sum += u8[i];
print(sum);
u8[0]++;
u8[0] += 2;
print(u8[0]);
[-1, 1.5, 2147483648, 4294967296, "-1", NaN, -Infinity].forEach(function (k) {
	try { u8[k] = 1; print("no error"); } catch (e) { print(e.name, u8[k]); }
});
u8.name = "other names are properties";
print(u8.name, u8[-1]);
