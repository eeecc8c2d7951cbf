/** Deployments, services and nodes at work. */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, onlySimulated } from './support/cluster';

contract(
  'workloads',
  (bench) => {
    const replicas = (name: string) => bench.ok(`get deployment ${name} -o jsonpath={.status.readyReplicas}`);

    it('run a pod and wait for it', async () => {
      expect(await bench.ok('run web --image=nginx --port=80')).toBe('pod/web created\n');
      expect(await bench.ok('wait --for=condition=Ready pod/web --timeout=20s')).toBe(
        'pod/web condition met\n',
      );
      expect(await bench.ok('get pod web')).toMatch(
        /^NAME +READY +STATUS +RESTARTS +AGE\nweb +1\/1 +Running +0 +\d+s\n$/,
      );
      expect(await bench.ok('get pod web -o wide')).toMatch(
        /^web +1\/1 +Running +0 +\d+s +\d+\.\d+\.\d+\.\d+ +\S+ +<none> +<none>$/m,
      );
      const described = await bench.ok('describe pod web');
      expect(described).toMatch(/^Status: +Running$/m);
      expect(described).toMatch(/^ {4}Image: +nginx$/m);
      for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started']) {
        expect(described).toMatch(new RegExp(`^ {2}Normal {2}${reason} +\\d+s`, 'm'));
      }
      expect(described).toMatch(/Successfully assigned \S+\/web to \S+/);
    });

    it('events are told in order', async () => {
      const events = await bench.ok('events --for pod/web');
      expect(events).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n/);
      expect(events).toMatch(/Normal +Scheduled +Pod\/web +Successfully assigned/);
      expect(await bench.ok('get events --field-selector involvedObject.name=web')).toMatch(
        /Normal +Started +pod\/web +/,
      );
    });

    it('an unknown image backs off', async () => {
      await bench.ok('run broken --image=no-such-image-here');
      await until(async () => /ErrImagePull|ImagePullBackOff/.test(await bench.ok('get pod broken')));
      expect(await bench.ok('describe pod broken')).toMatch(/Failed to pull image "no-such-image-here"/);
      expect(await bench.fail('wait --for=condition=Ready pod/broken --timeout=1s')).toBe(
        'error: timed out waiting for the condition on pods/broken',
      );
    });

    it('a deployment rolls out, scales, is set and undone', async () => {
      await bench.ok('create deployment app --image=nginx:1.27 --replicas=2');
      expect(await bench.ok('rollout status deployment/app --timeout=20s')).toMatch(
        /deployment "app" successfully rolled out\n$/,
      );
      expect(await bench.ok('get deployment app')).toMatch(
        /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\napp +2\/2 +2 +2 +\d+s\n$/,
      );
      expect(await bench.ok('get rs -l app=app')).toMatch(
        /^NAME +DESIRED +CURRENT +READY +AGE\napp-[\w]+ +2 +2 +2 +\d+s\n$/,
      );
      expect(await bench.ok('scale deployment app --replicas=4')).toBe('deployment.apps/app scaled\n');
      await until(async () => (await replicas('app')) === '4');
      expect(await bench.fail('scale deployment app --current-replicas=9 --replicas=1')).toBe(
        'error: Expected replicas to be 9, was 4',
      );
      expect(await bench.ok('set image deployment/app nginx=nginx:1.29')).toBe(
        'deployment.apps/app image updated\n',
      );
      await bench.ok('rollout status deployment/app --timeout=20s');
      expect(await bench.ok('rollout history deployment/app')).toMatch(
        /^REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n$/m,
      );
      expect(await bench.ok('rollout undo deployment/app')).toBe('deployment.apps/app rolled back\n');
      await bench.ok('rollout status deployment/app --timeout=20s');
      expect(await bench.ok('get deployment app -o jsonpath={.spec.template.spec.containers[0].image}')).toBe(
        'nginx:1.27',
      );
      expect(await bench.ok('rollout restart deployment/app')).toBe('deployment.apps/app restarted\n');
      await bench.ok('rollout status deployment/app --timeout=20s');
      const described = await bench.ok('describe deployment app');
      expect(described).toMatch(
        /^Replicas: +4 desired \| 4 updated \| 4 total \| 4 available \| 0 unavailable$/m,
      );
      expect(described).toMatch(/Scaled up replica set app-\w+ from 0 to 2/);
    });

    it('scale, status and the rest as subresources', async () => {
      expect(await bench.ok('get deployment app --subresource=scale -o jsonpath={.spec.replicas}')).toBe('4');
      expect(
        await bench.ok([
          'patch',
          'deployment',
          'app',
          '--subresource=scale',
          '--type=merge',
          '-p',
          '{"spec":{"replicas":1}}',
        ]),
      ).toMatch(/^(scale\.autoscaling|deployment\.apps)\/app patched\n$/);
      await until(async () => (await replicas('app')) === '1');
    });

    it('a service finds its pods', async () => {
      await bench.ok('wait --for=condition=Available deployment/app --timeout=20s');
      expect(await bench.ok('expose deployment app --port=80')).toBe('service/app exposed\n');
      expect(await bench.ok('get service app')).toMatch(
        /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\napp +ClusterIP +10\.\d+\.\d+\.\d+ +<none> +80\/TCP +\d+s\n$/,
      );
      const ip = await bench.ok('get pod -l app=app -o jsonpath={.items[0].status.podIP}');
      await until(async () => (await bench.ok('get endpoints app')).includes(`${ip}:80`));
      await until(async () =>
        (await bench.ok('get endpointslices -l kubernetes.io/service-name=app')).includes(ip),
      );
      expect(await bench.ok('describe service app')).toMatch(new RegExp(`^Endpoints: +${ip}:80$`, 'm'));
      const page = await bench.ok(`get --raw /api/v1/namespaces/${bench.namespace}/services/app:80/proxy/`);
      expect(page).toContain('Welcome to nginx!');
    });

    it('deleting a deployment takes its pods', async () => {
      expect(await bench.ok('delete deployment app')).toMatch(/^deployment\.apps "app" deleted/);
      await until(async () => (await bench.ok('get rs,pods -l app=app -o name')) === '');
    });

    onlySimulated('it would empty a node that others use')(
      'a node is cordoned, drained and back',
      async () => {
        const names = await bench.ok(['get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}']);
        const node = names.split(' ').at(-1) ?? '';
        expect(await bench.ok(`cordon ${node}`)).toBe(`node/${node} cordoned\n`);
        expect(await bench.ok(`get node ${node}`)).toMatch(
          new RegExp(`^${node} +Ready,SchedulingDisabled +<none> +\\d+`, 'm'),
        );
        const pinned = JSON.stringify({ spec: { nodeSelector: { 'kubernetes.io/hostname': node } } });
        await bench.ok(['run', 'stuck', '--image=nginx', `--overrides=${pinned}`]);
        await until(async () => (await bench.ok('describe pod stuck')).includes('FailedScheduling'));
        expect(await bench.ok('describe pod stuck')).toContain('1 node(s) were unschedulable');
        expect(await bench.ok(`drain ${node} --ignore-daemonsets --force`)).toMatch(/node\/\S+ drained\n$/);
        expect(await bench.ok(`uncordon ${node}`)).toBe(`node/${node} uncordoned\n`);
        await bench.ok('wait --for=condition=Ready pod/stuck --timeout=20s');
        await bench.ok('delete pod stuck --now');
      },
    );
  },
  { nodes: 2 },
);
