/** Which labs and lessons the site has, as operations need to know it. */
export interface CatalogueLab {
  readonly id: string;
  /** The hash of its folder as it is now. */
  readonly revision: string;
}

export interface Catalogue {
  lab(id: string): Promise<CatalogueLab | undefined>;
  /** Whether a lesson of this key ("kubernetes/pods/first-pod") exists. */
  hasLesson(key: string): Promise<boolean>;
}
