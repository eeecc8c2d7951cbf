import { expect, it } from 'vitest';
import { says } from './said';

const cases: [text: string, value: string | number, said: boolean][] = [
  ['a pod named `web`', 'web', true],
  ['a pod named **web**.', 'web', true],
  ['the webserver, web-2 and my-web', 'web', false],
  ['the image `nginx:1.29`', 'nginx:1.29', true],
  ['the image `nginx:1.29.1`', 'nginx:1.29', false],
  ['the label `app=web`', 'app', true],
  ['at `/healthz`', '/healthz', true],
  ['runs `echo report\nwritten`', 'echo report written', true],
  ['port 80', 80, true],
  ['port 8080', 80, false],
  ['version 1.80', 80, false],
  ['three replicas', 3, true],
  ['Three of them', 3, true],
  ['**4** completions', 4, true],
  ['with mode 0400', 256, true],
  ['twice', 2, true],
  ['every five minutes', '*/5 * * * *', true],
  ['every six minutes', '*/5 * * * *', false],
  ['at 02:30 each night', '30 2 * * *', true],
];
it.each(cases)('in "%s", %s is said: %s', (text, value, said) => {
  expect(says(text, value)).toBe(said);
});
