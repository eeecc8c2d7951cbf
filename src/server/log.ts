/** The platform's log: one JSON object a line on standard error, one logger per process and part. */
import { destination, type Logger, pino } from 'pino';

export type { Logger };

export const createLogger = (part: string, level: string): Logger =>
  pino({ level, base: { part }, redact: ['password', 'secret', 'token', '*.password'] }, destination(2));
