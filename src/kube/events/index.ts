export { COMBINED_PREFIX } from './correlator';
export {
  createEventRecorder,
  type EventRecorder,
  type EventRecorderOptions,
  type EventText,
} from './recorder';
export { type EventType, objectReference } from './reference';
export {
  createSeriesRecorder,
  type SeriesEventText,
  type SeriesRecorder,
  type SeriesRecorderOptions,
} from './series-recorder';
