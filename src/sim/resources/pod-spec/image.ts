/** Image references as defaulting needs them. upstream: pkg/util/parsers ParseImageName */

/** The tag of an image: "latest" when neither a tag nor a digest is given, "" for a digest alone. */
export function imageTag(image: string): string {
  const [name = '', digest] = image.split('@');
  const colon = name.lastIndexOf(':');
  if (colon > name.lastIndexOf('/')) return name.slice(colon + 1);
  return digest === undefined ? 'latest' : '';
}

/** "Always" for images that may move, "IfNotPresent" for the rest. */
export const defaultPullPolicy = (image: string | undefined): 'Always' | 'IfNotPresent' =>
  imageTag(image ?? '') === 'latest' ? 'Always' : 'IfNotPresent';
