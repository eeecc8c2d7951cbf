/** What the API's types are made of, and what follows from it: decoding, patches, OpenAPI, protobuf. */
export { type Decoded, decode, type FieldValidation } from './decode';
export { goTypeOf, openApiName } from './names';
export { type Described, openApiV3Document, openApiV3Index, pathOf } from './openapi';
export { patchSchema } from './patch-schema';
export { decodeProtobuf, type ProtobufObject } from './protobuf';
export { type Field, type StructType, structType, type TypeRef } from './types';
