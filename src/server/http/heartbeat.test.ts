import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { startHeartbeat } from './heartbeat';

class FakeSocket {
  readyState = 1;
  isPaused = false;
  pings = 0;
  ended = false;
  #pong: (() => void) | undefined;
  once(_: 'pong', listener: () => void): void {
    this.#pong = listener;
  }
  ping(): void {
    this.pings += 1;
  }
  pong(): void {
    this.#pong?.();
  }
  terminate(): void {
    this.ended = true;
  }
}

let socket: FakeSocket;
let heartbeat: NodeJS.Timeout;
beforeEach(() => {
  vi.useFakeTimers();
  socket = new FakeSocket();
  heartbeat = startHeartbeat(new Set([socket as unknown as WebSocket]));
});
afterEach(() => {
  clearInterval(heartbeat);
  vi.useRealTimers();
});
const beat = () => vi.advanceTimersByTime(30_000);

it('ends who does not answer until the next beat', () => {
  beat();
  socket.pong();
  beat();
  expect(socket).toMatchObject({ pings: 2, ended: false });
  beat();
  expect(socket).toMatchObject({ pings: 2, ended: true });
});

it('waits for who is made to wait: a paused socket cannot be heard', () => {
  beat();
  socket.isPaused = true;
  beat();
  beat();
  expect(socket.ended).toBe(false);
});

it('asks nothing of one that is not open yet', () => {
  socket.readyState = 0;
  beat();
  beat();
  expect(socket).toMatchObject({ pings: 0, ended: false });
});
