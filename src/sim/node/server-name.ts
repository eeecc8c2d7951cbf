/** The server's name in the first message of a TLS client. RFC 8446 section 4.1.2, RFC 6066 section 3. */

const RECORD_HEADER = 5;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
/** Handshake header, protocol version and random, all before the session's id. */
const BEFORE_SESSION_ID = RECORD_HEADER + 4 + 2 + 32;

/** How many bytes the first record has; as many as are there, when it is no handshake. */
export function helloLength(bytes: Buffer): number {
  if (bytes.length < RECORD_HEADER) return bytes[0] === HANDSHAKE ? RECORD_HEADER : bytes.length;
  return bytes[0] === HANDSHAKE ? RECORD_HEADER + bytes.readUInt16BE(3) : bytes.length;
}

/** Undefined where there is none, or no TLS at all. */
export function serverNameOf(hello: Buffer): string | undefined {
  if (hello[0] !== HANDSHAKE || hello[RECORD_HEADER] !== CLIENT_HELLO) return undefined;
  try {
    return readServerName(hello);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Throws a RangeError where the message ends too early. */
function readServerName(hello: Buffer): string | undefined {
  let at = BEFORE_SESSION_ID;
  at += 1 + hello.readUInt8(at);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + hello.readUInt8(at);
  const end = at + 2 + hello.readUInt16BE(at);
  at += 2;
  while (at + 4 <= end) {
    const [type, length] = [hello.readUInt16BE(at), hello.readUInt16BE(at + 2)];
    // List's length, type of the name, the name's length, the name.
    if (type === SERVER_NAME) {
      const size = hello.readUInt16BE(at + 7);
      return hello.toString('latin1', at + 9, at + 9 + size).toLowerCase();
    }
    at += 4 + length;
  }
  return undefined;
}
