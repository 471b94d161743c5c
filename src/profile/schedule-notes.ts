/** What a header says of when the code runs: the only trace of a schedule that is kept outside. */
import { headerTexts } from '#facts';
import type { Module } from '#model';

export interface ScheduleNote {
  readonly start: number;
  readonly end: number;
  /** The words that say so, shortened. */
  readonly words: string;
}

const LONGEST = 4000;

const UNIT = '(?:minute|hour|day|night|morning|evening|weekday|week|month|quarter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?';
const PATTERNS: readonly RegExp[] = [
  /\b(?:via|by|with|from|as|in|using|through|under|a|the|your|my)\s+(?:a\s+|the\s+)?(?:daily\s+|nightly\s+|weekly\s+|hourly\s+)?cron(?:\s?job|\s?tab)?\b/i,
  /\b(?:crontab|cron job|cronjob|task scheduler|systemd timer|launchd|github actions?|gitlab schedule|cloud scheduler|eventbridge)\b/i,
  new RegExp(`\\b(?:runs?|run it|started|executed|triggered|invoked|scheduled)\\b[^.\\n]{0,60}\\b(?:every|each)\\s+(?:\\d{1,4}\\s+|other\\s+|first\\s+)?${UNIT}\\b`, 'i'),
  /\b(?:runs?|run it|started|executed|triggered|scheduled)\s+(?:automatically\s+)?(?:once\s+an?\s+(?:day|hour|week|month)|daily|nightly|hourly|weekly|monthly)\b/i,
  /\b(?:daily|nightly|hourly|weekly|monthly|scheduled)\s+(?:job|run|cron|task|batch|sync)\b/i,
  /(?<!\b(?:for|of|in|from|on|per|to|covers?)\s)\bevery\s+(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|morning|night|evening|weekday)\b/i,
  /\bschedule\s+(?:this|it|the script)\b/i,
  /\bcron(?:tab)?\s{0,3}[:=]?\s{0,12}["'`(]?(?:[\d*][\d*,/-]{0,20}\s+){4}[\d*]/i,
  /\b(?:eventbridge|cloudwatch) (?:rule|schedule)\b/i,
  // A crontab line: five fields and a command.
  /^\s*(?:[#*]\s*)?(?:[\d*][\d*,/-]{0,20}\s+){4}[\d*A-Za-z][\d*,/A-Za-z-]{0,20}\s+\S/m,
];
/** The author starts it, or says that it is not scheduled. */
const BY_HAND = /\b(?:by hand|manually|i run|i start|run it yourself|not scheduled|no schedule|without a schedule|on demand|when needed|whenever)\b/i;

/** The first note of a schedule in the header of a module. */
export function scheduleNote(module: Module): ScheduleNote | undefined {
  for (const comment of headerTexts(module)) {
    const text = comment.text.slice(0, LONGEST);
    if (BY_HAND.test(text)) continue;
    for (const pattern of PATTERNS) {
      const match = pattern.exec(text);
      if (!match) continue;
      return { start: comment.start, end: comment.end, words: match[0].replace(/\s+/g, ' ').trim().slice(0, 80) };
    }
  }
  return undefined;
}
