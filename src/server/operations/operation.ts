/**
 * The frame of every domain operation: input checked by zod, a signed-in actor, the services, and a way to write the
 * log of operations in the same transaction as the change. One operation a file; authorization stands inside it.
 */
import { z } from 'zod';
import type { Actor } from '../auth/actor';
import type { Db, Prisma, Tx } from '../db';
import { AppError } from '../errors';
import type { Services } from '../services';
import { countRequest, type RateLimit } from './rate-limit';

export interface Call extends Services {
  readonly actor: Actor | null;
}

export interface OperationContext extends Services {
  readonly actor: Actor;
}

export type Operation<Input, Output> = (call: Call, input: Input) => Promise<Output>;

interface OperationOptions {
  /** How often one person may ask for it; operations of one name count together. */
  readonly limit?: RateLimit;
}

export function operation<Schema extends z.ZodType, Output>(
  schema: Schema,
  run: (context: OperationContext, input: z.output<Schema>) => Promise<Output>,
  { limit }: OperationOptions = {},
): Operation<z.input<Schema>, Output> {
  return async (call, input) => {
    const { actor } = call;
    if (!actor) throw new AppError('not_signed_in', 'Sign in, or start a lab to come in as a guest.');
    const parsed = parseInput(schema, input);
    if (limit) await countRequest(call, actor, limit);
    return run({ ...call, actor }, parsed);
  };
}

export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', z.prettifyError(parsed.error));
}

export interface LogEntry {
  /** "sessions.start" */
  readonly action: string;
  readonly object: { readonly type: string; readonly id: string };
  /** Whose object it is. */
  readonly ownerId: string;
  readonly details?: Prisma.InputJsonObject;
}

/** Writes one row of the log. Pass the transaction of the change, so that neither is there without the other. */
export async function record(
  tx: Tx | Db,
  actor: { readonly id: string; readonly role: string },
  { action, object, ownerId, details = {} }: LogEntry,
): Promise<void> {
  await tx.operationLog.create({
    data: {
      actorId: actor.id,
      actorRole: actor.role,
      action,
      objectType: object.type,
      objectId: object.id,
      ownerId,
      details,
    },
  });
}

const SERIALIZATION_TRIES = 5;

/** Prisma's code of a database error, if it is one. */
export const databaseErrorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

export const UNIQUE_VIOLATED = 'P2002';
const CONFLICTED = 'P2034';

/** A serializable transaction, tried again when the database says that it met another. */
export async function inTransaction<T>(db: Db, run: (tx: Tx) => Promise<T>): Promise<T> {
  for (let left = SERIALIZATION_TRIES; ; left--) {
    try {
      return await db.$transaction(run, { isolationLevel: 'Serializable' });
    } catch (error) {
      if (databaseErrorCode(error) !== CONFLICTED || left <= 1) throw error;
    }
  }
}

/** An id of ours or of an author's, as it appears in addresses. */
export const idText = z
  .string()
  .max(100)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, 'is not an id');
