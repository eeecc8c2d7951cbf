import { expect, it } from 'vitest';
import { underTest } from '../../testing';
import { secrets } from '.';

const kind = underTest(secrets);

it('a secret may have any type, the name of a method of every object too', () => {
  expect(kind.errors(kind.create({ type: 'constructor', data: { a: 'YQ==' } }))).toEqual([]);
  expect(kind.errors(kind.create({ type: 'kubernetes.io/tls', data: {} }))).not.toEqual([]);
});
