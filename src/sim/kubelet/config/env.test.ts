import { describe, expect, it } from 'vitest';
import { makeEnvironment } from './env';

const context = (data: Record<string, string>) => ({
  view: { pod: { metadata: { name: 'p', namespace: 'default' } } },
  sources: { read: async () => data, require: async () => data },
  services: {},
  skipped: () => {},
});

describe('environments with any name that a user may choose', () => {
  it('keep and expand them', async () => {
    const data = JSON.parse('{"__proto__":"p","constructor":"c"}');
    const env = [{ name: 'ALL', value: '$(__proto__) $(constructor) $(toString)' }];
    const container = { name: 'c', envFrom: [{ configMapRef: { name: 'cm' } }], env };
    const made = await makeEnvironment(container, context(data) as never);
    expect(Object.entries(made)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['ALL', 'p c $(toString)'],
    ]);
  });
});
