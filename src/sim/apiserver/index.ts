/** The API server without its wire: generic registry, subresources, dispatch to nodes. The HTTP codec is http/. */
export { type ApiLimits, DEFAULT_LIMITS, type FieldValidation, type SchemaDecoder } from './backend';
export { ApiServer, type ApiServerOptions } from './server';
export { type Answer, type SubresourceHandlers, type TokenIssuer, tokenHandlers } from './subresources';
