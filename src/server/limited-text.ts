/** A request's body as text, read only as far as its kind of request goes: what is longer fills no memory. */
import { AppError } from './errors';

const MAX_BODY_BYTES = 64 * 1024;

export async function limitedText(body: ReadableStream<Uint8Array>, limit = MAX_BODY_BYTES): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new AppError('payload_too_large', `The body may have ${limit / 1024} KiB.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
