import type { ViewObject } from '@/cluster-view/protocol';
import { ALL, namespacesOf, OWN } from './map-model';

/** Which namespaces are shown: one's own at first, the system's when asked for. */
export function NamespaceMenu(props: {
  readonly objects: ReadonlyMap<string, ViewObject>;
  readonly choice: string;
  readonly onChoose: (choice: string) => void;
}) {
  const { own, system } = namespacesOf(props.objects);
  return (
    <label className="flex min-w-0 items-center gap-1.5 text-ink-soft text-xs">
      <span className="sr-only">Namespace</span>
      <select
        value={props.choice}
        onChange={(event) => props.onChoose(event.target.value)}
        className="h-8 min-w-0 max-w-44 rounded-md border border-line-strong bg-raised px-2 text-ink text-xs"
      >
        <option value={OWN}>My namespaces</option>
        {own.map((name) => (
          <option key={name}>{name}</option>
        ))}
        <optgroup label="The system's">
          {system.map((name) => (
            <option key={name}>{name}</option>
          ))}
          <option value={ALL}>All namespaces</option>
        </optgroup>
      </select>
    </label>
  );
}
