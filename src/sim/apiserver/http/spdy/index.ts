/** SPDY/3.1 as Kubernetes' port-forward speaks it: streams over one byte channel, no flow control on either side. */
export type { HeaderCodec } from './headers';
export { SpdySession } from './session';
export type { SpdyStream } from './stream';
