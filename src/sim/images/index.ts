/**
 * The images that can be pulled: data (tags, size, files, environment) plus behaviour (programs). One folder each; a
 * new image is a folder and a line here (docs/images.md).
 */
import type { ImageDefinition } from '../contracts';
import { alpineImages } from './alpine';
import { busyboxImages } from './busybox';
import { httpdImages } from './httpd';
import { nginxImages } from './nginx';
import { redisImages } from './redis';

export { InvalidReferenceError, parseImageReference } from './reference';
export { createImageRegistry, ImagePullError, type ImageRegistry, type ResolvedImage } from './registry';

/** Every image that every cluster can pull. */
export const builtinImages: readonly ImageDefinition[] = [
  ...nginxImages,
  ...httpdImages,
  ...busyboxImages,
  ...alpineImages,
  ...redisImages,
];
