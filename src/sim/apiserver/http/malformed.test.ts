/** What the fuzzer (test/fuzz) found, each as one request. */
import { describe, expect, it } from 'vitest';
import type { Status } from '@/apimachinery';
import { createTestFace, newWidget, WIDGETS } from './testing';

const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

async function told(response: Response): Promise<string> {
  const { reason, message } = (await response.json()) as Status;
  return `${response.status} ${reason}: ${message}`;
}

describe('a malformed body', () => {
  it.each([
    ['a number as apiVersion', { ...newWidget('a'), apiVersion: 7 }, '.apiVersion', 'number'],
    ['a list as kind', { ...newWidget('a'), kind: [] }, '.kind', 'array'],
  ])('%s is refused', async (_, body, key, found) => {
    const { post, defects } = createTestFace();
    expect(await told(await post(WIDGETS, body))).toContain(
      `400 BadRequest: the object provided is unrecognized (must be of type Widget): couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go struct field ${key} of type string (`,
    );
    expect(defects).toEqual([]);
  });

  it.each(['application/json', 'application/yaml'])('null is an object without fields (%s)', async (type) => {
    const { post } = createTestFace();
    expect(await told(await post(WIDGETS, 'null', type))).toContain(
      'metadata.name: Required value: name or generateName is required',
    );
    expect(await told(await post(REVIEWS, 'null', type))).toContain('422 Invalid: SubjectAccessReview');
  });

  it('of YAML that is no object says what it is', async () => {
    const { post } = createTestFace();
    expect(await told(await post(WIDGETS, 'just text', 'application/yaml'))).toContain(
      "couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type",
    );
  });

  it('of a review, of delete options and of a scale has fields of the right types, or is refused', async () => {
    const { send, post, defects } = createTestFace();
    expect(await told(await post(REVIEWS, { spec: { groups: 5 } }))).toContain(
      'cannot be handled as a SubjectAccessReview: json: cannot unmarshal number into Go struct field SubjectAccessReviewSpec.spec.groups of type []string',
    );
    await post(WIDGETS, newWidget('a'));
    const write = (path: string, method: string, body: object) =>
      send(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    expect(await told(await write(`${WIDGETS}/a`, 'DELETE', { preconditions: 'x' }))).toContain(
      'cannot be handled as a DeleteOptions: json: cannot unmarshal string into Go struct field DeleteOptions.preconditions of type v1.Preconditions',
    );
    expect(await told(await write(`${WIDGETS}/a/scale`, 'PUT', { spec: { replicas: 'x' } }))).toContain(
      'cannot be handled as a Scale: json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32',
    );
    expect(defects).toEqual([]);
  });

  it('that breaks off is the client’s mistake', async () => {
    const { send, defects } = createTestFace();
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('aborted')) });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect(await told(await send(WIDGETS, init))).toBe('400 BadRequest: error reading the body: aborted');
    expect(defects).toEqual([]);
  });
});

it('an extra of impersonation that is badly encoded is taken as it stands', async () => {
  const { send, defects } = createTestFace();
  const headers = { 'impersonate-user': 'joe', 'impersonate-extra-%zz': 'x' };
  expect((await send('/version', { headers })).status).toBe(200);
  expect(defects).toEqual([]);
});
