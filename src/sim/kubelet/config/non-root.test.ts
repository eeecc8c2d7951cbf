import { describe, expect, it } from 'vitest';
import type { ImageDefinition } from '../../contracts';
import { verifyNonRoot } from './non-root';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u' },
} as const;
const container = { name: 'app', securityContext: { runAsNonRoot: true } };
const verify = (user: string) => () => verifyNonRoot(pod, container, { user } as ImageDefinition);
const WHO = '(pod: "web_default(u)", container: app)';

describe("an image's own user", () => {
  it.each([
    ['0', `container has runAsNonRoot and image will run as root ${WHO}`],
    ['0:1000', `container has runAsNonRoot and image will run as root ${WHO}`],
    [
      'nginx',
      `container has runAsNonRoot and image has non-numeric user (nginx), cannot verify user is non-root ${WHO}`,
    ],
  ])('%s is refused', (user, message) => {
    expect(verify(user)).toThrow(message);
  });
  it('is fine when it is a number of somebody else', () => {
    expect(verify('101')).not.toThrow();
  });
});
