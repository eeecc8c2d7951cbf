import { describe, expect, it } from 'vitest';
import { createTestPod, settled, type TestPod } from '../testing/test-pod';
import { fluentdImages } from '.';
import { parseConfig, printConfig } from './config';
import { tagPattern } from './patterns';

const image = fluentdImages.find(({ tags }) => tags.includes('v1.16-1'));
if (!image) throw new Error('no fluentd:v1.16-1');
const CONF = '/fluentd/etc/fluent.conf';
const LOG = '/var/log/containers/web_default_web-1.log';
const CRI = '2026-01-01T00:00:00.000000137Z stdout F ';
const TAIL = `<source>
  @type tail
  path /var/log/containers/*.log
  exclude_path ["/var/log/containers/fluentd*"]
  pos_file /var/log/fluentd.pos
  tag kubernetes.*
  read_from_head true
  refresh_interval 5
  <parse>
    @type regexp
    expression /^(?<time>.+) (?<stream>stdout|stderr) [FP] (?<log>.*)$/
    time_format %Y-%m-%dT%H:%M:%S.%N%:z
  </parse>
</source>
`;
const STDOUT = '<match kubernetes.**>\n  @type stdout\n</match>\n';

async function started(conf: string, files: Record<string, string> = {}, uid = 0) {
  if (!image) throw new Error('no image');
  const pod = createTestPod(image, { ...files, [CONF]: conf });
  const run = pod.run(['fluentd', '-c', CONF], { uid });
  await settled();
  return { pod, run };
}
/** What it printed of events. */
const events = (pod: TestPod) =>
  pod
    .output()
    .split('\n')
    .filter((line) => /\.\d{9} \+0000 /.test(line));

