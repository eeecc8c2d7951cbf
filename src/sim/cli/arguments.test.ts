import { describe, expect, it } from 'vitest';
import { parseCommand } from './arguments';

describe('the command line', () => {
  it('says what is needed and has defaults for the rest', () => {
    expect(parseCommand(['up', '--kubeconfig', 'f.yaml'])).toEqual({
      name: 'up',
      arguments: { kubeconfig: 'f.yaml', nodes: 1, port: 0, name: 'sealegs', addons: [] },
    });
    expect(
      parseCommand('up --kubeconfig=f --nodes 3 --port 6443 --data d --name lab --addons a,b'.split(' ')),
    ).toEqual({
      name: 'up',
      arguments: { kubeconfig: 'f', nodes: 3, port: 6443, data: 'd', name: 'lab', addons: ['a', 'b'] },
    });
  });

  it('may have a proxy', () => {
    expect(parseCommand('up --kubeconfig f --proxy 3128'.split(' '))).toMatchObject({
      arguments: { proxy: 3128 },
    });
  });

  it.each([[], ['help'], ['--help'], ['up', '-h']])('%j asks for help', (...argv) => {
    expect(parseCommand(argv.filter((arg) => arg !== undefined))).toEqual({ name: 'help' });
  });

  it.each([
    ['down', 'unknown command "down"'],
    ['up', '--kubeconfig FILE is needed: kubectl finds the cluster by it'],
    ['up now --kubeconfig f', 'unexpected argument "now"'],
    ['up --kubeconfig f --nodes none', '--nodes none: a number from 1 to 100 is needed'],
    ['up --kubeconfig f --nodes 0', '--nodes 0: a number from 1 to 100 is needed'],
    ['up --kubeconfig f --port 70000', '--port 70000: a number from 0 to 65535 is needed'],
    ['up --kubeconfig f --proxy 0', '--proxy 0: a number from 1 to 65535 is needed'],
    [
      'up --kubeconfig f --name My_Lab',
      "--name My_Lab: use lower-case letters, digits and '-', as for a DNS label",
    ],
    ['up --kubecfg f', "Unknown option '--kubecfg'"],
  ])('%s is told: %s', (line, message) => {
    expect(() => parseCommand(line.split(' '))).toThrow(message);
  });
});
