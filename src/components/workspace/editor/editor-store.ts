/**
 * The files of a session as the editor shows them: folders that are open, texts with what was saved of them, what was
 * changed in the terminal meanwhile. Framework-free; outlives the panel, so that closing it loses nothing.
 */
import type { ChangeFile, FileChanged, FileEntry, FileView } from '@/labhost/protocol';

export interface EditorApi {
  getFile(path: string): Promise<FileView>;
  changeFile(change: ChangeFile): Promise<FileChanged>;
}

export interface OpenFile {
  readonly path: string;
  readonly text: string;
  /** As it is on disk, as far as is known. */
  readonly saved: string;
  /** What `saved` is the text of. */
  readonly version: string;
  readonly saving: boolean;
  /** It is another one on disk now, and there are changes here. */
  readonly conflict: 'changed' | 'deleted' | undefined;
  /** Grows when the text was replaced from outside. */
  readonly replaced: number;
}

export interface EditorState {
  /** Entries of the folders that are open, by path; home's is "". */
  readonly folders: ReadonlyMap<string, readonly FileEntry[]>;
  readonly files: readonly OpenFile[];
  readonly active: string | undefined;
  readonly hidden: boolean;
  /** Home has been listed. */
  readonly loaded: boolean;
  readonly problem: string | undefined;
}

