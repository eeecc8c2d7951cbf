/** Volumes in scheduling: what pods need, what nodes reach, and the binding of both. */
export { VolumeBinder, VolumeBindingError } from './binder';
export { podClaims } from './claims';
export { planVolumes } from './plan';
