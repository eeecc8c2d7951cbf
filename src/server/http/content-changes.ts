/**
 * For authors, in development only: a stream of server-sent events that says when a lesson or lab was saved, so that
 * open pages show it (components/shell/content-reload). Folders are watched while somebody listens.
 */
import { type FSWatcher, watch } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

export const CHANGES_PATH = '/dev/content-changes';

const FOLDERS = ['content', 'labs'];
/** An editor's save is several changes. */
const QUIET_MS = 80;

export interface ContentChanges {
  /** @returns whether the request was for here */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  close(): void;
}

/** @param root the folder that holds content/ and labs/ */
export function contentChanges(root: string): ContentChanges {
  const listeners = new Set<ServerResponse>();
  let watchers: readonly FSWatcher[] = [];
  let pending: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      for (const listener of listeners) listener.write('data: changed\n\n');
    }, QUIET_MS);
  };
  const stop = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
    clearTimeout(pending);
  };
  const listen = (response: ServerResponse) => {
    if (listeners.size === 0)
      watchers = FOLDERS.map((folder) => watch(path.join(root, folder), { recursive: true }, changed));
    listeners.add(response);
    response.once('close', () => {
      listeners.delete(response);
      if (listeners.size === 0) stop();
    });
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // The stream is open: the browser hears of it at once.
    response.write(':\n\n');
  };
  return {
    handle: (request, response) => {
      if (request.method !== 'GET' || request.url !== CHANGES_PATH) return false;
      listen(response);
      return true;
    },
    close: () => {
      stop();
      for (const listener of listeners) listener.end();
    },
  };
}
