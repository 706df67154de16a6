function f(n) { var s = 0; for (var i = 0; i < n; i++) { s = (s + i * 3) & 0xffffff; if (s > 1000000) s -= 7; } return s; }
print(f(6000000));
