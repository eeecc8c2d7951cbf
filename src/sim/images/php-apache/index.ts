/** The page that costs processor time, of the walk-through of autoscaling: registry.k8s.io/hpa-example. */
import type { ImageDefinition, NativeProgram } from '../../contracts';
import { serveUntilSignal } from '../shared/serve';
import { commonLogDate, httpDate } from '../shared/time';
import { toolImage } from '../shared/userland';

/** A million square roots. */
const PAGE_CPU_MS = 40;
const INDEX = `<?php
  $x = 0.0001;
  for ($i = 0; $i <= 1000000; $i++) {
    $x += sqrt($x);
  }
  echo "OK!";
?>
`;

const apache: NativeProgram = async (context) => {
  const signal = await serveUntilSignal(context, 80, {
    http: async (request, peer) => {
      const { pathname } = new URL(request.url);
      const found = pathname === '/' || pathname === '/index.php';
      if (found) context.spend(PAGE_CPU_MS);
      const body = found ? 'OK!' : '<h1>Not Found</h1>\n';
      const status = found ? 200 : 404;
      const agent = request.headers.get('user-agent') ?? '-';
      context.stdout(
        `${peer.ip} - - [${commonLogDate(context.now())}] "${request.method} ${pathname} HTTP/1.1" ${status} ${body.length} "-" "${agent}"\n`,
      );
      return new Response(body, {
        status,
        headers: {
          date: httpDate(context.now()),
          server: 'Apache/2.4.10 (Debian)',
          'x-powered-by': 'PHP/5.6.14',
          'content-length': String(body.length),
          'content-type': 'text/html; charset=UTF-8',
        },
      });
    },
  });
  return signal === undefined ? 1 : 0;
};

export const phpApacheImages: readonly ImageDefinition[] = [
  toolImage({
    repository: 'registry.k8s.io/hpa-example',
    tags: ['latest'],
    mebibytes: 164,
    cmd: ['apache2-foreground'],
    workingDir: '/var/www/html',
    exposedPorts: [80],
    files: { '/var/www/html/index.php': INDEX },
    programs: { '/usr/local/bin/apache2-foreground': apache },
    userland: 'debian',
  }),
];
