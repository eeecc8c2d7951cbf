/** The attachment of a driver's volume to a node: how it is called, and whether a driver wants any. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { CSIDriver, PersistentVolume } from '@/kube';

// upstream: pkg/volume/csi/csi_attacher.go getAttachmentName
export function attachmentName({ spec }: PersistentVolume, node: string): string {
  const { volumeHandle = '', driver = '' } = spec?.csi ?? {};
  return `csi-${bytesToHex(sha256(new TextEncoder().encode(volumeHandle + driver + node)))}`;
}

/** A driver that nobody knows of is one whose volumes are attached. */
export const needsAttachment = (driver: CSIDriver | undefined): boolean =>
  driver?.spec?.attachRequired !== false;
