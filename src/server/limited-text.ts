/** A request's body as text, read only as far as any of our requests goes: what is longer fills no memory. */
import { AppError } from './errors';

const MAX_BODY_BYTES = 64 * 1024;

export async function limitedText(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new AppError('payload_too_large', 'The body may have 64 KiB.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
