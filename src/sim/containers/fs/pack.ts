/** Trees as plain values, for another thread (bytes as they are) and for the journal (JSON). */
import { FileData, lengthWithoutZeros } from './file-data';
import type { Ino, Inode } from './inode';
import { type BaseTable, type InodeDelta, NO_ROOT, type TreeDelta, type TreeState } from './tree';

/** An inode without classes: survives structured cloning. */
export interface PackedInode {
  readonly ino: Ino;
  readonly inode: Inode;
  readonly bytes?: Uint8Array;
}

export interface PackedTree {
  readonly nextIno: Ino;
  readonly inodes: readonly PackedInode[];
}

export function packTable(table: ReadonlyMap<Ino, Inode>): PackedInode[] {
  return [...table].map(([ino, inode]) =>
    inode.type === 'file'
      ? { ino, inode: { ...inode, data: FileData.empty }, bytes: inode.data.bytes() }
      : { ino, inode },
  );
}

export function unpackTable(packed: readonly PackedInode[]): BaseTable {
  return new Map(
    packed.map(({ ino, inode, bytes }) => [
      ino,
      inode.type === 'file' ? { ...inode, data: bytes ? FileData.of(bytes) : FileData.empty } : inode,
    ]),
  );
}

export const packState = (state: TreeState): PackedTree => ({
  nextIno: state.nextIno,
  inodes: packTable(state.own),
});
export const unpackState = (packed: PackedTree): TreeState => ({
  nextIno: packed.nextIno,
  own: unpackTable(packed.inodes),
});

// ------------------------------------------------------------------------------------------------- JSON

type JsonBytes = string | { readonly base64: string };
type JsonEntries = readonly (readonly [string, Ino | null])[];

/** One inode (or its change) in the journal: type, mode, uid, gid, mtime, nlink. */
export interface JsonInode {
  readonly i: Ino;
  readonly m?: readonly [Inode['type'], number, number, number, number, number];
  /** A link's target or a device's name. */
  readonly t?: string;
  readonly d?: { readonly at: number; readonly size: number; readonly bytes: JsonBytes };
  readonly e?: JsonEntries;
  readonly w?: true;
  readonly gone?: true;
}

export function toJson(delta: TreeDelta): JsonInode[] {
  return delta.map(({ ino, meta, data, entries, whole, gone }) => ({
    i: ino,
    ...(meta && { m: [meta.type, meta.mode, meta.uid, meta.gid, meta.mtime, meta.nlink] as const }),
    ...(meta?.type === 'symlink' && { t: meta.target }),
    ...(meta?.type === 'device' && { t: meta.device }),
    ...(data && { d: { at: data.at, size: data.size, bytes: encodeBytes(data.bytes) } }),
    ...(entries && { e: entries }),
    ...(whole && { w: whole }),
    ...(gone && { gone }),
  }));
}

export function fromJson(records: readonly JsonInode[]): TreeDelta {
  return records.map(({ i, m, t = '', d, e, w, gone }): InodeDelta => {
    const meta = m && inodeFrom(m, t);
    return {
      ino: i,
      ...(meta && { meta }),
      ...(d && { data: { at: d.at, size: d.size, bytes: decodeBytes(d.bytes) } }),
      ...(e && { entries: e }),
      ...(w && { whole: w }),
      ...(gone && { gone }),
    };
  });
}

/** A whole tree as the change that makes it from an empty one. */
export function stateToJson(state: TreeState): JsonInode[] {
  const delta = [...state.own]
    .filter(([, inode]) => inode !== NO_ROOT)
    .map(
      ([ino, inode]): InodeDelta => ({
        ino,
        meta: inode,
        ...(inode.type === 'file' && { data: wholeOf(inode.data) }),
        ...(inode.type === 'directory' && { entries: [...inode.entries], whole: true as const }),
      }),
    );
  return toJson(delta);
}

/** A file's end reads as zeros where nothing is told of it. */
function wholeOf(data: FileData): NonNullable<InodeDelta['data']> {
  const bytes = data.bytes();
  return { at: 0, size: data.size, bytes: bytes.subarray(0, lengthWithoutZeros(bytes)) };
}

function inodeFrom([type, mode, uid, gid, mtime, nlink]: NonNullable<JsonInode['m']>, text: string): Inode {
  const meta = { mode, uid, gid, mtime, nlink };
  switch (type) {
    case 'file':
      return { type, ...meta, data: FileData.empty };
    case 'directory':
      return { type, ...meta, entries: new Map() };
    case 'symlink':
      return { type, ...meta, target: text };
    case 'device':
      return { type, ...meta, device: text };
  }
}

/** As text, where that is text and no longer than base64: JSON writes a control character as six. */
function encodeBytes(bytes: Uint8Array): JsonBytes {
  if (escapesIn(bytes) * 3 > bytes.length) return { base64: toBase64(bytes) };
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { base64: toBase64(bytes) };
  }
}

/** How many characters JSON adds: \", \\ and \n take two, \u0000 takes six. */
function escapesIn(bytes: Uint8Array): number {
  let more = 0;
  for (const byte of bytes) {
    if (byte < SPACE) more += byte >= BACKSPACE && byte <= CARRIAGE_RETURN && byte !== VERTICAL_TAB ? 1 : 5;
    else if (byte === QUOTE || byte === BACKSLASH) more++;
  }
  return more;
}

const [BACKSPACE, VERTICAL_TAB, CARRIAGE_RETURN, SPACE, QUOTE, BACKSLASH] = [
  0x08, 0x0b, 0x0d, 0x20, 0x22, 0x5c,
];

function decodeBytes(bytes: JsonBytes): Uint8Array {
  return typeof bytes === 'string' ? new TextEncoder().encode(bytes) : fromBase64(bytes.base64);
}

const CHUNK = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
