'use client';

import { Dialog } from './dialog';
import { SHORTCUTS } from './shortcuts';

/** All keys of the site, by where they work. */
export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const groups = [...new Set(SHORTCUTS.map(({ group }) => group))];
  return (
    <Dialog
      label="Keyboard shortcuts"
      onClose={onClose}
      className="mx-auto mt-[8vh] max-h-[84vh] w-[min(34rem,calc(100vw-24px))] overflow-y-auto rounded-2xl"
    >
      <div className="space-y-6 p-6">
        <h2 className="font-semibold text-lg">Keyboard shortcuts</h2>
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-2 font-medium text-ink-faint text-sm">{group}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-y-2">
              {SHORTCUTS.filter((one) => one.group === group).map(({ keys, does }) => (
                <div key={keys} className="contents">
                  <dt>{does}</dt>
                  <dd className="flex gap-1">
                    {keys.split(/[ +]/).map((key) => (
                      <kbd
                        key={key}
                        className="rounded-md border border-line-strong border-b-2 px-1.5 font-mono text-xs leading-6"
                      >
                        {key === 'Mod' ? 'Ctrl' : key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <p className="text-ink-soft text-sm">
          In a terminal or an editor all keys belong to the program. On a Mac, Ctrl is Cmd.
        </p>
      </div>
    </Dialog>
  );
}
