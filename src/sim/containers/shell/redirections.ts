/** Applies redirections to a shell's process and tells how to undo them. */
import { PosixError } from '../errors';
import { BytesFile, Descriptor } from '../kernel/open-file';
import type { Redirection } from './ast';
import { RedirectionFailure } from './control';
import { redirectionFailure } from './messages';
import type { Shell } from './shell';

const text = new TextEncoder();

/** In order, left to right; what was done is undone when one fails. */
export async function redirect(shell: Shell, redirections: readonly Redirection[]): Promise<() => void> {
  const { process } = shell;
  const saved = new Map<number, Descriptor | undefined>();
  const undo = () => {
    for (const [fd, descriptor] of saved) {
      if (descriptor) process.setFd(fd, descriptor);
      else process.closeFd(fd);
    }
  };
  const set = (fd: number, descriptor: Descriptor | undefined) => {
    if (!saved.has(fd)) saved.set(fd, process.fds.get(fd)?.share());
    if (descriptor) process.setFd(fd, descriptor);
    else process.closeFd(fd);
  };
  try {
    for (const redirection of redirections) await applyOne(shell, redirection, set);
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

type SetFd = (fd: number, descriptor: Descriptor | undefined) => void;

async function applyOne(shell: Shell, { op, fd, target }: Redirection, set: SetFd): Promise<void> {
  const { process, expander } = shell;
  const word = op === '<<' ? await expander.text(target) : ((await expander.fields([target]))[0] ?? '');
  switch (op) {
    case '<<':
      return set(fd ?? 0, new Descriptor(new BytesFile(text.encode(word))));
    case '<<<':
      return set(fd ?? 0, new Descriptor(new BytesFile(text.encode(`${word}\n`))));
    case '<&':
    case '>&': {
      const to = fd ?? (op === '<&' ? 0 : 1);
      if (word === '-') return set(to, undefined);
      if (/^\d+$/.test(word)) {
        const source = process.fds.get(Number(word));
        if (!source) throw new RedirectionFailure(`${word}: ${new PosixError('EBADF').text}`);
        return set(to, source.share());
      }
      if (op === '<&') throw new RedirectionFailure(`${word}: ambiguous redirect`);
      return both(shell, word, set);
    }
    case '&>':
    case '&>>':
      return both(shell, word, set, op === '&>>');
    case '<':
      return set(fd ?? 0, open(shell, word, {}));
    case '<>':
      return set(fd ?? 0, open(shell, word, { write: true, create: true }));
    default: {
      const append = op === '>>';
      const clobbers =
        op === '>' && shell.state.options.noclobber && process.box.vfs.exists(process.resolve(word));
      if (clobbers && !word.startsWith('/dev/'))
        throw new RedirectionFailure(`can't create ${word}: ${new PosixError('EEXIST').text}`);
      return set(fd ?? 1, open(shell, word, { write: true, create: true, append, truncate: !append }));
    }
  }
}

function both(shell: Shell, path: string, set: SetFd, append = false): void {
  const descriptor = open(shell, path, { write: true, create: true, append, truncate: !append });
  set(1, descriptor);
  set(2, descriptor.share());
}

function open(
  shell: Shell,
  path: string,
  options: Parameters<Shell['process']['box']['open']>[2],
): Descriptor {
  try {
    return shell.process.box.open(shell.process, path, options);
  } catch (error) {
    throw new RedirectionFailure(redirectionFailure(shell.state, path, error, options?.create === true));
  }
}
