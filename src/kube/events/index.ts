export { createEventRecorder, type EventRecorder, type EventText } from './recorder';
export { createSeriesRecorder, type SeriesRecorder } from './series-recorder';
