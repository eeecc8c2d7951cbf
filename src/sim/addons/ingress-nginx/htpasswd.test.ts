import { expect, it } from 'vitest';
import { isKnown } from './htpasswd';

/** As `openssl passwd` and `htpasswd` wrote them. */
const FILE = `ann:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/
ben:$1$xyz$xWhO8uyC946UGU5nP1wI81
cem:{SHA}qvTGHdzF6KLavt4PO0gs2a6pQ00=
dan:{PLAIN}open
eve:$apr1$q$qnoBAcGhblL0pIKbcxCkt0
fay:$2y$05$abcdefghijklmnopqrstuu
`;

it.each([
  ['ann', 'secret', true],
  ['ann', 'Secret', false],
  ['ben', 'a much longer password than sixteen bytes', true],
  ['cem', 'hello', true],
  ['cem', 'hullo', false],
  ['dan', 'open', true],
  ['eve', '', true],
  ['fay', 'x', false],
  ['nobody', 'secret', false],
  ['an', 'secret', false],
])('%s with %j: %s', (user, password, expected) => {
  expect(isKnown(FILE, user, password)).toBe(expected);
});
