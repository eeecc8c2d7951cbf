import type { ViewObject } from '../protocol';

/** What a kind has to say beyond what all objects have. */
export type Described = Pick<ViewObject, 'state' | 'facts' | 'node' | 'targets' | 'uses'>;