describe('fluentd', () => {
  it('tells how it starts, and ends when it is told to', async () => {
    const { pod, run } = await started(TAIL + STDOUT, { [LOG]: `${CRI}hello\n` });
    const said = pod.output().replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 /gm, '');
    expect(said).toContain('[info]: parsing config file is succeeded path="/fluentd/etc/fluent.conf"\n');
    expect(said).toContain("[info]: gem 'fluentd' version '1.16.9'\n");
    expect(said).toContain('[info]: using configuration file: <ROOT>\n  <source>\n    @type tail\n');
    expect(said).toContain(
      '[info]: adding match pattern="kubernetes.**" type="stdout"\n[info]: adding source type="tail"\n',
    );
    expect(said).toContain(`[info]: #0 following tail of ${LOG}\n`);
    expect(said).toContain('[info]: #0 fluentd worker is now running worker=0\n');
    run.signal(15);
    expect(await run.exited).toBe(0);
    expect(pod.output()).toContain('[info]: Worker 0 finished with status 0\n');
  });

  it('prints the lines of files, with the time that they say', async () => {
    const { pod } = await started(TAIL + STDOUT, { [LOG]: `${CRI}hello "you"\n` });
    expect(events(pod)).toEqual([
      '2026-01-01 00:00:00.000000000 +0000 kubernetes.var.log.containers.web_default_web-1.log: {"stream":"stdout","log":"hello \\"you\\""}',
    ]);
  });

  it('follows files, finds new ones, and leaves out those that it is told to', async () => {
    const { pod } = await started(TAIL + STDOUT, {
      [LOG]: `${CRI}one\n`,
      '/var/log/containers/fluentd-x.log': `${CRI}me\n`,
    });
    pod.fs.set(LOG, `${CRI}one\n${CRI}two\n${CRI}thr`);
    await pod.clock.advance(1_000);
    pod.fs.set(LOG, `${CRI}one\n${CRI}two\n${CRI}three\n`);
    pod.fs.set(LOG.replace('web-1', 'web-2'), `${CRI}four\n`);
    await pod.clock.advance(6_000);
    expect(events(pod).map((line) => /"log":"(.*)"/.exec(line)?.[1])).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('goes on where it was, by its file of positions', async () => {
    const first = await started(TAIL + STDOUT, { [LOG]: `${CRI}one\n` });
    const positions = first.pod.fs.text('/var/log/fluentd.pos') ?? '';
    expect(positions).toMatch(
      /^\/var\/log\/containers\/web_default_web-1\.log\t[0-9a-f]{16}\t[0-9a-f]{16}\n$/,
    );
    const { pod } = await started(TAIL + STDOUT, {
      [LOG]: `${CRI}one\n${CRI}two\n`,
      '/var/log/fluentd.pos': positions,
    });
    expect(events(pod)).toEqual([expect.stringContaining('"log":"two"')]);
  });

  it('begins anew with a file that was cut off', async () => {
    const { pod } = await started(TAIL + STDOUT, { [LOG]: `${CRI}one long line\n` });
    pod.fs.set(LOG, `${CRI}two\n`);
    await pod.clock.advance(1_000);
    expect(events(pod).at(-1)).toContain('"log":"two"');
  });

  it('says which lines it does not understand, and which files it may not read', async () => {
    const { pod } = await started(TAIL + STDOUT, { [LOG]: 'no time\n' });
    expect(pod.output()).toContain('[warn]: #0 pattern not matched: "no time"\n');
    const stat = pod.fs.stat.bind(pod.fs);
    const barred = await started(TAIL + STDOUT, {}, 100);
    barred.pod.fs.set(LOG, `${CRI}x\n`);
    barred.pod.fs.stat = async (path) => ({ ...(await stat(LOG)), ...(path === LOG && { mode: 0o640 }) });
    await barred.pod.clock.advance(6_000);
    expect(barred.pod.output()).toContain(
      `[warn]: #0 ${LOG} unreadable. It is excluded and would be examined next time.\n`,
    );
    expect(events(barred.pod)).toEqual([]);
  });

  it.each([
    [
      'grep',
      '@type grep\n<regexp>\nkey log\npattern /err/\n</regexp>',
      ['{"stream":"stdout","log":"error"}'],
    ],
    [
      'grep',
      '@type grep\n<exclude>\nkey log\npattern /err/\n</exclude>',
      ['{"stream":"stdout","log":"fine"}'],
    ],
    [
      'record_transformer',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what fluentd fills in
      '@type record_transformer\nremove_keys stream\n<record>\nhost "${hostname}"\nfrom ${tag_parts[0]}\nwas ${record["log"]}\n</record>',
      [
        '{"log":"error","host":"web","from":"kubernetes","was":"error"}',
        '{"log":"fine","host":"web","from":"kubernetes","was":"fine"}',
      ],
    ],
    [
      'parser',
      '@type parser\nkey_name log\nreserve_data true\n<parse>\n@type none\n</parse>',
      [
        '{"stream":"stdout","log":"error","message":"error"}',
        '{"stream":"stdout","log":"fine","message":"fine"}',
      ],
    ],
  ])('has the filter %s', async (_name, filter, records) => {
    const conf = `${TAIL}<filter kubernetes.**>\n${filter}\n</filter>\n${STDOUT}`;
    const { pod } = await started(conf, { [LOG]: `${CRI}error\n${CRI}fine\n` });
    expect(events(pod).map((line) => line.slice(line.indexOf('{')))).toEqual(records);
  });

  it('goes by labels, and to several outputs', async () => {
    const conf = `${TAIL.replace('@type tail', '@type tail\n@label @APP')}<label @APP>
<match **>
  @type copy
  <store>
    @type stdout
  </store>
  <store>
    @type null
  </store>
</match>
</label>
`;
    const { pod } = await started(conf, { [LOG]: `${CRI}one\n` });
    expect(events(pod)).toHaveLength(1);
    const lost = await started(TAIL, { [LOG]: `${CRI}one\n` });
    expect(lost.pod.output()).toContain(
      '[warn]: #0 no patterns matched tag="kubernetes.var.log.containers.web_default_web-1.log"\n',
    );
  });

  it('takes events over HTTP', async () => {
    const { pod } = await started(
      '<source>\n@type http\nport 9880\n</source>\n<match **>\n@type stdout\n</match>\n',
    );
    const answer = await pod.neighbour.fetch(
      new Request('http://10.244.1.5:9880/app.log', { method: 'POST', body: 'json={"a":1}' }),
    );
    expect(answer.status).toBe(200);
    expect(events(pod)).toEqual([expect.stringContaining(' app.log: {"a":1}')]);
  });

  it('includes files', async () => {
    const { pod } = await started('@include conf.d/*.conf\n', {
      '/fluentd/etc/conf.d/1.conf': TAIL,
      '/fluentd/etc/conf.d/2.conf': STDOUT,
      [LOG]: `${CRI}one\n`,
    });
    expect(events(pod)).toHaveLength(1);
  });

  it.each([
    [
      '<source>\n@type nosuch\n</source>',
      'Fluent::NotFoundPluginError',
      "Unknown input plugin 'nosuch'. Run 'gem search -rd fluent-plugin' to find plugins",
    ],
    [
      '<match **>\n@type elasticsearch\n</match>',
      'Fluent::NotFoundPluginError',
      "Unknown output plugin 'elasticsearch'. Run 'gem search -rd fluent-plugin' to find plugins",
    ],
    ['<match **>\n</match>', 'Fluent::ConfigError', "Missing '@type' parameter on <match> directive"],
    ['<source>\n@type tail\ntag x\n</source>', 'Fluent::ConfigError', "'path' parameter is required"],
    ['<source>\n@type tail\n@label @X\npath /x\ntag x\n</source>', 'ArgumentError', '@X label not found'],
  ])('does not start with %j', async (conf, kind, message) => {
    const { pod, run } = await started(`${conf}\n`);
    expect(await run.exited).toBe(1);
    expect(pod.output()).toContain(
      `[error]: config error file="${CONF}" error_class=${kind} error="${message}"\n`,
    );
  });

  it('is started by its entrypoint with the file that FLUENTD_CONF names', () => {
    const script = image.entrypointScripts?.tini;
    const argv = [...image.entrypoint, ...image.cmd];
    expect(script?.(argv, { FLUENTD_CONF: 'my.conf' }).argv).toEqual([
      'fluentd',
      '--plugin',
      '/fluentd/plugins',
      '-c',
      '/fluentd/etc/my.conf',
    ]);
    expect(script?.([...image.entrypoint, 'sh'], {}).argv).toEqual(['sh']);
  });
});

it.each([
  ['**', 'a.b', true],
  ['a.*', 'a.b', true],
  ['a.*', 'a.b.c', false],
  ['a.**', 'a', true],
  ['a.**', 'a.b.c', true],
  ['a.**', 'ab', false],
  ['**.c', 'c', true],
  ['{a,b}.c', 'b.c', true],
  ['a b.*', 'b.x', true],
  ['app*', 'apple', true],
])('the pattern %s matches the tag %s: %s', (pattern, tag, matches) => {
  expect(tagPattern(pattern)(tag)).toBe(matches);
});

describe('the configuration', () => {
  it('has comments, quotes and variables', () => {
    const text = '# c\n<match a.b> # c\n  x 1 # c\n  y "#{ENV[\'HOST\']} # no"\n  z /a # b/\n</match>\n';
    const { sections } = parseConfig(text, 'f', { HOST: 'h' });
    expect(sections).toEqual([
      { name: 'match', argument: 'a.b', sections: [], parameters: { x: '1', y: 'h # no', z: '/a # b/' } },
    ]);
  });

  it('is repeated as it was understood', () => {
    expect(printConfig(parseConfig('<match **>\n@type stdout\nx "a b"\n</match>', 'f', {}))).toBe(
      '<ROOT>\n  <match **>\n    @type stdout\n    x "a b"\n  </match>\n</ROOT>\n',
    );
  });

  it.each([
    ['<match **>\n</source>', 'unmatched end tag at f line 2,9'],
    ['<match **>\n', "expected end tag '</match>' but got end of file"],
    ['<<x', 'invalid symbol at f line 1,3'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseConfig(text, 'f', {})).toThrow(message);
  });
});
