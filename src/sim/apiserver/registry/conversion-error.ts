/** Why a strategically patched document is not its kind, in the words of the converter that upstream reads it with. */
// upstream: apimachinery/pkg/runtime/converter.go fromUnstructured

const MISMATCH =
  /^json: cannot unmarshal (string|number|bool|array|object)(?: (\S+))? into Go .* of type (\S+)$/;
const BASIC = /^(?:string|bool|u?int\d*|float\d+)$/;
const KINDS: Readonly<Record<string, string>> = { array: 'slice', object: 'map' };

/** The decoder's reason in the converter's words; what neither of them made stays as it is. */
export function conversionError(reason: string): string {
  const [, found = '', value = '', type = ''] = MISMATCH.exec(reason) ?? [];
  if (found === '' || type === 'resource.Quantity') return reason;
  const kind = found === 'number' ? (value.includes('.') ? 'float64' : 'int64') : (KINDS[found] ?? found);
  // Go converts an integer to a string (of that code point), so that only this pair reaches the refusal.
  if (type === 'string' && kind === 'int64') return 'cannot convert int64 to string';
  if (kind === 'float64' && type.includes('int')) return `cannot convert float64 to ${type}`;
  if (BASIC.test(type)) return `unrecognized type: ${type}`;
  if (type.startsWith('map[')) return `cannot restore map from ${kind}`;
  return type.startsWith('[]') ? `cannot restore slice from ${kind}` : `cannot restore struct from: ${kind}`;
}
