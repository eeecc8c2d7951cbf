/** The lab host's side of a session's websocket. A host that has started again reopens the session first. */
import type { WebSocket } from 'ws';
import { hostUnavailable } from '../errors';
import type { LabHost } from '../labhosts';
import { type LabSession, openOn } from '../operations/sessions/lab-session';

/** @returns an open socket, paused so that no frame is lost before somebody listens; rejects with host_unavailable */
export async function connectToHost(host: LabHost, row: LabSession, path: string): Promise<WebSocket> {
  const first = await dial(host, path);
  if (first) return first;
  await openOn(host, row);
  const second = await dial(host, path);
  if (!second)
    throw hostUnavailable(new Error(`lab host ${host.id} does not know ${row.id} after opening it`));
  return second;
}

/** @returns undefined when the host does not know the session */
function dial(host: LabHost, path: string): Promise<WebSocket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = host.connect(path);
    const fail = (error: unknown) => reject(hostUnavailable(error));
    socket.once('open', () => {
      socket.pause();
      socket.off('error', fail);
      resolve(socket);
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      if (response.statusCode === 404) resolve(undefined);
      else fail(new Error(`lab host ${host.id} answered ${response.statusCode} to ${path}`));
    });
    socket.once('error', fail);
  });
}
