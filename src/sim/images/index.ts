/**
 * The images that can be pulled: data (tags, size, files, environment) plus behaviour (programs). One folder each; a
 * new image is a folder and a line here (docs/images.md).
 */
import type { ImageDefinition } from '../contracts';
import { agnhostImages } from './agnhost';
import { alpineImages } from './alpine';
import { busyboxImages, kubernetesBusyboxImages } from './busybox';
import { caddyImages } from './caddy';
import { curlImages } from './curl';
import { debianImages } from './debian';
import { fluentdImages } from './fluentd';
import { helloAppImages } from './hello-app';
import { helloWorldImages } from './hello-world';
import { httpEchoImages } from './http-echo';
import { httpdImages } from './httpd';
import { memcachedImages } from './memcached';
import { mongoImages } from './mongo';
import { mysqlImages } from './mysql';
import { nginxImages, nginxSlimImages } from './nginx';
import { nodeImages } from './node';
import { pauseImages } from './pause';
import { perlImages } from './perl';
import { phpApacheImages } from './php-apache';
import { postgresImages } from './postgres';
import { pythonImages } from './python';
import { redisImages } from './redis';
import { resourceConsumerImages } from './resource-consumer';
import { simpleappImages } from './simpleapp';
import { stressImages } from './stress';
import { ubuntuImages } from './ubuntu';

export { DeclaredImageError, declareImages } from './declared';
export { InvalidReferenceError, parseImageReference } from './reference';
export {
  createImageRegistry,
  ImagePullError,
  type ImageRegistry,
  type RegistryCredentials,
  type ResolvedImage,
} from './registry';

/** Every image that every cluster can pull. */
export const builtinImages: readonly ImageDefinition[] = [
  ...agnhostImages,
  ...alpineImages,
  ...busyboxImages,
  ...kubernetesBusyboxImages,
  ...caddyImages,
  ...curlImages,
  ...debianImages,
  ...fluentdImages,
  ...helloAppImages,
  ...helloWorldImages,
  ...httpEchoImages,
  ...httpdImages,
  ...memcachedImages,
  ...mongoImages,
  ...mysqlImages,
  ...nginxImages,
  ...nginxSlimImages,
  ...nodeImages,
  ...pauseImages,
  ...perlImages,
  ...phpApacheImages,
  ...postgresImages,
  ...pythonImages,
  ...redisImages,
  ...resourceConsumerImages,
  ...simpleappImages,
  ...stressImages,
  ...ubuntuImages,
];
