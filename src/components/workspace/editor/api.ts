/** What the editor asks of the site: the session's files, and what its cluster says of its kinds. */
import {
  type ChangeFile,
  type FileChanged,
  type FileView,
  fileChanged,
  fileView,
  type SchemaDocument,
  type SchemaIndex,
  schemaDocument,
  schemaIndex,
} from '@/labhost/protocol';
import { ask } from '../../site-api';

/** A file's text or a folder's entries, below the session's home. */
export const getFile = async (id: string, path: string): Promise<FileView> =>
  fileView.parse(await ask('GET', `/api/sessions/${id}/files?${new URLSearchParams({ path })}`));

export const changeFile = async (id: string, change: ChangeFile): Promise<FileChanged> =>
  fileChanged.parse(await ask('POST', `/api/sessions/${id}/files`, change));

export const getSchemaIndex = async (id: string): Promise<SchemaIndex> =>
  schemaIndex.parse(await ask('GET', `/api/sessions/${id}/schemas`));

export const getSchemaDocument = async (id: string, path: string, hash: string): Promise<SchemaDocument> =>
  schemaDocument.parse(
    await ask('GET', `/api/sessions/${id}/schemas/document?${new URLSearchParams({ path, hash })}`),
  );
