import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '@/apimachinery';
import { decodeProtobuf } from './protobuf';

interface Recorded {
  readonly kind: string;
  /** What kubectl 1.33 sent, base64. */
  readonly body: string;
  /** What the same command prints with `--dry-run=client -o json`, nulls left out; null where it prints nothing. A required list that Go prints as null is []. */
  readonly json: Record<string, unknown> | null;
}

const recorded = JSON.parse(
  readFileSync(new URL('./testdata/kubectl-1.33-protobuf.json', import.meta.url), 'utf8'),
) as Recorded[];
const bytesOf = ({ body }: Recorded) => decodeBase64(body) ?? new Uint8Array();

describe('decodeProtobuf', () => {
  it.each(recorded.filter((r) => r.json))('reads $kind as kubectl prints it', (record) => {
    const { kind, object } = decodeProtobuf(bytesOf(record));
    expect(kind).toBe(record.kind);
    expect(object).toEqual(record.json);
  });

  it('reads a token request', () => {
    const record = recorded.find((r) => r.kind === 'TokenRequest');
    expect(record && decodeProtobuf(bytesOf(record))).toMatchObject({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
    });
  });

  it('refuses what has no prefix', () => {
    expect(() => decodeProtobuf(new TextEncoder().encode('{"kind":"Pod"}'))).toThrow(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  });

  it.each([
    ['a wire type that there is none of', [0x9e, 6], 'proto: illegal wireType 6'],
    ['a field without a number', [0x02], 'proto: ConfigMap: illegal tag 0 (wire type 0)'],
    ['a length beyond the message', [0x0a, 0x7f], 'unexpected EOF'],
    ['a number beyond all measure', [0x20, ...Array(12).fill(0xff)], 'proto: integer overflow'],
  ])('refuses %s', (_, message, text) => {
    const type = [0x0a, 2, 0x76, 0x31, 0x12, 9, ...new TextEncoder().encode('ConfigMap')];
    const envelope = [0x0a, type.length, ...type, 0x12, message.length, ...message];
    const body = Uint8Array.from([...new TextEncoder().encode('k8s\u0000'), ...envelope]);
    expect(() => decodeProtobuf(body)).toThrow(text);
  });

  it('refuses every body that is cut short, or reads what there is of it', () => {
    for (const record of recorded) {
      const bytes = bytesOf(record);
      for (let length = 4; length < bytes.length; length++) {
        try {
          decodeProtobuf(bytes.slice(0, length));
        } catch (error) {
          expect(error).toMatchObject({ code: 400 });
        }
      }
    }
  });
});
