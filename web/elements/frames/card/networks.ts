/** The `networkschange` event: a card that can run on two networks has been typed, or is gone again. */

import { useEffect, useRef } from 'preact/hooks';
import type { Network } from '../../core/card/brands';
import { useFrame } from '../shared/frame';

export function useNetworkEvents(networks: Network[]): void {
  const frame = useFrame();
  const key = networks.length > 1 ? networks.join() : '';
  const last = useRef('');
  useEffect(() => {
    if (key !== last.current) frame.port.send('event', { name: 'networkschange', payload: {} });
    last.current = key;
  }, [frame, key]);
}
