// Number, Boolean, Math, and the global functions that read numbers.
print(Number("12"), Number(""), Number("0x1f"), Number(" 1e3 "), Number("1x"), Number(null), Number([7]), Number(undefined), Number());
print((255).toString(16), (0.5).toString(2), (1e15).toString(7), (-7.25).toString(2), (10).toString());
print((1.005).toFixed(2), (0).toFixed(2), (123.456).toFixed(), (1e21).toFixed(2), (-1.5).toFixed(0), NaN.toFixed(2));
print((123456).toExponential(2), (0.00015).toExponential(), (123.456).toPrecision(4), (0.000001).toPrecision(2), Infinity.toExponential());
try { (1).toFixed(101); } catch (e) { print(e.name); }
try { (1).toString(1); } catch (e) { print(e.name); }
print(parseInt("42px"), parseInt("0x1F"), parseInt("101", 2), parseInt("z", 36), parseInt(""), parseInt("-0x10"), parseInt("9007199254740993"), parseInt("  12"), parseInt("1e3"), parseInt("12", 37), parseInt("000000000000000000000000000012"));
print(parseFloat("3.14abc"), parseFloat("-.5e-2"), parseFloat("x"), parseFloat("Infinityx"), parseFloat("1e1000"), parseFloat("\u20ac"), parseFloat("1.5\u20ac"));
print(isNaN("x"), isNaN("1"), isFinite("5"), isFinite(Infinity), Number.isNaN("x"), Number.isInteger(5.0), Number.isInteger("5"), Number.isSafeInteger(9007199254740992), Number.isFinite(1));
print(Number.MAX_VALUE, Number.MIN_VALUE, Number.EPSILON, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY);
print(Boolean(0), Boolean("x"), true.toString(), Boolean([]), false.valueOf());
print(Math.max(), Math.min(), Math.max(1, "3", 2), Math.min(1, NaN), Math.max(-0, 0), 1 / Math.min(0, -0), Math.hypot(3, 4), Math.hypot());
print(Math.abs(-3), Math.sign(-2), Math.floor(-1.5), Math.ceil(1.2), Math.round(2.5), Math.round(-2.5), Math.trunc(-4.7), Math.sqrt(2), Math.cbrt(27), Math.pow(2, 10), Math.pow(2, 0.5));
print(Math.sin(1), Math.cos(1), Math.tan(1), Math.atan2(1, -1), Math.exp(1), Math.log(10), Math.log10(1000), Math.log2(8), Math.log1p(1e-10), Math.expm1(1e-10));
print(Math.imul(0xffffffff, 5), Math.clz32(1), Math.fround(5.5), Math.PI, Math.E);
var r = Math.random();
print(r >= 0 && r < 1, Math.random() !== r);
print(1e21 + "", 0.1 + 0.2, 123456789012345680000, 1 / 3, 5e-324, -1e-7);
// found beside node: zeros in front of what is no digit; of two nearest shortest texts the even one; whole numbers exact in every radix
print(parseInt("0d5", 10), parseInt("00d7", 2), parseInt("0x", 16), parseInt("00019"), parseInt("-0z"));
print(new Float32Array([944.45])[0], new Float32Array([-526.45, 575.45, 1.1]).join(), 5e-324, 944.4500122070313);
print((9007199254740992).toString(36), Math.pow(2, 54).toString(3));
