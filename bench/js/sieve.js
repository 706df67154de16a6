function sieve(n) { var f = [], c = 0; for (var i = 0; i <= n; i++) f[i] = true; for (i = 2; i <= n; i++) if (f[i]) { c++; for (var k = i + i; k <= n; k += i) f[k] = false; } return c; }
var t = 0; for (var r = 0; r < 12; r++) t += sieve(50000); print(t);
