export { type Balancer, startBalancer } from './balancer.ts';
export { withClient } from './connect.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './database.ts';
export {
  type Flow,
  type HttpGateway,
  type HttpGatewayOptions,
  type Misbehaviour,
  type Suffering,
  startHttpGateway,
  startTcpProxy,
  type TcpProxy,
  type TcpProxyOptions,
} from './faults/index.ts';
export { silentLog } from './log.ts';
export { createTestRedis, findRedisServer, NO_REDIS, type TestRedis } from './redis.ts';
export { createSeededIds } from './seeded-ids.ts';
export { slowness } from './slowness.ts';
export { connectRawDevice, HandshakeRefused, type RawDevice, type RawDeviceOptions } from './sockets/raw-device.ts';
export { openRawWebSocket, type RawWebSocket, type RawWebSocketOptions } from './sockets/raw-web-socket.ts';
export { encodeFrame, OPCODES } from './sockets/web-socket-frames.ts';
export { type Answer, startTestServer, type TestServer, type TestServerOptions } from './start-server.ts';
export { createStubDatabase, STUB_CONVERSATION, stubPerson } from './stub-database.ts';
export { createTestClock, type TestClock } from './test-clock.ts';
export { startTestHouse, type TestHouse, type TestHouseOptions } from './test-house.ts';
export { until } from './until.ts';
