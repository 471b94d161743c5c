import fc from 'fast-check';
import {
  SECRET_FORMATS,
  credentialName,
  findProviderSecrets,
  judgeLiteral,
  parseConnectionString,
  parsePattern,
  type LiteralContext,
  type LiteralVerdict,
} from '../src/facts/secrets/index.js';
import { crc32, hasBase62Checksum } from '../src/facts/secrets/checksum.js';
import { maskSecret, maskSecretsIn } from '../src/core/mask.js';
import { SECRET_KINDS, expandSecrets, secretSample } from './kit/secrets.js';

/** Samples that need the name beside them, as the format itself is too common. */
const IN_CONTEXT: Readonly<Record<string, (sample: string) => string>> = {
  'aws-secret-key': (sample) => `aws_secret_access_key = "${sample}"`,
  'twilio-auth': (sample) => `TWILIO_AUTH_TOKEN="${sample}"`,
};

const inCode = (id: string, seed: number): string => {
  const sample = secretSample(id, seed);
  return `call(${IN_CONTEXT[id]?.(sample) ?? `"${sample}"`}); // done`;
};

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
const lines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

describe('table of formats', () => {
  test('is large, with unique ids', () => {
    expect(SECRET_FORMATS.length).toBeGreaterThanOrEqual(120);
    expect(new Set(SECRET_FORMATS.map(({ id }) => id)).size).toBe(SECRET_FORMATS.length);
  });

  test.each(SECRET_FORMATS.map(({ id }) => [id]))('%s finds its own samples', (id) => {
    // A sample drawn at random may by chance hold a run of equal or counting characters, hence nine in ten.
    const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
    const found = seeds.filter((seed) => findProviderSecrets(inCode(id, seed)).some(({ format }) => format === id));
    expect(found.length).toBeGreaterThanOrEqual(18);
  });

  test.each(SECRET_FORMATS.map((format) => [format.id, format] as const))('%s has a pattern of the small language and telling anchors', (_, format) => {
    expect(() => parsePattern(format.pattern)).not.toThrow();
    expect(() => new RegExp(format.pattern, 'd')).not.toThrow();
    for (const anchor of format.anchors) expect(anchor.length).toBeGreaterThanOrEqual(3);
    // No repeat within a repeat, and no repeat without an upper bound.
    expect(format.pattern).not.toMatch(/[^\\][*+](?![^[]*\])|\{\d+,\}|\}\)\{|\}\)[*+]/);
  });

  test('samples are the same for the same seed and differ between seeds', () => {
    for (const kind of SECRET_KINDS) {
      expect(secretSample(kind, 3)).toBe(secretSample(kind, 3));
    }
    expect(secretSample('github-pat', 1)).not.toBe(secretSample('github-pat', 2));
  });

  test('GitHub and npm samples carry a right checksum', () => {
    expect(hasBase62Checksum(secretSample('github-pat').slice(4))).toBe(true);
    expect(hasBase62Checksum(secretSample('npm').slice(4))).toBe(true);
    expect(crc32('123456789')).toBe(0xcbf43926);
  });

  test('the value found is the secret and its place is exact', () => {
    const text = `x = "${secretSample('postgres-url')}"; y = '${secretSample('stripe-live')}'`;
    const matches = findProviderSecrets(text);
    expect(matches.map(({ format }) => format)).toEqual(['postgres-url', 'stripe-live']);
    for (const { start, end, value } of matches) expect(text.slice(start, end)).toBe(value);
    expect(matches[0]?.value).toBe(parseConnectionString(secretSample('postgres-url'))?.password);
  });

  test('publishable keys, test keys and capability URLs are told apart', () => {
    expect(findProviderSecrets(secretSample('stripe-publishable'))[0]).toMatchObject({ publishable: true });
    expect(findProviderSecrets(secretSample('stripe-test'))[0]).toMatchObject({ publishable: false, testMode: true });
    expect(findProviderSecrets(secretSample('supabase-anon'))[0]).toMatchObject({ provider: 'Supabase', publishable: true });
    expect(findProviderSecrets(secretSample('supabase-service'))[0]).toMatchObject({ provider: 'Supabase', publishable: false });
    expect(findProviderSecrets(`https://${secretSample('slack-webhook')}`)[0]).toMatchObject({ capabilityUrl: true, start: 0 });
  });

  test.each([
    ['after an escaped line break', (token: string) => `"key\\n${token}"`],
    ['in a comment', (token: string) => `// old: ${token}`],
    ['in a query', (token: string) => `https://api.vendor.io/v1?key=${token}&x=1`],
    ['in an environment file', (token: string) => `KEY=${token}\nOTHER=1`],
    ['after a percent escape', (token: string) => `auth%3D${token}`],
  ])('tokens are found %s', (_, wrap) => {
    expect(findProviderSecrets(wrap(secretSample('github-pat'))).map(({ format }) => format)).toEqual(['github-pat']);
  });

  test('private keys are found on one line with escapes and joined in code', () => {
    const pem = secretSample('private-key');
    const oneLine = JSON.stringify({ private_key: pem });
    const joined = pem.split('\n').map((line) => `"${line}\\n"`).join(' +\n  ');
    for (const text of [pem, oneLine, joined]) expect(findProviderSecrets(text).map(({ format }) => format)).toEqual(['private-key']);
    expect(findProviderSecrets(oneLine)[0]?.value.endsWith('-----')).toBe(true);
  });
});

