import type { Module } from '#model';

/** Global services of Apps Script. No other platform has these names. */
const SERVICES = new Set([
  'SpreadsheetApp', 'DocumentApp', 'SlidesApp', 'FormApp', 'GmailApp', 'MailApp', 'DriveApp', 'CalendarApp', 'ContactsApp', 'GroupsApp',
  'LanguageApp', 'SitesApp', 'UrlFetchApp', 'ScriptApp', 'AdminDirectory', 'PropertiesService', 'CacheService', 'LockService',
  'HtmlService', 'ContentService', 'CardService', 'XmlService', 'Utilities', 'Session', 'Logger', 'Browser',
]);

/** Of these one is enough: nobody else would name a global so. */
const DISTINCT = new Set(['SpreadsheetApp', 'GmailApp', 'DriveApp', 'UrlFetchApp', 'MailApp', 'DocumentApp', 'CalendarApp', 'PropertiesService']);

/** Holds if the code calls the services of Apps Script as globals and imports nothing. */
export function looksLikeAppsScript(module: Module): boolean {
  if (module.imports.length > 0) return false;
  let services = 0;
  for (const [name, binding] of module.globals) {
    if (!SERVICES.has(name) || binding.writes.length > 0) continue;
    if (DISTINCT.has(name)) return true;
    services++;
  }
  return services > 1;
}

/** Holds if the file has the entry point of an Office Script: `function main(workbook: ExcelScript.Workbook)`. */
export function looksLikeOfficeScript(module: Module): boolean {
  return module.top.body.some((statement) =>
    statement.kind === 'declare-function' && statement.func.name === 'main' &&
    statement.func.params[0]?.annotation?.startsWith('ExcelScript.') === true);
}
