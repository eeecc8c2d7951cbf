export { createEventRecorder, type EventRecorder } from './recorder';
export { createSeriesRecorder, type SeriesRecorder } from './series-recorder';
