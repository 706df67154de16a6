local function sieve(n) local f, c = {}, 0 for i = 0, n do f[i] = true end for i = 2, n do if f[i] then c = c + 1 for k = i + i, n, i do f[k] = false end end end return c end
local t = 0 for r = 1, 12 do t = t + sieve(50000) end print(t)
