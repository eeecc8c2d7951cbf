/** fluentd, which collects logs: docker.io/fluent/fluentd, and the one of the Kubernetes documentation's DaemonSet. */
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';
import { FORWARD_CONF, INCLUDE_CONF } from './files';
import { fluentd } from './program';

const PROGRAM = '/usr/bin/fluentd';
const TINI = ['tini', '--', '/bin/entrypoint.sh'];

/** tini and the script that finds the configuration by FLUENTD_CONF; anything but fluentd is run as it is. */
// upstream: github.com/fluent/fluentd-docker-image entrypoint.sh
const entrypoint: EntrypointScript = (argv, { FLUENTD_CONF = 'fluent.conf' }) => {
  const command = argv.slice(TINI.length);
  if (command[0] !== 'fluentd') return { argv: command, stdout: '' };
  const plugins = command.some((word) => word === '-p' || word === '--plugin')
    ? []
    : ['--plugin', '/fluentd/plugins'];
  const config = command.some((word) => word === '-c' || word === '--config')
    ? []
    : ['-c', `/fluentd/etc/${FLUENTD_CONF}`];
  return { argv: [...command, ...plugins, ...config], stdout: '' };
};

/** [version, ruby, further names of the tag's beginning] */
const VERSIONS: readonly (readonly [string, string, readonly string[]])[] = [
  ['1.18.0', '3.3.8', ['v1.18']],
  ['1.17.1', '3.2.6', ['v1.17']],
  ['1.16.9', '3.2.8', ['v1.16']],
  ['1.15.3', '3.1.4', ['v1.15']],
  ['1.14.6', '3.0.6', ['v1.14']],
];

const official = VERSIONS.flatMap(([version, ruby, names], newest) =>
  (['busybox', 'debian'] as const).map((userland) => {
    const debian = userland === 'debian' ? '-debian' : '';
    const first = newest === 0 ? (debian ? ['edge-debian'] : ['latest', 'edge']) : [];
    return toolImage({
      repository: 'fluent/fluentd',
      tags: [`v${version}${debian}-1.0`, ...names.map((name) => `${name}${debian}-1`), ...first],
      mebibytes: debian ? 72 : 18,
      entrypoint: TINI,
      cmd: ['fluentd'],
      env: { FLUENTD_CONF: 'fluent.conf', RUBYLIB: '/usr/lib/ruby', LD_PRELOAD: '' },
      user: 'fluent',
      exposedPorts: [24224, 5140],
      files: {
        '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nfluent:x:100:101:fluent:/home/fluent:/bin/sh\n',
        '/bin/entrypoint.sh': '#!/bin/sh\nexec "$@"\n',
        '/fluentd/etc/fluent.conf': FORWARD_CONF,
      },
      programs: { [PROGRAM]: fluentd({ fluentd: version, ruby, config: '/etc/fluent/fluent.conf' }) },
      userland,
      entrypointScripts: { tini: entrypoint },
    });
  }),
);

const documented = ['v2.5.2', 'v5.0.1'].map((tag) =>
  toolImage({
    repository: 'quay.io/fluentd_elasticsearch/fluentd',
    tags: [tag],
    mebibytes: 86,
    cmd: ['fluentd'],
    exposedPorts: [24224],
    files: { '/etc/fluent/fluent.conf': INCLUDE_CONF },
    programs: { [PROGRAM]: fluentd({ fluentd: '1.17.1', ruby: '3.2.6', config: '/etc/fluent/fluent.conf' }) },
    userland: 'debian',
  }),
);

export const fluentdImages: readonly ImageDefinition[] = [...official, ...documented];
