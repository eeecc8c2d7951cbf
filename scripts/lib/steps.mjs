/** One line per step of a long job: what it does while it does it, how long it took once it is done. */
const isTerminal = process.stdout.isTTY === true;

/** Runs `work` under a line of its own; a failure is marked and thrown on. */
export async function step(title, work) {
  const began = Date.now();
  if (isTerminal) process.stdout.write(`  … ${title}`);
  const say = (mark, note = '') => {
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${isTerminal ? '\r\u001b[K' : ''}  ${mark} ${title}${note} (${seconds} s)\n`);
  };
  try {
    const result = await work();
    say('✓', typeof result === 'string' ? `: ${result}` : '');
    return result;
  } catch (error) {
    say('✗');
    throw error;
  }
}
