/** docs/settings.md from the settings themselves. */
import { settings } from './env';

/** Defaults that depend on the machine, told in words. */
const SPOKEN_DEFAULTS: Readonly<Record<string, string>> = {
  SEALEGS_LABHOSTS: 'one per core',
  SEALEGS_DATA: '.sealegs',
};

export function settingsPage(): string {
  const rows = Object.entries(settings.shape).map(([name, field]) => {
    const fallback = SPOKEN_DEFAULTS[name] ?? defaultOf(field);
    return `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${field.description ?? ''} |`;
  });
  return [
    '# Settings',
    '',
    'Written by `npm run gen:settings` from src/server/env.ts: edit that. All are environment variables; a wrong one stops the',
    'start with its name and what is wrong.',
    '',
    '| variable | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function defaultOf(field: {
  safeParse(value: undefined): { success: boolean; data?: unknown };
}): string | undefined {
  const parsed = field.safeParse(undefined);
  return parsed.success && parsed.data !== undefined ? String(parsed.data) : undefined;
}
