/** What a file is, by extension, shebang and content. `text`: not code, read for secrets only. */
export type FileKind =
  | 'javascript'
  | 'typescript'
  | 'apps-script'
  | 'office-script'
  | 'python'
  | 'notebook'
  | 'package.json'
  | 'requirements'
  | 'pyproject'
  | 'appsscript'
  | 'text';

/** A file as read: decoded text with the byte order mark taken off. */
export interface SourceFile {
  /** Relative to the scanned root, with `/`. */
  readonly file: string;
  readonly kind: FileKind;
  readonly text: string;
}
