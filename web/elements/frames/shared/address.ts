/** What this frame is told by its URL's fragment. */

import type { FrameAddress } from '../../core/protocol';

export function readAddress(hash: string): FrameAddress {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const field = (name: keyof FrameAddress) => fields.get(name) ?? '';
  return {
    componentName: field('componentName'),
    keyMode: field('keyMode') === 'live' ? 'live' : 'test',
    apiKey: field('apiKey'),
    referrer: field('referrer'),
    controllerId: field('controllerId'),
    frameId: field('frameId'),
  };
}
