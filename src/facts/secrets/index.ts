/** Decides whether a text is a secret. Pure: knows nothing of programs, only of texts and names. */
export { findProviderSecrets, type SecretMatch } from './scan-text.js';
export { judgeLiteral, type Judgement, type LiteralContext, type LiteralPosition, type LiteralVerdict } from './judge-literal.js';
export { credentialName, mayNameKey, type CredentialKind } from './credential-name.js';
export { parseConnectionString, type ConnectionString } from './connection-string.js';
export { SECRET_FORMATS, isGenericFormat } from './formats/index.js';
export type { SecretFormat } from './format.js';
export { parsePattern, type PatternPart } from './pattern.js';
export { isPlaceholder } from './placeholder.js';
export { providerOfName } from './provider-name.js';
export { isPublicKeyName, isServerKeyName } from './public-key-name.js';
