import { describe, expect, it } from 'vitest';
import { originPolicy } from './origins';

const site = { BASE_URL: 'https://learn.example.org', HOST: '0.0.0.0' };
const here = { BASE_URL: undefined, HOST: '127.0.0.1' };
const open = { BASE_URL: undefined, HOST: '0.0.0.0' };

describe('the Origin of what changes things', () => {
  it.each([
    ['the site’s own', site, 'https://learn.example.org', 'learn.example.org', true],
    ['the site’s name without TLS', site, 'http://learn.example.org', 'learn.example.org', false],
    ['a page at the address behind the proxy', site, 'http://10.0.0.1:3000', '10.0.0.1:3000', false],
    ['localhost', here, 'http://localhost:3000', 'localhost:3000', true],
    ['127.0.0.1', here, 'http://127.0.0.1:3000', '127.0.0.1:3000', true],
    ['IPv6 loopback', here, 'http://[::1]:3000', '[::1]:3000', true],
    ['another port of this machine', here, 'http://localhost:8080', 'localhost:3000', false],
    ['a name rebound to loopback', here, 'http://evil.example:3000', 'evil.example:3000', false],
    ['the host that was asked', open, 'http://10.0.0.1:3000', '10.0.0.1:3000', true],
    ['another host than was asked', open, 'http://evil.example', '10.0.0.1:3000', false],
    ['none', here, null, 'localhost:3000', false],
    ['an opaque one', here, 'null', 'localhost:3000', false],
  ])('%s', (_, settings, origin, host, allowed) => {
    expect(originPolicy(settings, () => 3000)(origin, host)).toBe(allowed);
  });
});
