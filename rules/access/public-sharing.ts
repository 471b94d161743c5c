import { openingOf, rule, servedUploads, type Effect } from '#rule';

export default rule({
  summary: 'Something is opened to anyone',
  base: 'error',
  firesOn: 'a file, bucket, form or page opened to anyone, uploads served by a static route included',
  not: ['sharing with named people or the organisation', 'a folder of the site’s own files', 'taking a sharing back'],
  why: 'Anyone who has or guesses the link can read it, without signing in, and nobody sees who did.',
  remedy: 'Share with named people or the organisation; hand files out through a route that checks who asks, or by a link that expires.',
  cwe: [732, 552],
  owasp: 'CD-SEC-03',

  *check({ facts, effects, entriesOf, step }) {
    for (const effect of effects()) {
      const at = openingOf(effect, facts);
      if (!at) continue;
      yield {
        at,
        effect,
        entries: entriesOf(effect.call),
        evidence: at === effect.call ? [] : [step(at, 'anyone is let in here'), step(effect.call, 'and the call carries it out')],
        message: `This opens ${thing(effect)} to anyone on the internet: whoever has the link gets in without signing in.`,
      };
    }
    for (const { effect, folder, upload } of servedUploads(facts)) {
      yield {
        at: effect.call,
        effect,
        subject: folder,
        message: `The folder \`${folder}\`, where uploaded files land, is handed out to anyone: whoever knows or guesses a file name can fetch what others uploaded.`,
        places: upload === effect.call ? [] : [step(upload, 'uploaded files are put there')],
      };
    }
  },
});

function thing(effect: Effect): string {
  const what = effect.object !== undefined && effect.object !== 'Permission' ? `this ${effect.object.toLowerCase()}` : effect.system?.category === 'file-store' ? 'a file or folder' : 'what it touches';
  return `${what}${effect.system ? ` in ${effect.system.name}` : ''}`;
}
