import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { podTemplates } from '.';

const kind = underTest(podTemplates);
const object = (spec: object) => kind.create({ template: { metadata: { labels: { app: 'web' } }, spec } });

describe('pod templates', () => {
  it('get the defaults of templates', () => {
    const made = object({ containers: [{ name: 'c', image: 'nginx' }] });
    expect(made.template?.spec).toMatchObject({ restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' });
    expect(kind.errors(made)).toEqual([]);
    expect(kind.row(made)).toEqual(['x', 'c', 'nginx', 'app=web']);
  });
  it('may ask for a resource that is called like a method of every object', () => {
    const resources = { requests: { constructor: '1' }, limits: { cpu: '1' } };
    const made = object({ containers: [{ name: 'c', image: 'nginx', resources }] });
    expect(kind.errors(made).join()).toContain('requests[constructor]');
  });
  it('are refused with what no pod could be', () => {
    expect(kind.errors(object({ containers: [] }))).toEqual(['template.spec.containers: Required value']);
  });
});
