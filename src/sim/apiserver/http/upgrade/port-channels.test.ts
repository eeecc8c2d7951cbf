import { describe, expect, it } from 'vitest';
import type { Pod } from '@/kube/kinds';
import type { NodeApi } from '../../../contracts';
import { portsOf, servePortChannels } from './port-channels';

const pod = { metadata: { uid: 'u-1' } } as Pod;

/** A pod's port that answers every chunk with its copy until its input ends. */
const echo = () => new TransformStream<Uint8Array, Uint8Array>();

function session(portForward: (pod: Pod, port: number) => Promise<unknown>, ports: readonly number[]) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const client = writable.getWriter();
  const sent: number[][] = [];
  let closed: number | undefined;
  const socket = {
    messages: readable,
    send: async (message: Uint8Array) => void sent.push([...message]),
    close: (code: number) => {
      closed = code;
      void client.close().catch(() => {});
    },
  };
  const nodes = { portForward } as unknown as NodeApi;
  const done = servePortChannels({ socket, pod, nodes, ports });
  return { client, sent, done, closedWith: () => closed };
}

describe('port-forward over channels', () => {
  it('names the port on both channels, then carries bytes both ways until the client leaves', async () => {
    const { client, sent, done, closedWith } = session(async () => echo(), [8080, 80]);
    await client.write(Uint8Array.of(2, 7, 8, 9));
    await client.close();
    await done;
    expect(sent.filter((message) => message.length === 3)).toEqual([
      [0, 0x90, 0x1f],
      [2, 80, 0],
      [1, 0x90, 0x1f],
      [3, 80, 0],
    ]);
    expect(sent).toContainEqual([2, 7, 8, 9]);
    expect(closedWith()).toBe(1000);
  });

  it('tells on the error channel why a port does not answer', async () => {
    const { sent, done } = session(() => Promise.reject(new Error('connection refused')), [81]);
    await done;
    const [channel, ...text] = sent.at(-1) ?? [];
    expect(channel).toBe(1);
    expect(String.fromCharCode(...text)).toBe(
      'error forwarding port 81 to pod u-1, uid : connection refused',
    );
  });

  it.each([
    ['', 'query parameter "ports" is required'],
    ['ports=', 'query parameter "ports" cannot be empty'],
    ['ports=http', 'unable to parse "http" as a port: strconv.ParseUint: parsing "http": invalid syntax'],
    [
      'ports=80,70000',
      'unable to parse "80,70000" as a port: strconv.ParseUint: parsing "70000": value out of range',
    ],
    ['ports=0', 'port "0" must be > 0'],
  ])('refuses ?%s', (query, message) => {
    expect(() => portsOf(new URLSearchParams(query))).toThrow(message);
  });
});
