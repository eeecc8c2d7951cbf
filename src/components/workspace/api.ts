/** What a lesson's page asks of the site: sessions, checks, tickets, progress. */
import type { Verdict } from '@/grading/verdict';
import type { ControlRequest, ControlResult, ControlsView, SessionView } from '@/labhost/protocol';
import { ask } from '../site-api';

const shapes = () => import('./shapes');

export const startSession = async (labId: string): Promise<SessionView> => {
  const answer = await ask('POST', '/api/sessions', { labId });
  return (await shapes()).sessionView.parse(answer);
};

export const resetSession = async (id: string): Promise<SessionView> => {
  const answer = await ask('POST', `/api/sessions/${id}/reset`);
  return (await shapes()).sessionView.parse(answer);
};

export const checkSession = async (id: string): Promise<Verdict> => {
  const answer = await ask('POST', `/api/sessions/${id}/check`, {});
  return (await shapes()).verdict.parse(answer);
};

export const getControls = async (id: string): Promise<ControlsView> => {
  const answer = await ask('GET', `/api/sessions/${id}/controls`);
  return (await shapes()).controlsView.parse(answer);
};

export const controlSession = async (id: string, request: ControlRequest): Promise<ControlResult> => {
  const answer = await ask('POST', `/api/sessions/${id}/controls`, request);
  return (await shapes()).controlResult.parse(answer);
};

export async function issueTicket(
  id: string,
  purpose: 'terminal' | 'progress' | 'view',
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