describe('what documentation prints', () => {
  const documented = [
    ['AKIA', 'IOSFODNN7EXAMPLE'],
    ['aws_secret_access_key = wJalrXUtnFEMI/', 'K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['sk_test_', '4eC39HqLyjWDarjtT1zdp7dc'],
    ['ghp_', '16C7e42F292c6912E7710c838347Ae178B4a'],
    ['ghp_', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['sk-', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['sk-ant-api03-', 'x'.repeat(95)],
    ['xoxb-', '123456789012-1234567890123-abcdefghijklmnopqrstuvwx'],
    ['https://hooks.slack.com/services/', 'T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'],
    ['AIza', 'SyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'],
    ['sk_live_', 'your_secret_key_goes_here'],
    ['SG.', 'xxxxxxxxxxxxxxxxxxxxxx.yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'],
    ['postgres://user:', 'password@localhost:5432/mydb'],
    ['postgresql://username:', 'password@host:5432/database'],
    ['mongodb+srv://<username>:', '<password>@cluster0.mongodb.net'],
    ['mysql://root:', 'root@127.0.0.1/app'],
    ['redis://:', '${REDIS_PASSWORD}@cache.internal:6379'],
    ['-----BEGIN PRIVATE ', 'KEY-----\\n...\\n-----END PRIVATE KEY-----'],
    ['-----BEGIN RSA PRIVATE ', 'KEY-----\nYOUR_PRIVATE_KEY_HERE\n-----END RSA PRIVATE KEY-----'],
    ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.', 'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'],
  ];
  test.each(documented.map((parts) => [parts.join('')]))('%s is no secret', (text) => {
    expect(findProviderSecrets(`value: ${text}`)).toEqual([]);
  });

  test.each(SECRET_FORMATS.filter(({ pattern }) => /^[a-z_-]+_?\[A-Za-z0-9\]\{/.test(pattern)).map((format) => [format.id, format] as const))(
    '%s filled with one letter is a placeholder',
    (_, { anchors }) => {
      for (const filler of ['x', 'X', '0', '*', 'abcdef']) expect(findProviderSecrets(`"${anchors[0] ?? ''}${filler.repeat(48)}"`)).toEqual([]);
    },
  );
});

describe('near misses', () => {
  const hex = (length: number, seed: number): string => secretSample('random-hex32', seed).repeat(4).slice(0, length);
  const nearMisses = [
    ...Array.from({ length: 40 }, (_, seed) => `commit ${hex(40, seed)}`),
    ...Array.from({ length: 40 }, (_, seed) => `"integrity": "sha512-${secretSample('random-base64', seed)}${secretSample('random-base64', seed + 100)}"`),
    ...Array.from({ length: 40 }, (_, seed) => hex(32, seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, 'id = "$1-$2-$3-$4-$5"')),
    ...Array.from({ length: 20 }, (_, seed) => `url(data:image/png;base64,iVBORw0KGgo${secretSample('random-base64', seed).repeat(5)})`),
    ...Array.from({ length: 20 }, (_, seed) => `etag: W/"${hex(40, seed)}"`),
    ...Array.from({ length: 20 }, (_, seed) => `FROM node@sha256:${hex(64, seed)}`),
    ...Array.from({ length: 20 }, (_, seed) => `chunk.${hex(20, seed)}.js`),
    ...Array.from({ length: 20 }, (_, seed) => `https://docs.google.com/spreadsheets/d/1${secretSample('random-base64', seed).replace(/[+/=]/g, 'x').slice(0, 43)}/edit`),
    ...lines(`
      arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/reporting-AbCdEf
      arn:aws:iam::123456789012:role/reporting
      const sk_learn = require('sk-learn'); import sklearn as sk
      .sk-cube-grid .sk-cube { animation: sk-cubeGridScaleDelay 1.3s infinite ease-in-out; }
      --sk-primary-background-colour-of-the-selected-navigation-element: #aabbcc;
      <div class="pat-navigation-marker pat-structure-updater">
      i18n.t('settings.security.passwordReset.instructionsForAdministrators')
      npm_config_user_agent npm_package_dependencies_express npm_lifecycle_event
      hf_model_name_or_path_for_tokenizer_loading_configuration
      EAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
      feature_flag_enable_new_checkout_flow_for_returning_customers = true
      glpat-navigation-bar glsa_ dop_v1_ shpat_ tfp_ figd_ dapi
      const AKIA_PREFIX = /^AKIA[0-9A-Z]{16}$/;
      const pattern = /ghp_[A-Za-z0-9]{36}/;
      https://user@github.com/acme/repository.git
      http://localhost:3000/@scope/package
      https://registry.internal:8443/path/@acme/tool
      git@github.com:acme/repository.git
      postgres://reporting@db.acme.net/orders
      postgres://reporting:\${password}@db.acme.net/orders
      f"postgresql://{user}:{password}@{host}/{name}"
      "Server=" + host + ";Password=" + password + ";Database=x"
      connect(host=host, user=user, password=password, database=name)
      Server=tcp:x;User Id={0};Password={1};
      element.password = form.password; user.host = config.host
      the -----BEGIN PRIVATE KEY----- line must be the first of the file
      xoxb- and xoxp- tokens start with their kind
      whsec_ is the prefix of webhook secrets
      eyJhbGciOi is how every such token begins
      https://hooks.slack.com/services/
      https://discord.com/api/webhooks/{id}/{token}
      SKU0123456789ABCDEF
      00D is the prefix of organisations; 00Q of leads
      monkey turkey hockey whiskey donkey keyboard
    `),
  ];

  test('there are several hundred', () => expect(nearMisses.length).toBeGreaterThan(240));
  test.each(nearMisses.map((line) => [line]))('%s', (line) => expect(findProviderSecrets(line)).toEqual([]));
});

describe('credential names', () => {
  test.each(words(`apiKey API_KEY db_password clientSecret accessToken authToken SLACK_BOT_TOKEN pwd passwd PASSPHRASE Authorization x-api-key
    OPENAI_API_KEY stripeSecretKey SECRET_KEY JWT_SECRET smtp_pass userPassword passwort contraseña mot_de_passe senha DATABASE_URL MONGO_URI
    connectionString webhookUrl SLACK_WEBHOOK_URL privateKey hubspotToken encryptionKey signing_secret refreshToken apikey access_key
    secretAccessKey AWS_SECRET_ACCESS_KEY token credentials ADMIN_PASSWORD TWILIO_AUTH_TOKEN DEFAULT_API_KEY apiKey2 account_key api_secret
    consumer_secret SUPABASE_SERVICE_ROLE_KEY Ocp-Apim-Subscription-Key security_token`).map((name) => [name]))('%s is one', (name) => {
    expect(credentialName(name)).toBeDefined();
  });

  test.each(words(`passwordField tokenCount max_tokens token_url secretName secret_id password_reset_url keyword keyboard primaryKey foreign_key
    sort_key publicKey csrfTokenSelector apiKeyHeader tokenizer password_hash nextPageToken pageToken continuationToken cacheKey idempotencyKey
    client_id total_tokens tokens showPassword isPassword hasToken key keys storageKey publishableKey SUPABASE_ANON_KEY passwordInput token_type
    secretsManager secretArn keyName access_key_id passwordPlaceholder passing bypass compass monkey hotkey s3Key author authType webhookId
    cookieName tokenExpiry passwordPolicy boarding_pass getToken eos_token validatePassword translationKey secretary next_token`).map((name) => [name]))('%s is none', (name) => {
    expect(credentialName(name)).toBeUndefined();
  });

  test('the kind follows the name', () => {
    expect(credentialName('clientSecret')?.kind).toBe('client-secret');
    expect(credentialName('DATABASE_URL')?.kind).toBe('connection');
    expect(credentialName('webhook_url')?.kind).toBe('webhook-url');
    expect(credentialName('private_key')?.kind).toBe('private-key');
  });
});

describe('literals', () => {
  const judged = (value: string, context: LiteralContext): LiteralVerdict => judgeLiteral(value, context).verdict;

  test.each(['apiKey', 'access_token', 'client_secret', 'password'])('random texts named %s are secrets', (name) => {
    for (let seed = 1; seed <= 30; seed++) {
      expect(judged(secretSample('random-hex32', seed), { name })).toBe('secret');
      expect(judged(secretSample('random-base64', seed), { name })).toBe('secret');
    }
  });

  test.each(lines(`
    YOUR_API_KEY\n<token>\nxxxx\nchangeme\nreplace-me\n\${VAR}\n{{token}}\n%s\n{token}\nTODO\n...\ninsert key here\nyour-api-key-here\nsk-xxxxxxxxxxxxxxxx
    REPLACE_ME\n****\n$API_KEY\nYOUR_STRIPE_KEY_HERE\nexample_key\ntest-key\ndummy\n1234567890\n[YOUR KEY]\n__API_KEY__\nTU_API_KEY_AQUI\nxoxb-1234\nsk_test_123
  `).map((value) => [value]))('%s is a placeholder', (value) => {
    expect(judged(value, { name: 'apiKey' })).toBe('placeholder');
  });

  test.each(lines(`
    OPENAI_API_KEY\napi-key-header\npassword-reset\naccess_token\nx-api-key\nconfig.api.key\n./keys/token.json\ntoken.json\nBearer\nhttps://api.acme.net/token
    application/json\n#token\n.token-input\n2024-01-01\nv1.2.3\nPlease enter your token\ninput[name=token]\nusers_list_page_1\ntrue
  `).map((value) => [value]))('%s is no secret', (value) => {
    for (const name of ['token', 'password', 'apiKey']) expect(['secret', 'weak-password']).not.toContain(judged(value, { name }));
  });

  test.each(words('admin123 Passw0rd! Summer2024! hunter2 P@ssw0rd letmein1 Welcome1! Password123').map((value) => [value]))('%s is a weak password', (value) => {
    expect(judged(value, { name: 'password' })).toBe('weak-password');
  });

  const cases: [string, LiteralContext, LiteralVerdict][] = [
    ['password', { name: 'password' }, 'identifier'],
    ['password', { name: 'password', position: 'connection' }, 'weak-password'],
    ['', { name: 'apiKey' }, 'empty'],
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', { name: 'userId' }, 'identifier'],
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', { name: 'apiKey' }, 'secret'],
    [secretSample('random-hex32'), { name: 'checksum' }, 'hash'],
    [secretSample('random-hex32'), { position: 'lookup-name' }, 'secret'],
    ['STRIPE_KEY', { position: 'lookup-name' }, 'identifier'],
    ['prod/stripe/key', { position: 'lookup-name' }, 'identifier'],
    [`Bearer ${secretSample('random-hex32')}`, { name: 'Authorization', position: 'header' }, 'secret'],
    ['Bearer ${token}', { name: 'Authorization', position: 'header' }, 'placeholder'],
    ['application/json', { name: 'Accept', position: 'header' }, 'identifier'],
    [secretSample('stripe-live'), {}, 'secret'],
    [secretSample('supabase-anon'), { name: 'SUPABASE_KEY' }, 'publishable'],
    ['postgres://postgres:postgres@localhost:5432/app', {}, 'weak-password'],
    ['postgres://user:password@host:5432/db', {}, 'placeholder'],
    ['my favourite colour is blue', { name: 'token' }, 'not-a-secret'],
    ['keyboard', {}, 'identifier'],
    [secretSample('google-api'), { name: 'GEMINI_API_KEY' }, 'secret'],
    [secretSample('google-api'), { name: 'GOOGLE_MAPS_API_KEY' }, 'publishable'],
    ['https://api.acme.net/hook?token=8f3a9c2b1d4e5f6a7b8c9d0e', { name: 'webhookUrl' }, 'secret'],
    ['reports@acme.net', { position: 'api-argument' }, 'identifier'],
    ['kxqz wmbt fjhd plor', { name: 'gmail_app_password' }, 'secret'],
  ];
  test.each(cases)('%s in %j is judged %s', (value, context, verdict) => expect(judged(value, context)).toBe(verdict));
});

describe('connection strings', () => {
  const chosen = ['Kx92', 'mmTq'].join('');
  test.each([
    [`postgresql+psycopg2://app:${chosen}@db.acme.net:5432/orders`, { system: 'postgres', user: 'app', password: chosen, host: 'db.acme.net', port: 5432, database: 'orders', isLocal: false }],
    ['mysql://root:p%40ss1word@127.0.0.1/app', { system: 'mysql', password: 'p@ss1word', isLocal: true }],
    [`mongodb+srv://app:${chosen}@cluster0.ab1cd.mongodb.net/orders?retryWrites=true`, { system: 'mongodb', user: 'app', database: 'orders' }],
    [`redis://:${chosen}@cache.acme.net:6379/0`, { system: 'redis', password: chosen }],
    [`Server=tcp:sql.acme.net,1433;Initial Catalog=orders;User Id=sa;Password=${chosen};`, { system: 'mssql', user: 'sa', host: 'sql.acme.net', port: 1433, database: 'orders' }],
    [`jdbc:mysql://db.acme.net/orders?user=app&password=${chosen}`, { system: 'mysql', user: 'app', password: chosen }],
    [`jdbc:sqlserver://sql.acme.net:1433;database=orders;user=app;password=${chosen}`, { system: 'mssql', password: chosen }],
    [`host=db.acme.net dbname=orders user=app password=${chosen}`, { system: 'postgres', database: 'orders', password: chosen }],
    ['postgres://user:password@localhost/db', { isLocal: true, passwordIsPlaceholder: true }],
  ])('%s', (text, expected) => expect(parseConnectionString(text)).toMatchObject(expected));

  test.each(['hello world', 'a=b', 'C:\\temp', 'x;y;z', ''])('%j is none', (text) => expect(parseConnectionString(text)).toBeUndefined());
});

describe('masks', () => {
  test('keep four characters of a vendor prefix at most', () => {
    expect(maskSecret(secretSample('stripe-live'))).toMatch(/^sk_[lp]…\(\d+ characters\)$/);
    expect(maskSecret('hunter2')).toBe('…(7 characters)');
  });

  test('never contain the secret', () => {
    for (const kind of SECRET_KINDS) {
      const secret = secretSample(kind);
      expect(maskSecret(secret)).not.toContain(secret.slice(4));
      expect(maskSecretsIn(`before ${secret} after`, [secret])).toBe(`before ${maskSecret(secret)} after`);
    }
  });

  test('cover overlapping secrets whole', () => {
    expect(maskSecretsIn('abcdefgh', ['abcdef', 'defgh'])).toBe('…(6 characters)');
  });

  test('hold for arbitrary texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, secret, after) => {
        fc.pre(!/character|^…|\(\d/.test(secret));
        expect(maskSecretsIn(before + secret + after, [secret])).not.toContain(secret);
      }),
    );
  });
});

describe('robustness', () => {
  const anything = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...SECRET_FORMATS.flatMap(({ anchors }) => anchors.slice(0, 2)), '@', ':', '"', '\n', 'a', '9')).map((parts) => parts.join('')));

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom<LiteralContext>({}, { name: 'password' }, { name: 'token' }, { name: 'Authorization', position: 'header' }, { position: 'lookup-name' }, { position: 'connection' }), (text, context) => {
        judgeLiteral(text, context);
        credentialName(text);
        parseConnectionString(text);
        for (const { start, end, value } of findProviderSecrets(text)) expect(text.slice(start, end)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  test('twice the text gives twice the matches', () => {
    const unit = SECRET_FORMATS.map(({ id }) => inCode(id, 1)).join('\n');
    const once = findProviderSecrets(unit).length;
    expect(once).toBeGreaterThan(200);
    expect(findProviderSecrets(`${unit}\n${unit}`).length).toBe(2 * once);
  });

  test.each(['://a:', 'eyJa-', '-----BEGIN RSA PRIVATE ' + 'KEY-----', ';password=x', 'sv=2020-01-01&', 'access_key="', 'a'])('a long run of %s ends', (unit) => {
    expect(findProviderSecrets(unit.repeat(200_000 / unit.length))).toEqual([]);
  });
});

describe('fixtures', () => {
  test('slots are filled by samples', () => {
    expect(expandSecrets('const k = "{{secret:stripe-live}}";')).toBe(`const k = "${secretSample('stripe-live')}";`);
    expect(expandSecrets('{{secret:npm:7}} {{other}}')).toBe(`${secretSample('npm', 7)} {{other}}`);
    expect(() => expandSecrets('{{secret:no-such-kind}}')).toThrow('no-such-kind');
  });

  test.each(words(`aws-access-key aws-secret-key stripe-live stripe-test stripe-publishable slack-bot slack-webhook openai anthropic github-pat google-api
    sendgrid twilio-auth hubspot-pat airtable-pat notion shopify jwt supabase-anon supabase-service password random-hex32 random-base64 postgres-url
    mailchimp private-key gitlab-pat npm`).map((kind) => [kind]))('%s is a known kind', (kind) => {
    expect(secretSample(kind).length).toBeGreaterThan(8);
  });
});