export const isDirty = ({ text, saved }: OpenFile): boolean => text !== saved;
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const joinPath = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`;

const NO_FILE = { saving: false, conflict: undefined, replaced: 0 } as const;
const CONFLICT = 409;

export class EditorStore {
  #state: EditorState = {
    folders: new Map(),
    files: [],
    active: undefined,
    hidden: false,
    loaded: false,
    problem: undefined,
  };
  readonly #listeners = new Set<() => void>();

  constructor(private readonly api: EditorApi) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): EditorState => this.#state;

  get dirty(): boolean {
    return this.#state.files.some(isDirty);
  }

  file(path: string): OpenFile | undefined {
    return this.#state.files.find((file) => file.path === path);
  }

  /** Looks at the disk again: at the open folders, and at what became of the open files. */
  async refresh(): Promise<void> {
    const { files, folders } = this.#state;
    const wanted = new Set(['', ...folders.keys(), ...files.map(({ path }) => folderOf(path))]);
    const listed = new Map<string, readonly FileEntry[]>();
    for (const folder of wanted) {
      try {
        const view = await this.api.getFile(folder);
        if (view.type === 'folder') listed.set(folder, view.entries);
      } catch (error) {
        // A folder that is gone is closed; without home there is nothing to show.
        if (folder === '') return this.#set({ problem: messageOf(error) });
        if (statusOf(error) === 404) listed.set(folder, []);
      }
    }
    const open = [...listed].filter(([folder]) => folder === '' || this.#state.folders.has(folder));
    this.#set({ folders: new Map(open), loaded: true, problem: undefined });
    for (const file of files) await this.#compare(file, listed.get(folderOf(file.path)));
  }

  async toggleFolder(path: string): Promise<void> {
    const folders = new Map(this.#state.folders);
    if (folders.delete(path)) return this.#set({ folders });
    await this.#try(async () => {
      const view = await this.api.getFile(path);
      if (view.type === 'folder')
        this.#set({ folders: new Map([...this.#state.folders, [path, view.entries]]) });
    });
  }

  toggleHidden(): void {
    this.#set({ hidden: !this.#state.hidden });
  }

  async open(path: string): Promise<void> {
    if (this.file(path)) return this.#set({ active: path });
    await this.#try(async () => {
      const view = await this.api.getFile(path);
      if (view.type !== 'file' || this.file(path)) return;
      const { text, version } = view;
      const file: OpenFile = { path, text, saved: text, version, ...NO_FILE };
      this.#set({ files: [...this.#state.files, file], active: path });
    });
  }

  /** Closes a file; what was not saved of it is gone. */
  close(path: string): void {
    const index = this.#state.files.findIndex((file) => file.path === path);
    const files = this.#state.files.filter((file) => file.path !== path);
    const next = files[Math.min(index, files.length - 1)]?.path;
    this.#set({ files, active: this.#state.active === path ? next : this.#state.active });
  }

  edit(path: string, text: string): void {
    const file = this.file(path);
    if (file && file.text !== text) this.#patch(path, { text });
  }

  /** @returns whether the file on disk is now what is shown */
  async save(path: string): Promise<boolean> {
    const file = this.file(path);
    if (!file || file.saving) return false;
    if (!isDirty(file) && !file.conflict) return true;
    return await this.#write(file, file.version);
  }

  /** After a conflict: what is here goes over what is there. */
  async keepMine(path: string): Promise<boolean> {
    const file = this.file(path);
    if (!file) return false;
    let version: string | null = null;
    try {
      const view = await this.api.getFile(path);
      if (view.type === 'file') ({ version } = view);
    } catch (error) {
      if (statusOf(error) !== 404) {
        this.#set({ problem: messageOf(error) });
        return false;
      }
    }
    return await this.#write(file, version);
  }

  /** After a conflict: what is there replaces what is here; a file that is gone is closed. */
  async takeTheirs(path: string): Promise<void> {
    if (this.file(path)?.conflict === 'deleted') return this.close(path);
    await this.#try(() => this.#load(path));
  }

  /** Makes an empty file, and the folders before it, and opens it. @returns whether it did */
  async create(path: string): Promise<boolean> {
    return await this.#try(async () => {
      const names = path.split('/');
      for (let depth = 1; depth < names.length; depth++)
        await this.api.changeFile({ action: 'folder', path: names.slice(0, depth).join('/') }).catch(exists);
      await this.api.changeFile({ action: 'write', path, text: '', base: null });
      for (let depth = 1; depth < names.length; depth++) this.#show(names.slice(0, depth).join('/'));
      await this.refresh();
      await this.open(path);
    });
  }

  async rename(path: string, to: string): Promise<boolean> {
    return await this.#try(async () => {
      await this.api.changeFile({ action: 'rename', path, to });
      this.#patch(path, { path: to });
      if (this.#state.active === path) this.#set({ active: to });
      await this.refresh();
    });
  }

  async remove(path: string): Promise<void> {
    await this.#try(async () => {
      await this.api.changeFile({ action: 'delete', path });
      this.close(path);
      await this.refresh();
    });
  }

  dismiss(): void {
    this.#set({ problem: undefined });
  }

  async #write({ path, text }: OpenFile, base: string | null): Promise<boolean> {
    this.#patch(path, { saving: true });
    try {
      const { version = '' } = await this.api.changeFile({ action: 'write', path, text, base });
      this.#patch(path, { saved: text, version, saving: false, conflict: undefined });
      this.#set({ problem: undefined });
      return true;
    } catch (error) {
      if (statusOf(error) === CONFLICT) {
        const gone = await this.api.getFile(path).then(
          () => false,
          (reason) => statusOf(reason) === 404,
        );
        this.#patch(path, { saving: false, conflict: gone ? 'deleted' : 'changed' });
      } else {
        this.#patch(path, { saving: false });
        this.#set({ problem: messageOf(error) });
      }
      return false;
    }
  }

  async #compare(file: OpenFile, entries: readonly FileEntry[] | undefined): Promise<void> {
    const now = this.file(file.path);
    // It was saved while the folders were read: the next look is right.
    if (!entries || !now || now.saving || now.version !== file.version) return;
    const entry = entries.find(({ name, type }) => name === baseName(file.path) && type === 'file');
    if (entry?.version === now.version) return;
    if (!entry) this.#patch(file.path, { conflict: 'deleted' });
    else if (isDirty(now)) this.#patch(file.path, { conflict: 'changed' });
    else await this.#try(() => this.#load(file.path));
  }

  async #load(path: string): Promise<void> {
    const view = await this.api.getFile(path);
    const file = this.file(path);
    if (view.type !== 'file' || !file) return;
    const { text, version } = view;
    this.#patch(path, { text, saved: text, version, conflict: undefined, replaced: file.replaced + 1 });
  }

  #show(folder: string): void {
    if (!this.#state.folders.has(folder))
      this.#set({ folders: new Map([...this.#state.folders, [folder, []]]) });
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#set({ problem: undefined });
      return true;
    } catch (error) {
      this.#set({ problem: messageOf(error) });
      return false;
    }
  }

  #patch(path: string, change: Partial<OpenFile>): void {
    this.#set({
      files: this.#state.files.map((file) => (file.path === path ? { ...file, ...change } : file)),
    });
  }

  #set(change: Partial<EditorState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'Something went wrong. Try again.';
const statusOf = (error: unknown): unknown => (error as { readonly status?: unknown }).status;

function exists(error: unknown): void {
  if (statusOf(error) !== CONFLICT) throw error;
}
