/** Places of a file that `sealegs new` left to its author. */
import { PLACE } from '../scaffold/write-files';
import { type Finding, finding } from './finding';

export function lintPlaces(file: string, text: string): readonly Finding[] {
  return text.split('\n').flatMap((line, index) => {
    // What is to be written there goes to the next tag, or to the end of an attribute or a quoted value.
    const [, ...places] = line.split(PLACE).map((text) => text.replace(/^:?\s*/, '').replace(/[<"].*/, ''));
    return places.map((what) =>
      finding('SL105', { file, line: index + 1 }, `still to be written${what ? `: ${what.trim()}` : ''}`),
    );
  });
}
