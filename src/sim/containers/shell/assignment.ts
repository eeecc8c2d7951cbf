/** Assignments before a command, or on their own. */
import type { SimpleCommand } from './ast';
import type { Shell } from './shell';

export async function assign(
  shell: Shell,
  { assignments }: SimpleCommand,
  { exported }: { exported?: boolean } = {},
): Promise<void> {
  for (const { name, append, index, value, elements } of assignments) {
    if (elements) {
      const values = await shell.expander.fields(elements);
      shell.state.setArray(
        name,
        append ? [...(shell.state.variables.get(name)?.array ?? []), ...values] : values,
      );
      continue;
    }
    const text = await shell.expander.text(value);
    if (index) {
      const at = await shell.expander.arithmetic(index);
      shell.expander.scope().set(`${name}[${at}]`, text);
    } else
      shell.state.set(
        name,
        append ? (shell.state.get(name) ?? '') + text : text,
        exported ? { exported } : {},
      );
  }
}

/** Assignments before a builtin or function last as long as it runs. */
export function remember(shell: Shell, { assignments }: SimpleCommand): () => void {
  const old = assignments.map(({ name }) => [name, shell.state.variables.get(name)] as const);
  return () => {
    for (const [name, variable] of old) {
      if (variable) shell.state.variables.set(name, variable);
      else shell.state.variables.delete(name);
    }
  };
}
