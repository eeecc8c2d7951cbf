/** The internal API's requests (protocol.ts lists them): bearer secret, JSON in and out, every error {code, message}. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { type ZodType, z } from 'zod';
import { HostError, notFound } from './errors';
import type { LabHost } from './host';
import type { HostMetrics } from './metrics';
import {
  changeFile,
  checkRequest,
  controlRequest,
  filePath,
  type HostHealth,
  MAX_CHANGE_BYTES,
  resetRequest,
  solutionRequest,
  startSession,
} from './protocol';

export interface ApiOptions {
  readonly host: LabHost;
  readonly secret: string;
  readonly health: () => HostHealth;
  readonly metrics: HostMetrics;
  readonly log: Logger;
}

const MAX_BODY_BYTES = 64 * 1024;

/** Constant time, whatever was sent. */
export function isAuthorized(request: IncomingMessage, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${secret}`));
}

export function requestListener(options: ApiOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isAuthorized(request, options.secret))
        throw new HostError(401, 'unauthorized', 'Wrong or no secret.');
      await answer(options, request, response);
    } catch (error) {
      refuse(options.log, response, error);
    }
  };
}

async function answer(
  options: ApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { host, metrics } = options;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://labhost');
  const [, top, id = '', action = ''] = pathname.split('/').map(decodeURIComponent);
  const route = `${request.method} ${top}${id && '/:id'}${action && `/${action}`}`;
  switch (route) {
    case 'GET healthz':
      return json(response, 200, options.health());
    case 'GET metrics':
      response.writeHead(200, { 'content-type': metrics.registry.contentType });
      response.end(await metrics.registry.metrics());
      return;
    case 'PUT sessions/:id':
      return json(response, 200, await host.start(id, await body(request, startSession)));
    case 'GET sessions/:id':
      return json(response, 200, (await host.session(id)).view);
    case 'DELETE sessions/:id':
      await host.end(id, { purge: searchParams.get('purge') === '1' });
      response.writeHead(204).end();
      return;
    case 'POST sessions/:id/check': {
      const { taskId } = await body(request, checkRequest);
      return json(response, 200, await (await host.session(id)).grade(taskId));
    }
    case 'GET sessions/:id/controls':
      return json(response, 200, (await host.session(id)).controls);
    case 'POST sessions/:id/controls': {
      const wanted = await body(request, controlRequest);
      return json(response, 200, await (await host.session(id)).control(wanted));
    }
    case 'GET sessions/:id/files': {
      const wanted = filePath.safeParse(searchParams.get('path') ?? '');
      if (!wanted.success) throw new HostError(400, 'invalid', 'That path is too long.');
      return json(response, 200, await (await host.session(id)).files.view(wanted.data));
    }
    case 'POST sessions/:id/files': {
      const change = await body(request, changeFile, MAX_CHANGE_BYTES);
      return json(response, 200, await (await host.session(id)).files.change(change));
    }
    case 'GET sessions/:id/schemas': {
      const path = searchParams.get('path');
      const session = await host.session(id);
      return json(response, 200, await (path === null ? session.schemas() : session.schemasOf(path)));
    }
    case 'POST sessions/:id/solution': {
      const wanted = await body(request, solutionRequest);
      return json(response, 200, await (await host.session(id)).solution(wanted));
    }
    case 'POST sessions/:id/reset': {
      await body(request, resetRequest);
      const session = await host.session(id);
      await session.reset();
      return json(response, 200, session.view);
    }
    default:
      throw notFound(`${request.method} ${pathname}`);
  }
}

async function body<T>(request: IncomingMessage, schema: ZodType<T>, limit = MAX_BODY_BYTES): Promise<T> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new HostError(413, 'too_large', 'The request is too large.');
    chunks.push(chunk);
  }
  try {
    return schema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : 'The body is not JSON.';
    throw new HostError(400, 'invalid', what);
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function refuse(log: Logger, response: ServerResponse, error: unknown): void {
  const known = error instanceof HostError ? error : undefined;
  if (!known) log.error({ err: error }, 'a request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  json(response, known?.status ?? 500, {
    code: known?.code ?? 'internal',
    message: known?.message ?? 'The lab host could not do that. Its log says why.',
  });
}
