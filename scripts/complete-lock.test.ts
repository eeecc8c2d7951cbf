import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, as everything that runs around npm
import { missingOptionals, platformEntry } from './complete-lock.mjs';

const lockFile = path.resolve(import.meta.dirname, '../package-lock.json');

describe('package-lock.json', () => {
  it('names the optional packages of every platform, or `npm ci` refuses it (npm run gen:lock adds them)', () => {
    const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
    expect(missingOptionals(packages).map(({ name }: { name: string }) => name)).toEqual([]);
  });

  it.each([
    ['@next/swc-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@oxc-parser/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
    ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
  ])('reads the platform of %s from its name', (name, platform) => {
    expect(platformEntry({ name, version: '1.0.0', parent: {} })).toEqual({
      version: '1.0.0',
      optional: true,
      ...platform,
    });
  });

  it('finds what lies beside its parent or above it', () => {
    const packages = {
      '': {},
      'node_modules/a': { optionalDependencies: { top: '1.0.0', own: '1.0.0', gone: '1.0.0' } },
      'node_modules/a/node_modules/own': {},
      'node_modules/top': {},
    };
    expect(missingOptionals(packages).map(({ name }: { name: string }) => name)).toEqual(['gone']);
  });
});
