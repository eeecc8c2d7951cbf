import type { Metadata } from 'next';

/** A page that finds nothing keeps its own metadata: it has to say so there. */
export const NOT_FOUND: Metadata = { title: 'Page not found' };
