local function run() local n = 0 for i = 0, 39999 do local s = "id" .. i .. ":" .. (i % 7) for k = 1, #s do if s:byte(k) == 58 then n = n + k - 1 end end if s:sub(3, 4) == "12" then n = n + 1 end n = n + s:find(":", 1, true) - 1 end return n end
print(run())
