local function f(n) local s = 0 for i = 0, n - 1 do s = (s + i * 3) & 0xffffff if s > 1000000 then s = s - 7 end end return s end
print(f(6000000))
