/** The first part of the matcher's script: who waits, whom they have met, and who can be chosen now. */
export const PEOPLE_SCRIPT = String.raw`
local K, op = KEYS[1] .. ':', ARGV[1]
local O = cjson.decode(ARGV[2])
local redisTime = redis.call('TIME')
local HEARD = redisTime[1] * 1000 + math.floor(redisTime[2] / 1000)
-- Whoever is left stands before all others: their score is lower by more than any time.
local FRONT = 4e12

local function whole(number) return string.format('%.0f', number) end
local function idOf(member) return string.sub(member, 18) end

-- Servers --------------------------------------------------------------------

local alive = {}
local function isAlive(server)
  if alive[server] == nil then
    local heard = redis.call('ZSCORE', K .. 'servers', server)
    alive[server] = heard ~= false and HEARD - tonumber(heard) <= O.deadAfterMs
  end
  return alive[server]
end

-- People ---------------------------------------------------------------------

local FIELDS = { 'raw', 'server', 'device', 'role', 'widen', 'opens', 'present', 'member', 'score', 'open', 'wide' }
local people = {}

local function load(id)
  if people[id] ~= nil then return people[id] or nil end
  local h = redis.call('HMGET', K .. 'p:' .. id, unpack(FIELDS))
  if not h[1] then
    people[id] = false
    return nil
  end
  local p = {
    id = id, raw = h[1], server = h[2], device = h[3], role = h[4], widen = h[5] == '1', opens = tonumber(h[6]),
    present = h[7] == '1', member = h[8], score = tonumber(h[9]), open = h[10] == '1', wide = h[11] == '1',
  }
  people[id] = p
  return p
end

local function save(p, ...) redis.call('HSET', K .. 'p:' .. p.id, ...) end
local function flag(is) return is and '1' or '0' end

local function before(left, right)
  if left.score ~= right.score then return left.score < right.score end
  return left.member < right.member
end

local function noteChanged(id)
  local p = load(id)
  if p then redis.call('ZADD', K .. 'changed', whole(p.score), p.member) end
end

local function lookAgainAtPeopleOf(server)
  for _, id in ipairs(redis.call('SMEMBERS', K .. 'of:' .. server)) do noteChanged(id) end
end

local function beat(server)
  if not isAlive(server) then
    redis.call('SREM', K .. 'silent', server)
    lookAgainAtPeopleOf(server)
  end
  redis.call('ZADD', K .. 'servers', HEARD, server)
  alive[server] = true
end

local function keysOf(p)
  if O.sameDeviceMayMeet and p.device ~= p.id then return { p.device, p.id } end
  return { p.device }
end

-- Acquaintances --------------------------------------------------------------

local circles = {}
local function circle(key)
  local known = circles[key]
  if known then return known end
  known = {}
  local rows = redis.call('HGETALL', K .. 'met:' .. key)
  for at = 1, #rows, 2 do
    local text = rows[at + 1]
    local isBlocked = string.sub(text, -1) == '!'
    known[rows[at]] = { at = tonumber(isBlocked and string.sub(text, 1, -2) or text), blocked = isBlocked }
  end
  circles[key] = known
  return known
end

local function isHeld(key) return redis.call('EXISTS', K .. 'held:' .. key) == 1 end

local function note(left, right, at, isBlocked)
  local text = whole(at) .. (isBlocked and '!' or '')
  for _, side in ipairs({ { left, right }, { right, left } }) do
    redis.call('HSET', K .. 'met:' .. side[1], side[2], text)
    circle(side[1])[side[2]] = { at = at, blocked = isBlocked }
  end
end

local function forget(left, right)
  for _, side in ipairs({ { left, right }, { right, left } }) do
    redis.call('HDEL', K .. 'met:' .. side[1], side[2])
    circle(side[1])[side[2]] = nil
  end
end

local function lookAgain(key)
  for _, id in ipairs(redis.call('SMEMBERS', K .. 'held:' .. key)) do noteChanged(id) end
end

local function hold(key, id, known)
  redis.call('SADD', K .. 'held:' .. key, id)
  local named, forgotten = {}, {}
  for _, row in ipairs(known) do named[row.device] = true end
  for other in pairs(circle(key)) do if not named[other] then table.insert(forgotten, other) end end
  for _, other in ipairs(forgotten) do forget(key, other) end
  for _, row in ipairs(known) do note(key, row.device, row.at, row.blocked) end
  if #forgotten > 0 then lookAgain(key) end
end

local function release(key, id)
  redis.call('SREM', K .. 'held:' .. key, id)
  if isHeld(key) then return end
  local others = {}
  for other in pairs(circle(key)) do if not isHeld(other) then table.insert(others, other) end end
  for _, other in ipairs(others) do forget(key, other) end
end

local function newestFirst(key)
  local rows = {}
  for other, row in pairs(circle(key)) do table.insert(rows, { other = other, at = row.at, blocked = row.blocked }) end
  table.sort(rows, function(left, right)
    if left.at ~= right.at then return left.at > right.at end
    return left.other < right.other
  end)
  return rows
end

local function cap(key)
  local kept = 0
  for _, row in ipairs(newestFirst(key)) do
    if not row.blocked then
      kept = kept + 1
      if kept > O.haveMetMax then forget(key, row.other) end
    end
  end
end

local function isAmongLast(key, other)
  local rows = newestFirst(key)
  for at = 1, math.min(#rows, O.neverLast) do if rows[at].other == other then return true end end
  return false
end

-- 'blocked', 'met' and when, or nil for strangers
local function relation(left, right, now)
  local row = circle(left)[right]
  if not row then return nil end
  if row.blocked then return 'blocked' end
  if now - row.at < O.haveMetMs then return 'met', row.at end
  return nil
end

local function meetingKeys(left, right)
  if left.device == right.device then return left.id, right.id end
  return left.device, right.device
end

-- The lobby: who can be chosen now -------------------------------------------

local function firstOf(set)
  local row = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
  return row[1], row[2]
end

local function show(list, p)
  if O.sameDeviceMayMeet then
    redis.call('ZADD', K .. 'l:' .. list, whole(p.score), p.member)
    return
  end
  local tabs = K .. 'tabs:' .. list .. ':' .. p.device
  local shown = firstOf(tabs)
  redis.call('ZADD', tabs, whole(p.score), p.member)
  if firstOf(tabs) ~= p.member then return end
  if shown then redis.call('ZREM', K .. 'l:' .. list, shown) end
  redis.call('ZADD', K .. 'l:' .. list, whole(p.score), p.member)
end

-- Who comes out from behind them is looked at again: by the pass that is under way, or by the next.
local cameOut = {}
local function hide(list, p)
  redis.call('ZREM', K .. 'l:' .. list, p.member)
  if O.sameDeviceMayMeet then return end
  local tabs = K .. 'tabs:' .. list .. ':' .. p.device
  local shown = firstOf(tabs)
  redis.call('ZREM', tabs, p.member)
  if shown ~= p.member then return end
  local member, score = firstOf(tabs)
  if member then
    redis.call('ZADD', K .. 'l:' .. list, score, member)
    redis.call('ZADD', K .. 'changed', score, member)
    table.insert(cameOut, idOf(member))
  end
end

local function move(p, isOpen, isWide)
  if isOpen ~= p.open then
    p.open = isOpen
    if isOpen then show(p.role, p) else hide(p.role, p) end
  end
  if p.role ~= 'talk' and isWide ~= p.wide then
    p.wide = isWide
    if isWide then show('wide-' .. p.role, p) else hide('wide-' .. p.role, p) end
  end
end

local function update(p, now)
  local isOpen = p.present and isAlive(p.server) and p.opens <= now
  move(p, isOpen, isOpen and p.widen and now - p.opens >= O.widenAfterMs)
  save(p, 'open', flag(p.open), 'wide', flag(p.wide))
end

local function schedule(p, now)
  local nextAt = nil
  local function point(at) if at > now and (nextAt == nil or at < nextAt) then nextAt = at end end
  point(p.opens)
  if p.widen then point(p.opens + O.widenAfterMs) end
  if O.relaxAfterMs >= 0 then point(p.opens + O.relaxAfterMs) end
  for _, key in ipairs(keysOf(p)) do
    for _, row in pairs(circle(key)) do if not row.blocked then point(row.at + O.haveMetMs) end end
  end
  if nextAt then redis.call('ZADD', K .. 'wake', whole(nextAt), p.id) else redis.call('ZREM', K .. 'wake', p.id) end
end

local function drop(p)
  move(p, false, false)
  redis.call('ZREM', K .. 'changed', p.member)
  redis.call('ZREM', K .. 'wake', p.id)
  redis.call('ZREM', K .. 'q:' .. p.role, p.member)
  redis.call('SREM', K .. 'of:' .. p.server, p.id)
  redis.call('DEL', K .. 'p:' .. p.id)
  people[p.id] = false
  for _, key in ipairs(keysOf(p)) do release(key, p.id) end
end
`;
