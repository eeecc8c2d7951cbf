/** What the API's types are made of, and what follows from it: decoding, patches, OpenAPI, protobuf. */
export { decode } from './decode';
export { describeField, type FieldDescription } from './describe-field';
export { mergeType } from './merge-type';
export { type Described, openApiV3Document, openApiV3Index, pathOf } from './openapi';
export { patchSchema } from './patch-schema';
export { decodeProtobuf } from './protobuf';
export { shiftTimes } from './shift-times';
