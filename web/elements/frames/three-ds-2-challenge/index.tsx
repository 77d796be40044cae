/** Document `three-ds-2-challenge`: the layer around the bank's authentication page, with a way out. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { startFrame, useFrame, type Frame } from '../shared/frame';
import { LockIcon } from '../shared/icons';
import css from './challenge.css?inline';

interface Options {
  /** The bank's page. */
  url?: string;
}

interface Verdict {
  florin?: unknown;
  challenge?: unknown;
}

function Challenge() {
  const frame = useFrame();
  const { text } = frame;
  const bank = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState(false);
  const url = pageAddress((frame.init.options as Options).url);
  useVerdict(frame, bank);
  return (
    <div class="Layer">
      <div class="Layer-panel" data-loaded={loaded}>
        <header class="Layer-header">
          <span class="Layer-sign"><LockIcon /></span>
          <h1 class="Layer-title">{text('layer.3ds.title')}</h1>
          <button type="button" class="Layer-cancel" onClick={() => frame.report('done', { outcome: 'canceled' })}>
            {text('layer.cancel')}
          </button>
        </header>
        {!loaded && (
          <div class="Layer-loading" role="status">
            <span class="Layer-spinner" />
            <span class="u-hidden">{text('layer.3ds.loading')}</span>
          </div>
        )}
        <iframe
          ref={bank} id="challengeFrame" name="stripe-challenge-frame" class="Layer-frame" title={text('layer.3ds.frame')}
          src={url} onLoad={() => setLoaded(true)}
        />
      </div>
    </div>
  );
}

/** Only pages: an address that runs a script is none. */
function pageAddress(url: string | undefined): string | undefined {
  try {
    const address = new URL(url ?? '', location.origin);
    return ['http:', 'https:'].includes(address.protocol) ? address.href : undefined;
  } catch {
    return undefined;
  }
}

/** The bank's page says how it ended; nobody else is heard. */
function useVerdict(frame: Frame, bank: { current: HTMLIFrameElement | null }): void {
  useEffect(() => {
    const hear = (event: MessageEvent<Verdict | null>) => {
      if (event.origin !== location.origin || event.source !== bank.current?.contentWindow) return;
      const { florin, challenge } = event.data ?? {};
      if (florin !== 1 || (challenge !== 'completed' && challenge !== 'failed')) return;
      frame.report('done', { outcome: challenge });
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, [frame]);
}

void startFrame(Challenge, { css });
