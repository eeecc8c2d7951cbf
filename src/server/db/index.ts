/** The database's public face. The schema engine is for migrations only and stays inside. */
export { type Database, type Db, databaseUrl, openDatabase, type Prisma, type Tx } from './client';
export { migrate } from './migrate';
