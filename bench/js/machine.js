function run(n) { var state = 0, count = 0, x = 1; for (var i = 0; i < n; i++) { x = (x * 17 + 3) & 255; switch (state) { case 0: if (x > 200) state = 1; break; case 1: if (x < 50) state = 2; else state = 0; break; case 2: count++; state = x & 1 ? 3 : 0; break; case 3: if (x === 77) count += 2; state = 0; break; default: state = 0; } } return count; }
print(run(4000000));
