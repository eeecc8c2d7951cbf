import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import { decode, type FieldValidation } from './decode';

const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' };
const POD = { group: '', version: 'v1', kind: 'Pod' };
const read = (gvk: typeof POD, json: object, mode: FieldValidation = 'Strict') =>
  decode(gvk, { metadata: {}, ...json } as unknown as KubeObject, mode);
const refusal = (gvk: typeof POD, json: object): string => {
  try {
    read(gvk, json);
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('decode', () => {
  it('leaves an object as Go prints it', () => {
    const { object } = read(DEPLOYMENT, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: {}, annotations: null, creationTimestamp: null },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        template: {
          spec: {
            containers: [
              {
                name: 'c',
                image: 'nginx',
                workingDir: '',
                tty: false,
                resources: { limits: { memory: '1024Mi', cpu: 0.5 } },
              },
            ],
            terminationGracePeriodSeconds: 0,
          },
        },
      },
    });
    expect(object).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        strategy: {},
        template: {
          metadata: {},
          spec: {
            containers: [
              { name: 'c', image: 'nginx', resources: { limits: { memory: '1Gi', cpu: '500m' } } },
            ],
            terminationGracePeriodSeconds: 0,
          },
        },
      },
      status: {},
    });
  });

  const unknown = {
    spec: {
      containers: [{ name: 'c', image: 'x', bogus: 1, ports: [{ containerPort: 1, Protocol: 'TCP' }] }],
      wrong: {},
    },
  };
  it('refuses unknown fields when strict', () => {
    expect(refusal(POD, unknown)).toBe(
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].bogus", unknown field "spec.containers[0].ports[0].Protocol", unknown field "spec.wrong"',
    );
  });
  it('tells or drops them otherwise', () => {
    expect(read(POD, unknown, 'Warn').warnings).toEqual([
      'unknown field "spec.containers[0].bogus"',
      'unknown field "spec.containers[0].ports[0].Protocol"',
      'unknown field "spec.wrong"',
    ]);
    const { object, warnings } = read(POD, unknown, 'Ignore');
    expect(warnings).toEqual([]);
    expect(JSON.stringify(object)).not.toMatch(/bogus|wrong|Protocol/);
  });

  it.each<[string, typeof POD, object, string]>([
    [
      'text for a number',
      DEPLOYMENT,
      { spec: { replicas: 'three' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a fraction for a number',
      DEPLOYMENT,
      { spec: { replicas: 1.5 } },
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a number for text',
      POD,
      { spec: { containers: [{ env: [{ name: 'A', value: 1 }] }] } },
      'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      'a boolean for text',
      POD,
      { metadata: { labels: { a: true } } },
      'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'an object for a list',
      POD,
      { spec: { containers: { name: 'c' } } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'a list for an object',
      POD,
      { spec: [] },
      'json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec',
    ],
    [
      'text for a named type',
      POD,
      { spec: { restartPolicy: 1 } },
      'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    [
      'a quantity that is none',
      POD,
      { spec: { containers: [{ resources: { limits: { cpu: 'lots' } } }] } },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'a time that is none',
      POD,
      { metadata: { creationTimestamp: 'yesterday' } },
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ],
    [
      'a boolean for a port',
      POD,
      { spec: { containers: [{ livenessProbe: { httpGet: { port: true } } }] } },
      'json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32',
    ],
  ])('refuses %s', (_, gvk, json, why) => {
    expect(refusal(gvk, json)).toBe(`${gvk.kind} in version "v1" cannot be handled as a ${gvk.kind}: ${why}`);
  });

  it('refuses data that is no base64', () => {
    expect(refusal({ group: '', version: 'v1', kind: 'Secret' }, { data: { a: 'ab!c' } })).toBe(
      'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 2',
    );
  });

  it('keeps what is free-form', () => {
    const managedFields = [{ manager: 'm', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:x': {} } } }];
    expect(read(POD, { metadata: { managedFields } }).object.metadata.managedFields).toEqual(managedFields);
  });
});
