import { describe, expect, it } from 'vitest';
import { createTestPod, settled } from '../testing/test-pod';
import { httpdImages } from '.';

async function serve() {
  const [image] = httpdImages;
  if (!image) throw new Error('no httpd');
  const pod = createTestPod(image);
  const process = pod.run(['httpd', '-DFOREGROUND']);
  await settled();
  const get = (path: string) => pod.neighbour.fetch(new Request(`http://10.244.1.5${path}`));
  return { pod, process, get };
}

describe('httpd', () => {
  it('works, and logs in the common format', async () => {
    const { pod, get } = await serve();
    const response = await get('/');
    expect(await response.text()).toBe('<html><body><h1>It works!</h1></body></html>\n');
    expect(response.headers.get('server')).toMatch(/^Apache\/2\.4\.\d+ \(Unix\)$/);
    expect(pod.output()).toContain('10.244.1.6 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 45\n');
    expect(pod.output()).toContain("AH00094: Command line: 'httpd -D FOREGROUND'");
  });

  it('answers a missing file with its own page', async () => {
    const { get } = await serve();
    const response = await get('/nope');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<p>The requested URL was not found on this server.</p>');
  });

  it('shuts down on its stop signal', async () => {
    const { pod, process } = await serve();
    process.signal(28);
    expect(await process.exited).toBe(0);
    expect(pod.output()).toContain('caught SIGWINCH, shutting down gracefully');
  });
});
