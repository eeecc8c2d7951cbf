/** npm that is killed cannot say so: the site would go on, and hold its port, with nobody to end it. */
const CHECK_MS = 1000;

/** Ends this process as SIGTERM would once npm, which started it, is gone. Without npm it is nobody's but its own. */
export function endWithNpm(everyMs = CHECK_MS) {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM');
  }, everyMs).unref();
}
