export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './database.ts';
export { silentLog } from './log.ts';
