import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publicUrl, readSettings, SettingsError } from './env';
import { projectRoot } from './project-root';
import { settingsPage } from './settings-page';

describe('settings', () => {
  it('have defaults that serve this machine only', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 3000,
      SEALEGS_SESSIONS_PER_USER: 3,
      LOG_LEVEL: 'warn',
    });
    expect(settings.SEALEGS_DATA).toBe(path.resolve('.sealegs'));
    expect(settings.SEALEGS_LABHOSTS).toBeGreaterThan(0);
  });

  it('open no shell without a sandbox to other machines', () => {
    expect(readSettings({ SEALEGS_UNSAFE_SHELL: 'true' }).SEALEGS_UNSAFE_SHELL).toBe(true);
    expect(() => readSettings({ SEALEGS_UNSAFE_SHELL: '1', HOST: '0.0.0.0' })).toThrow(/HOST=0\.0\.0\.0/);
  });

  it('count an empty variable as absent', () => {
    const { BASE_URL, PORT } = readSettings({ BASE_URL: '', PORT: '' });
    expect([BASE_URL, PORT]).toEqual([undefined, 3000]);
  });

  it('take a number of lab hosts or the addresses of a fleet', () => {
    expect(readSettings({ SEALEGS_LABHOSTS: '3' }).SEALEGS_LABHOSTS).toBe(3);
    expect(
      readSettings({ SEALEGS_LABHOSTS: 'a=http://10.0.0.1:7000, b=unix:/run/b.sock' }).SEALEGS_LABHOSTS,
    ).toEqual([
      { id: 'a', address: 'http://10.0.0.1:7000' },
      { id: 'b', address: 'unix:/run/b.sock' },
    ]);
  });

  it.each([
    [{ PORT: '99999' }, 'PORT=99999', 'Too big'],
    [{ PORT: 'http' }, 'PORT=http', 'expected number'],
    [{ BASE_URL: 'learn.example.org' }, 'BASE_URL=learn.example.org', 'Invalid URL'],
    [{ DATABASE_URL: 'mysql://x:y@z' }, 'DATABASE_URL=…', 'postgresql:// or file:'],
    [{ SEALEGS_LABHOSTS: '0' }, 'SEALEGS_LABHOSTS=0', 'neither a number'],
    [{ SEALEGS_LABHOSTS: 'host' }, 'SEALEGS_LABHOSTS=host', 'neither a number'],
    [{ SEALEGS_TRUST_PROXY: 'maybe' }, 'SEALEGS_TRUST_PROXY=maybe', 'Invalid option'],
    [{ SEALEGS_SECRET: 'short' }, 'SEALEGS_SECRET=…', 'Too small'],
  ])('%j is refused by name, with what is wrong', (environment, name, problem) => {
    const read = () => readSettings(environment);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(name);
    expect(read).toThrow(problem);
  });

  it('never show a secret', () => {
    expect(() => readSettings({ DATABASE_URL: 'mysql://user:hunter2@db' })).not.toThrow('hunter2');
  });

  it.each([
    [{}, 'http://localhost:3000'],
    [{ HOST: '0.0.0.0' }, 'http://localhost:3000'],
    [{ HOST: '10.0.0.1' }, 'http://10.0.0.1:3000'],
    [{ HOST: 'fe80::1' }, 'http://[fe80::1]:3000'],
    [{ BASE_URL: 'https://learn.example.org/' }, 'https://learn.example.org'],
  ])('%j is opened at %s', (environment, url) => {
    expect(publicUrl(readSettings(environment), 3000)).toBe(url);
  });

  it('are documented in docs/settings.md (npm run gen:settings writes it)', () => {
    expect(readFileSync(path.join(projectRoot(), 'docs/settings.md'), 'utf8')).toBe(settingsPage());
  });
});
