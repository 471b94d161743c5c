/** Which code runs in the visitor's browser, and which settings a build copies into it. */
import type { Module } from '#model';

const BUILD_PREFIX = /^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|PUBLIC|VUE_APP|STORYBOOK)_/;
const PAGE_GLOBALS = ['document', 'window', 'localStorage', 'sessionStorage', 'alert', 'navigator', 'location', 'jQuery'];
const SERVER_IMPORT = /^(?:node:|fs$|fs\/|path$|http$|https$|child_process$|express$|fastify$|koa$|puppeteer|playwright|jsdom$|dotenv|next\/server$|server-only$)/;
const HOOKS = new Set(['useState', 'useEffect', 'useRef', 'useReducer', 'useContext', 'useCallback', 'useLayoutEffect']);

/** The setting's own name where its prefix makes a build write it into the page: `VITE_API_KEY` gives `API_KEY`. */
export function publicBuildName(name: string): string | undefined {
  const prefix = BUILD_PREFIX.exec(name);
  return prefix ? name.slice(prefix[0].length) : undefined;
}

/** Holds for code that runs in a page: it says so, uses React's hooks, or works with the document and imports nothing of a server. */
export function runsInBrowser(module: Module): boolean {
  if (module.language !== 'javascript' || module.dialects.has('apps-script') || module.dialects.has('office-script')) return false;
  if (module.imports.some((each) => SERVER_IMPORT.test(each.source))) return false;
  if (/^\s*(?:\/\*[^]{0,2000}?\*\/\s*)?['"]use client['"]/.test(module.source.text.slice(0, 4000))) return true;
  if (/^\s*['"]use server['"]/.test(module.source.text.slice(0, 400))) return false;
  if (module.imports.some((each) => /^react-dom(?:\/client)?$/.test(each.source) || (each.source === 'react' && each.names.some((name) => HOOKS.has(name.imported))))) return true;
  if (module.globals.has('require') || module.globals.has('process') && !module.dialects.has('jsx')) return false;
  return (module.globals.get('document')?.reads.length ?? 0) > 0 || PAGE_GLOBALS.filter((name) => (module.globals.get(name)?.reads.length ?? 0) > 0).length > 1;
}
