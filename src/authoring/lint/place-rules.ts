/** Places of a file that `sealegs new` left to its author. */
import { PLACE } from '../scaffold/write-files';
import { type Finding, finding } from './finding';

export function lintPlaces(file: string, text: string): readonly Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const at = line.indexOf(PLACE);
    if (at === -1) return [];
    const rest = line.slice(at + PLACE.length).replace(/^:?\s*|["]\s*$|<[^>]*>/g, '');
    return [
      finding('SL105', { file, line: index + 1 }, `still to be written${rest ? `: ${rest.trim()}` : ''}`),
    ];
  });
}
