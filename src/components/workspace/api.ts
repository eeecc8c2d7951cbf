/** What a lesson's page asks of the site: sessions, checks, tickets, progress. */
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
import { ask } from '../site-api';

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
