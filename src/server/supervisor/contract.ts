/**
 * What the supervisor tells its children by their environment, beyond the settings: who the lab hosts are and the
 * secret of the internal API. Made anew at every start; a fleet sets both itself.
 *
 *   SEALEGS_INTERNAL_SECRET   web and lab hosts
 *   SEALEGS_LABHOSTS          web: host-0=unix:/…/host-0.sock,host-1=…
 *   SEALEGS_LABHOST_SOCKET    lab host: where it listens
 *   SEALEGS_LABHOST_INDEX     lab host: its number
 *   SEALEGS_KUBECTL           lab host: the kubectl that was chosen
 *
 * A child sends {type: 'ready', …} over its IPC channel when it serves, {type: 'failed', message} when it cannot.
 */
import { z } from 'zod';
import { readSettings, SettingsError } from '../env';
import type { LabHostAddress } from '../labhosts';

export const childMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), port: z.number().optional() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type ChildMessage = z.infer<typeof childMessage>;

export interface WebContract {
  readonly hosts: readonly LabHostAddress[];
  readonly secret: string;
}

/** What web needs to reach its lab hosts. */
export function webContract(environment: Readonly<Record<string, string | undefined>>): WebContract {
  const { SEALEGS_LABHOSTS: hosts, SEALEGS_INTERNAL_SECRET: secret } = readSettings(environment);
  if (typeof hosts === 'number')
    throw new SettingsError(
      'Web alone needs the addresses of its lab hosts in SEALEGS_LABHOSTS (a=http://…,b=…).',
    );
  if (!secret)
    throw new SettingsError('Web alone needs SEALEGS_INTERNAL_SECRET, the same as its lab hosts’.');
  return { hosts, secret };
}
