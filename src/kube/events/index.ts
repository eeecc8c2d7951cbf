export { createEventRecorder, type EventRecorder, type EventText } from './recorder';
export { objectReference } from './reference';
export { createSeriesRecorder, type SeriesRecorder } from './series-recorder';
