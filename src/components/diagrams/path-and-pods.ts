/** Drawings of the path of an apply and of pods, by the names that lessons know them by. */
import { DownwardApi } from './downward-api';
import { GracefulEnd } from './graceful-end';
import { PathOfApply } from './path-of-apply';
import { PodStations } from './pod-stations';
import { SharedFolder } from './shared-folder';
import { ThreeProbes } from './three-probes';

export const PATH_AND_POD_DIAGRAMS = {
  'downward-api': DownwardApi,
  'graceful-end': GracefulEnd,
  'path-of-apply': PathOfApply,
  'pod-stations': PodStations,
  'shared-folder': SharedFolder,
  'three-probes': ThreeProbes,
} as const;
