/** Model providers and what surrounds them. */
import { format, hexadecimal, mixed, type SecretFormat } from '../format.js';

export const MODEL_FORMATS: readonly SecretFormat[] = [
  format('openai', 'OpenAI', 'sk-(?:(?:proj|svcacct|admin|None)-)?(?<random>[A-Za-z0-9_-]{20,80}T3BlbkFJ[A-Za-z0-9_-]{20,80})', { anchors: ['sk-'], verify: mixed }),
  format('openai-project', 'OpenAI', 'sk-(?:proj|svcacct|admin)-(?<random>[A-Za-z0-9_-]{32,200})', { verify: mixed }),
  format('openai-legacy', 'OpenAI', 'sk-(?<random>[A-Za-z0-9]{40,64})', { verify: (c) => !/^[0-9a-f]+$/.test(c.random) && mixed(c) }),
  format('anthropic', 'Anthropic', 'sk-ant-api[0-9]{2}-(?<random>[A-Za-z0-9_-]{80,110})', { verify: mixed, anchors: ['sk-ant-api'] }),
  format('anthropic-admin', 'Anthropic', 'sk-ant-(?:admin|oat|ort|sid)[0-9]{2}-(?<random>[A-Za-z0-9_-]{60,120})', { verify: mixed, anchors: ['sk-ant-'] }),
  format('openrouter', 'OpenRouter', 'sk-or-(?:v1-)?(?<random>[a-f0-9]{64})', { anchors: ['sk-or-'], verify: hexadecimal }),
  format('deepseek-key', 'DeepSeek', 'sk-(?<random>[a-f0-9]{32})', { verify: hexadecimal }),
  format('huggingface', 'Hugging Face', 'hf_[A-Za-z]{34}', { verify: (c) => /[a-z]/.test(c.random) && /[A-Z]/.test(c.random) && wellMixed(c.random) }),
  format('huggingface-org', 'Hugging Face', 'api_org_[A-Za-z]{34}', { verify: (c) => wellMixed(c.random) }),
  format('replicate', 'Replicate', 'r8_[A-Za-z0-9]{37}', { verify: mixed }),
  format('groq', 'Groq', 'gsk_[A-Za-z0-9]{52}', { verify: mixed }),
  format('perplexity', 'Perplexity', 'pplx-[A-Za-z0-9]{48,53}', { verify: mixed }),
  format('xai', 'xAI', 'xai-[A-Za-z0-9]{80}', { verify: mixed }),
  format('cerebras', 'Cerebras', 'csk-[a-z0-9]{48}', { verify: hexadecimal }),
  format('fireworks', 'Fireworks', 'fw_[A-Za-z0-9]{24}', { verify: mixed }),
  format('nvidia', 'NVIDIA', 'nvapi-[A-Za-z0-9_-]{60,70}', { verify: mixed }),
  format('pinecone', 'Pinecone', 'pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{58,66}', { verify: mixed }),
  format('langsmith', 'LangSmith', 'lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}', { verify: hexadecimal }),
  format('langfuse', 'Langfuse', 'sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', { verify: hexadecimal }),
  format('tavily', 'Tavily', 'tvly-(?:dev-|prod-)?(?<random>[A-Za-z0-9]{32})', { anchors: ['tvly-'], verify: mixed }),
  format('e2b', 'E2B', 'e2b_[a-f0-9]{40}', { verify: hexadecimal }),
  format('firecrawl', 'Firecrawl', 'fc-[a-f0-9]{32}', { verify: hexadecimal }),
  format('apify', 'Apify', 'apify_api_[A-Za-z0-9]{34,40}', { verify: mixed }),
  format('elevenlabs', 'ElevenLabs', 'sk_[a-f0-9]{48}', { verify: hexadecimal }),
  format('weights-and-biases', 'Weights & Biases', 'wandb_v1_[A-Za-z0-9_-]{40,100}', { verify: mixed }),
  format('voyage', 'Voyage AI', 'pa-[A-Za-z0-9_-]{43}', { verify: mixed }),
  format('cohere-or-mistral', 'Mistral or Cohere', String.raw`(?:mistral|cohere)_?api_?key["']?\s{0,4}(?:=|:|,)\s{0,4}["']?(?<secret>[A-Za-z0-9]{32,40})`, {
    anchors: ['mistral', 'cohere'], ignoreCase: true, looseStart: true, verify: (c) => mixed({ ...c, random: c.value }),
  }),
];

/** Letters only, yet drawn at random: both cases, and changing between them as chance would have it. */
function wellMixed(random: string): boolean {
  const changes = random.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
  return changes >= random.length / 4 && mixed({ value: random, random: `${random}0`, text: random, start: 0, end: random.length });
}
