/**
 * What differs from run to run, masked: ages, uids, IPs, random suffixes, times. Padding grows or shrinks with the mask
 * before it, so that columns stay as wide as kubectl made them.
 */

/**
 * Each world is left alone for half an hour before it is printed. Then ages are as wide as each other, kubectl counts
 * them in minutes, and the machine has ten until that changes. (No amount of CPU in the worlds looks so: "50m" does.)
 */
export const LEFT_ALONE_MS = 30 * 60_000;
const AGE = String.raw`3\dm`;

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC/g, '<time>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  [/\bcontainerd:\/\/[0-9a-f]{64}\b/g, 'containerd://<id>'],
  [/\b[0-9a-f]{32}\b/g, '<id>'],
  [/(?<=\b(?:kube-api-access|(?:web|stuck)-[0-9a-z]{8,10})-)[a-z0-9]{5}\b/g, '<rand>'],
  [/(?<=\b(?:web|stuck)-|pod-template-hash=)[0-9bcdf]{8,10}\b/g, '<hash>'],
  [/(?<=^web-)[a-z0-9]{5}$/g, '<rand>'],
  [/(?<=\bonce\.)[0-9a-f]{16}\b/g, '<time>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<ip>'],
  [new RegExp(String.raw`^${AGE}(?: \(x\d+ over ${AGE}\))?$`, 'g'), '<age>'],
  [/(?<= in )[\d.]+m?s \([\d.]+m?s including waiting\)/g, '<duration> (<duration> including waiting)'],
];

/** What kubectl 1.31 says in its own way, in the later one's words. */
const OLD_WORDS: readonly (readonly [RegExp, string])[] = [
  [/ConfigMapOptional: {7}<nil>/g, 'Optional:                false'],
];

/** A cell of kubectl's columns (one of one space may be inside) and the padding after it. */
const CELL = /(\S+(?: \S+)*)( *)/g;

const replaceAll = (text: string, by: readonly (readonly [RegExp, string])[]): string =>
  by.reduce((known, [pattern, name]) => known.replace(pattern, name), text);

export const mask = (text: string): string =>
  replaceAll(text, OLD_WORDS).replace(CELL, (_, cell: string, padding: string) => {
    const masked = replaceAll(cell, MASKS);
    const room = cell.length + padding.length - masked.length;
    return masked + (padding.length < 2 ? padding : ' '.repeat(Math.max(1, room)));
  });
