/**
 * metrics-server: what pods and nodes use at the moment, for `kubectl top` and autoscalers.
 * https://github.com/kubernetes-sigs/metrics-server
 */
import type { AddOn } from '../add-on';
import { nodeMetrics, podMetrics } from './kinds';
import { image, objects } from './objects';
import { nodeMetricsSource, podMetricsSource } from './sources';

export const metricsServer: AddOn = {
  name: 'metrics-server',
  objects,
  images: [image],
  kinds: [
    { definition: nodeMetrics, source: nodeMetricsSource },
    { definition: podMetrics, source: podMetricsSource },
  ],
};
