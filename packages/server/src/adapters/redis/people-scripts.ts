/**
 * Keys: leases of nodes (sorted set), their versions (hash), this node's people (set). Arguments: this node, the lease in ms, the version
 * that should be there (empty: write everything anew), the new version, how many came, who came …, who went ….
 *
 * Renews the lease and writes what changed, unless what is stored is not what this node wrote last (Redis was emptied): then
 * the answer begins with 0 and everything must be written anew. Otherwise: 1, whether this node's lease was there, and the live
 * nodes with their versions. Leases that have ended go, with their people.
 */
export const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
local stored = redis.call('HGET', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
if ARGV[3] == '' then
  redis.call('DEL', KEYS[3])
elseif stored ~= ARGV[3] then
  return {0}
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[4])
local came = tonumber(ARGV[5])
for i = 6, #ARGV do
  if i < 6 + came then redis.call('SADD', KEYS[3], ARGV[i]) else redis.call('SREM', KEYS[3], ARGV[i]) end
end
redis.call('PEXPIRE', KEYS[3], ARGV[2])
local ended = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)
for _, node in ipairs(ended) do
  redis.call('ZREM', KEYS[1], node)
  redis.call('HDEL', KEYS[2], node)
end
local answer = {1, lease and 1 or 0}
for _, node in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  answer[#answer + 1] = node
  answer[#answer + 1] = redis.call('HGET', KEYS[2], node) or '0'
end
return answer
`;

/** Keys: versions, a node's people. Argument: the node. The answer: its version, then its people, of one moment. */
export const READ_PEOPLE = `
local answer = redis.call('SMEMBERS', KEYS[2])
table.insert(answer, 1, redis.call('HGET', KEYS[1], ARGV[1]) or '0')
return answer
`;

/** Keys as for a beat; argument: this node. It is gone. */
export const LEAVE = `
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[3])
return {1}
`;
