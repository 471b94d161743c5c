/** Schedules kept in files beside the code: pipelines, deployments and job definitions that run it. */
import type { SourceText } from '#core';
import { runsModule, type Facts } from '#facts';

export interface KeptSchedule {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

const PIPELINE = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
/** A table of cron, or a timer of systemd that is called as the script or the folder's only one. */
const CRONTAB = /(?:^|\/)(?:crontab|[^/]+\.(?:cron|crontab))$/;
const TIMER = /\.timer$/;
const DEFINITION = /(?:^|\/)(?:[\w.-]*cron[\w.-]*|[\w.-]*schedule[\w.-]*|vercel|serverless|template|sam|render|netlify|fly|app|wrangler|\.gitlab-ci)\.(?:ya?ml|json|toml)$/i;
/** `cron: "0 6 * * 1"`, `schedule: cron(0 5 1 * ? *)`, `"schedule": "0 5 * * *"`. */
const ENTRY = /^\s{0,60}(?:-\s{1,4})?["']?(?:cron|crons|schedule|ScheduleExpression|rate)["']?\s{0,4}[:=]\s{0,4}\[?\s{0,4}["']?((?:cron|rate)\([^()\n]{3,60}\)|[\d*][\d*,/-]{0,20}(?:\s+[\d*?A-Za-z][\w*,/?#-]{0,20}){4})["']?/i;
const CRON_LINE = /^\s{0,20}(?:@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|reboot)|[\d*][\d*,/-]{0,20}(?:\s+[\d*][\w*,/-]{0,20}){3}\s+[\w*][\w*,/-]{0,20})\s+\S/;
const TIMES = /^\s{0,20}On(?:Calendar|UnitActiveSec|UnitInactiveSec)\s{0,4}=/;
const MOST_LINES = 2000;
const LONGEST_LINE = 400;

export function keptSchedules(facts: Facts): KeptSchedule[] {
  return facts.unit.texts.flatMap((source) => {
    if (CRONTAB.test(source.file)) return first(lineIn(source, (line) => CRON_LINE.test(line) && names(line, facts)));
    if (TIMER.test(source.file)) return first(lineIn(source, (line) => TIMES.test(line)));
    const runsIt = PIPELINE.test(source.file) ? names(source.text, facts) : DEFINITION.test(source.file);
    return runsIt ? first(lineIn(source, (line) => ENTRY.test(line))) : [];
  });
}

/** A pipeline does many things; what it runs of this code, it names. */
function names(text: string, facts: Facts): boolean {
  return facts.unit.modules.some(({ file }) => text.includes(file.slice(file.lastIndexOf('/') + 1)))
    || (text.includes(' -m ') && text.split('\n').slice(0, MOST_LINES).some((line) => facts.unit.modules.some(({ file }) => runsModule(line, file))));
}

function first(found: KeptSchedule | undefined): KeptSchedule[] {
  return found ? [found] : [];
}

function lineIn(source: SourceText, fits: (line: string) => boolean): KeptSchedule | undefined {
  let start = 0;
  for (let count = 0; start < source.text.length && count < MOST_LINES; count++) {
    const newline = source.text.indexOf('\n', start);
    const end = newline === -1 ? source.text.length : newline;
    if (end - start <= LONGEST_LINE && fits(source.text.slice(start, end))) return { source, start, end };
    start = end + 1;
  }
  return undefined;
}
