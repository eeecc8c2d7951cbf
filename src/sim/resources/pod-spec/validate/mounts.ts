/** Where containers see volumes. upstream: pkg/apis/core/validation ValidateVolumeMounts, ValidateVolumeDevices */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  notFoundField,
  notSupported,
  required,
} from '@/apimachinery';
import type { ContainerSpec } from '@/kube/kinds';
import { descendingPath, noBacksteps } from './paths';
import type { Device, Mount, PodFacts } from './types';

const PROPAGATION = ['Bidirectional', 'HostToContainer', 'None'];

export function validateMounts(
  container: ContainerSpec,
  { volumes }: PodFacts,
  path: FieldPath,
): FieldError[] {
  const { volumeMounts = [], volumeDevices = [] } = container;
  const seen = new Set<string>();
  return volumeMounts.flatMap((mount, i) => {
    const at = path.index(i);
    const { name, mountPath } = mount;
    const errors = name ? [] : [required(at.child('name'))];
    if (!volumes.has(name)) errors.push(notFoundField(at.child('name'), name));
    if (!mountPath) errors.push(required(at.child('mountPath')));
    if (seen.has(mountPath)) errors.push(invalid(at.child('mountPath'), mountPath, 'must be unique'));
    seen.add(mountPath);
    if (volumeDevices.some((device) => device.name === name)) {
      errors.push(invalid(at.child('name'), name, 'must not already exist in volumeDevices'));
    }
    if (volumeDevices.some((device) => device.devicePath === mountPath)) {
      errors.push(
        invalid(at.child('mountPath'), mountPath, 'must not already exist as a path in volumeDevices'),
      );
    }
    return [...errors, ...validateSubPath(mount, at, path), ...validatePropagation(mount, container, path)];
  });
}

/** Upstream names the list instead of the element for what is wrong inside a path. */
function validateSubPath({ subPath, subPathExpr }: Mount, at: FieldPath, list: FieldPath): FieldError[] {
  const errors = subPath ? descendingPath(subPath, list.child('subPath')) : [];
  if (!subPathExpr) return errors;
  if (subPath) {
    errors.push(
      invalid(at.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
    );
  }
  return [...errors, ...descendingPath(subPathExpr, list.child('subPathExpr'))];
}

function validatePropagation(
  { mountPropagation }: Mount,
  container: ContainerSpec,
  list: FieldPath,
): FieldError[] {
  if (mountPropagation === undefined) return [];
  const path = list.child('mountPropagation');
  const errors = PROPAGATION.includes(mountPropagation)
    ? []
    : [notSupported(path, mountPropagation, PROPAGATION)];
  if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged) {
    errors.push(
      forbiddenField(path, 'Bidirectional mount propagation is available only to privileged containers'),
    );
  }
  return errors;
}

export function validateDevices(
  container: ContainerSpec,
  { volumes }: PodFacts,
  path: FieldPath,
): FieldError[] {
  const { volumeDevices = [], volumeMounts = [] } = container;
  const names = new Set<string>();
  const paths = new Set<string>();
  return volumeDevices.flatMap((device: Device, i) => {
    const at = path.index(i);
    const { name, devicePath } = device;
    const volume = volumes.get(name);
    const errors = name ? [] : [required(at.child('name'))];
    if (names.has(name)) errors.push(invalid(at.child('name'), name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(at.child('name'), name, why));
    }
    if (!volume) errors.push(notFoundField(at.child('name'), name));
    if (!devicePath) errors.push(required(at.child('devicePath')));
    if (paths.has(devicePath)) errors.push(invalid(at.child('devicePath'), devicePath, 'must be unique'));
    if (devicePath && noBacksteps(devicePath, path).length > 0) {
      errors.push(invalid(at.child('devicePath'), devicePath, "can not contain backsteps ('..')"));
    }
    if (volumeMounts.some((mount) => mount.name === name)) {
      errors.push(invalid(at.child('name'), name, 'must not already exist in volumeMounts'));
    }
    if (volumeMounts.some((mount) => mount.mountPath === devicePath)) {
      errors.push(
        invalid(at.child('devicePath'), devicePath, 'must not already exist as a path in volumeMounts'),
      );
    }
    names.add(name);
    paths.add(devicePath);
    return errors;
  });
}
