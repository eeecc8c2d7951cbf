import { describe, expect, it } from 'vitest';
import {
  builtinImages,
  createImageRegistry,
  ImagePullError,
  InvalidReferenceError,
  parseImageReference,
} from '.';

const registry = createImageRegistry(builtinImages);
const HEX = 'a'.repeat(64);

describe('image references', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest', 'nginx'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27', 'nginx'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest', 'nginx'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest', 'nginx'],
    ['library/nginx', 'docker.io/library/nginx:latest', 'nginx'],
    ['bitnami/redis:7', 'docker.io/bitnami/redis:7', 'bitnami/redis'],
    ['registry.k8s.io/pause:3.9', 'registry.k8s.io/pause:3.9', 'registry.k8s.io/pause'],
    ['localhost:5000/app', 'localhost:5000/app:latest', 'localhost:5000/app'],
    [`nginx@sha256:${HEX}`, `docker.io/library/nginx@sha256:${HEX}`, 'nginx'],
    [`nginx:1.27@sha256:${HEX}`, `docker.io/library/nginx:1.27@sha256:${HEX}`, 'nginx'],
  ])('%s means %s', (image, canonical, familiarRepository) => {
    expect(parseImageReference(image)).toMatchObject({ canonical, familiarRepository });
  });

  it.each([
    ['Nginx', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['nginx:', 'invalid reference format'],
    ['nginx:a b', 'invalid reference format'],
    ['', 'invalid reference format'],
    ['nginx@sha256:123', 'invalid reference format'],
  ])('%j is refused', (image, message) => {
    expect(() => parseImageReference(image)).toThrow(new InvalidReferenceError(message));
  });
});

describe('the registries', () => {
  it.each([
    'nginx',
    'nginx:stable-alpine',
    'httpd:2.4-alpine',
    'busybox:1.28',
    'alpine:3.20',
    'redis:7.2',
    'redis:7-alpine',
  ])('have %s', (image) => {
    expect(registry.resolve(image).imageId).toMatch(/^docker\.io\/library\/[a-z]+@sha256:[0-9a-f]{64}$/);
  });

  it('find an image by its digest', () => {
    const { imageId, definition } = registry.resolve('nginx:1.27');
    expect(registry.resolve(imageId).definition).toBe(definition);
  });

  it('have each tag once', () => {
    const names = builtinImages.flatMap((i) => i.tags.map((tag) => `${i.repository}:${tag}`));
    expect(names).toEqual([...new Set(names)]);
  });

  it.each([
    [
      'ngnix',
      'failed to pull and unpack image "docker.io/library/ngnix:latest": failed to resolve reference "docker.io/library/ngnix:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
    [
      'nginx:9.99',
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9.99": failed to resolve reference "docker.io/library/nginx:9.99": docker.io/library/nginx:9.99: not found',
    ],
    [
      'registry.invalid/app:1',
      'failed to pull and unpack image "registry.invalid/app:1": failed to resolve reference "registry.invalid/app:1": failed to do request: Head "https://registry.invalid/v2/app/manifests/1": dial tcp: lookup registry.invalid: no such host',
    ],
  ])('say of %s what containerd says', (image, message) => {
    expect(() => registry.resolve(image)).toThrow(new ImagePullError(message));
  });
});
