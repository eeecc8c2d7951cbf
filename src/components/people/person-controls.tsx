'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { messageOf } from '../site-api';
import { Button } from '../ui/button';
import { type AccountRole, removePerson, resetPassword, setRole, signOutEverywhere } from './api';

const ROLES: readonly AccountRole[] = ['student', 'instructor', 'administrator'];

/** What an administrator can do with an account. A new password is shown here, once. */
export function PersonControls(props: {
  readonly id: string;
  readonly name: string;
  readonly role: AccountRole;
}) {
  const { id, name, role } = props;
  const router = useRouter();
  const [state, setState] = useState<{ busy: boolean; told?: string; problem?: string }>({ busy: false });
  const act = async (run: () => Promise<string>) => {
    setState({ busy: true });
    try {
      setState({ busy: false, told: await run() });
      router.refresh();
    } catch (error) {
      setState({ busy: false, problem: messageOf(error) });
    }
  };
  const remove = () => {
    if (!window.confirm(`Remove ${name} with all results, progress and labs? It cannot be taken back.`))
      return;
    void act(async () => {
      await removePerson(id);
      return 'Removed.';
    });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <select
        aria-label={`Role of ${name}`}
        value={role}
        disabled={state.busy}
        onChange={(event) =>
          void act(async () => {
            await setRole(id, event.target.value as AccountRole);
            return 'Role changed.';
          })
        }
        className="h-9 rounded-lg border border-line-strong bg-raised px-2 text-sm"
      >
        {ROLES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <Button
        look="quiet"
        disabled={state.busy}
        onClick={() => void act(async () => `New password: ${await resetPassword(id)}`)}
      >
        New password
      </Button>
      <Button
        look="quiet"
        disabled={state.busy}
        onClick={() =>
          void act(async () => {
            await signOutEverywhere(id);
            return 'Signed out everywhere.';
          })
        }
      >
        Sign out
      </Button>
      <Button look="danger" disabled={state.busy} onClick={remove}>
        Remove
      </Button>
      <p
        role="status"
        className={`w-full text-sm ${state.problem ? 'text-bad' : 'select-all text-ink-soft'}`}
      >
        {state.problem ?? state.told}
      </p>
    </div>
  );
}
