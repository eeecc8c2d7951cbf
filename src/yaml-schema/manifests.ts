/** The documents of a manifest file, read as kubectl reads them: YAML 1.1's words for true and false, no dates, no base 60. */
import { type Document, isScalar, parseAllDocuments, type YAMLMap } from 'yaml';

/** kubectl knows neither as anything but text. */
const FOREIGN = new Set(['tag:yaml.org,2002:timestamp', 'TIME']);

export function parseManifests(text: string): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    prettyErrors: false,
    strict: true,
    customTags: (tags) =>
      tags.filter(
        (tag) =>
          typeof tag === 'string' ||
          !(FOREIGN.has(tag.tag) || ('format' in tag && FOREIGN.has(tag.format ?? ''))),
      ),
  });
  return Array.isArray(documents) ? documents : [];
}

/** A field's text, where it is one. */
export function textOf(map: YAMLMap, field: string): string | undefined {
  const value = map.get(field);
  return typeof value === 'string' ? value : undefined;
}

/** The apiVersions that a file names: what must be loaded before it can be judged. */
export function apiVersionsIn(text: string): readonly string[] {
  const found = text.matchAll(/^(?:[ \t-]*)apiVersion:[ \t]*["']?([A-Za-z0-9./-]+)/gm);
  return [...new Set([...found].map(([, version = '']) => version))];
}

export const keyText = (key: unknown): string | undefined =>
  isScalar(key) && key.value !== null ? String(key.value) : undefined;
