/** What pages ask of the site's own API. The one place that knows its addresses. */
import { type Verdict, verdict } from '@/grading/verdict';
import {
  type ControlRequest,
  type ControlResult,
  type ControlsView,
  controlResult,
  controlsView,
  type SessionView,
  sessionView,
} from '@/labhost/protocol';

/** An answer that is not a success, with the server's sentence for the user. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
  /** Asking again cannot help: the thing is gone or not ours. */
  get final(): boolean {
    return this.status === 404 || this.status === 403 || this.status === 410;
  }
}

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(0, 'offline', 'The site cannot be reached. Check your connection and try again.');
  });
  const text = await response.text();
  const json = text === '' ? undefined : safeJson(text);
  if (response.ok) return json;
  const { code = 'unknown', message = `The site answered ${response.status}.` } = (json ?? {}) as {
    code?: string;
    message?: string;
  };
  throw new ApiError(response.status, code, message);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const startSession = async (labId: string): Promise<SessionView> =>
  sessionView.parse(await ask('POST', '/api/sessions', { labId }));

export const resetSession = async (id: string): Promise<SessionView> =>
  sessionView.parse(await ask('POST', `/api/sessions/${id}/reset`));

export const checkSession = async (id: string): Promise<Verdict> =>
  verdict.parse(await ask('POST', `/api/sessions/${id}/check`, {}));

export const getControls = async (id: string): Promise<ControlsView> =>
  controlsView.parse(await ask('GET', `/api/sessions/${id}/controls`));

export const controlSession = async (id: string, request: ControlRequest): Promise<ControlResult> =>
  controlResult.parse(await ask('POST', `/api/sessions/${id}/controls`, request));

export async function issueTicket(
  id: string,
  purpose: 'terminal' | 'progress',
  tab?: string,
): Promise<string> {
  const answer = await ask('POST', `/api/sessions/${id}/ticket`, { purpose, ...(tab ? { tab } : {}) });
  return (answer as { ticket: string }).ticket;
}

export const recordLesson = async (
  lesson: string,
  change: { readonly read?: boolean; readonly answers?: Readonly<Record<string, string>> },
): Promise<void> => {
  await ask('POST', '/api/progress/lessons', { lesson, ...change });
};

/** ws(s)://this-site/ws/... */
export function websocketUrl(path: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams(query).toString();
  return url.href;
}
