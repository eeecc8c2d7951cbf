/**
 * ingress-nginx: serves Ingresses of the class "nginx". Its controller is a pod like any other: it reads the cluster
 * through the API with its service account, and without it nothing is served.
 */
// https://kubernetes.github.io/ingress-nginx
import type { ImageDefinition } from '../../contracts';
import type { AddOn } from '../add-on';
import { objects, REPOSITORY, VERSION } from './objects';
import { controller } from './program';

const PROGRAM = '/nginx-ingress-controller';

const image: ImageDefinition = {
  repository: REPOSITORY,
  tags: [`v${VERSION}`],
  sizeBytes: 113_211_873,
  pullMs: 2_000,
  entrypoint: ['/usr/bin/dumb-init', '--'],
  cmd: [PROGRAM],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  workingDir: '/etc/nginx',
  user: '101',
  exposedPorts: [80, 443],
  files: {},
  programs: { [PROGRAM]: controller(VERSION) },
  userland: 'busybox',
  entrypointScripts: { '/usr/bin/dumb-init': ([, , ...argv]) => ({ argv, stdout: '' }) },
};

export const ingressNginx: AddOn = { name: 'ingress-nginx', objects, images: [image] };
