/** $(VAR) references in commands, arguments and environment values. $$ is an escaped $. */
// upstream: third_party/forked/golang/expansion/expand.go
const REFERENCE = /\$(?:\$|\(([^)]*)\))?/g;

/** Replaces what `variables` knows; unknown references stay as they are. */
export const expandReferences = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(REFERENCE, (whole, name: string | undefined) => {
    if (whole === '$$') return '$';
    if (name === undefined) return whole;
    return Object.hasOwn(variables, name) ? (variables[name] ?? '') : whole;
  });
