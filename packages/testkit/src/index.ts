export { withClient } from './connect.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './database.ts';
export { type Flow, type Suffering, startTcpProxy, type TcpProxy, type TcpProxyOptions } from './faults/index.ts';
export { silentLog } from './log.ts';
export { createSeededIds } from './seeded-ids.ts';
export { type Answer, startTestServer, type TestServer, type TestServerOptions } from './start-server.ts';
export { createStubDatabase, STUB_CONVERSATION, stubPerson } from './stub-database.ts';
export { createTestClock, type TestClock } from './test-clock.ts';
export { createTestRedis, findRedisServer, NO_REDIS, type TestRedis } from './redis.ts';
