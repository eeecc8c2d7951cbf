import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript: it runs before any package is there
import { checkNode, isSupportedNode } from './lib/bootstrap.mjs';

describe('Node.js', () => {
  it.each([
    ['v18.20.0', false],
    ['v20.18.3', false],
    ['v20.19.0', true],
    ['v20.20.2', true],
    ['v21.7.0', false],
    ['v22.11.0', false],
    ['v22.12.0', true],
    ['v23.1.0', false],
    ['v24.0.0', true],
    ['v26.1.0', true],
  ])('%s is supported: %s', (version, supported) => {
    expect(isSupportedNode(version)).toBe(supported);
  });

  it('of another version is refused with what to do', () => {
    expect(() => checkNode('v18.20.0')).toThrow(/this is v18\.20\.0.*nvm install 22/s);
  });
});
