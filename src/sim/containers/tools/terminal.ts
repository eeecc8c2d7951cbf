/** Tools about the terminal that a program runs on. */
import type { Tool } from '../kernel/kernel';
import { isBusybox, ToolError, tool } from './io';

const stty = tool(async (process, args) => {
  const tty = process.fds.get(0)?.file.tty;
  if (!tty)
    throw new ToolError(
      isBusybox(process) ? 'standard input: Not a tty' : "'standard input': Inappropriate ioctl for device",
    );
  if (args[0] === 'size') await process.print(1, `${tty.windowSize.height} ${tty.windowSize.width}\n`);
  else if (args.includes('-echo')) tty.echo = false;
  else if (args.includes('echo') || args.includes('sane')) tty.echo = true;
  else if (args.includes('raw') || args.includes('-icanon')) tty.raw = true;
  else if (args.includes('-raw') || args.includes('cooked') || args.includes('icanon')) tty.raw = false;
  else
    await process.print(
      1,
      `speed 38400 baud; rows ${tty.windowSize.height}; columns ${tty.windowSize.width};\n`,
    );
  return 0;
});

const type =
  (text: string): Tool =>
  async (process) => {
    await process.print(1, text);
    return 0;
  };

export const TERMINAL_TOOLS: Readonly<Record<string, Tool>> = {
  stty,
  clear: type('\u001b[H\u001b[J'),
  reset: type('\u001bc'),
  tty: tool(async (process) => {
    const tty = process.fds.get(0)?.file.tty;
    await process.print(1, `${tty?.path ?? 'not a tty'}\n`);
    return tty ? 0 : 1;
  }),
};
