import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { notListening } from './not-listening';

const failure = (port: number, host: string) =>
  new Promise<Error>((resolve) => createServer().once('error', resolve).listen(port, host));

it('says that the port is in use, and names another', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const said = notListening(await failure(port, '127.0.0.1'));
  server.close();
  expect(said).toBe(
    `Port ${port} is in use. Stop what uses it, or start Sealegs on another: PORT=${port + 1} npm start`,
  );
});

it('says that HOST is not of this machine', async () => {
  expect(notListening(await failure(0, '192.0.2.1'))).toMatch(
    /^HOST=192\.0\.2\.1 is no address of this machine/,
  );
});

it.each([
  [{ code: 'EADDRINUSE', message: '', port: 65_535 }, /PORT=65534/],
  [{ code: 'EACCES', message: '', port: 80 }, /above 1023/],
  [{ code: 'ENOTFOUND', message: '', hostname: 'nowhere' }, /^HOST=nowhere/],
  [
    { code: 'EINVAL', message: 'listen EINVAL', port: 1, address: 'x' },
    /^Cannot listen on x port 1: listen EINVAL/,
  ],
])('says what to do about %o', (error, said) => {
  expect(notListening(error)).toMatch(said);
});
